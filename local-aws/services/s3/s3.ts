import type {
  AbortMultipartUploadRequest,
  CompleteMultipartUploadRequest,
  CopyObjectRequest,
  CreateBucketRequest,
  CreateMultipartUploadRequest,
  DeleteObjectRequest,
  DeleteObjectsRequest,
  GetObjectRequest,
  HeadObjectRequest,
  ListObjectsRequest,
  ListObjectsV2Request,
  ListPartsRequest,
  PutObjectRequest,
  UploadPartRequest,
} from '@aws-sdk/client-s3';
import type { AccountContext } from '../../core/account-context';
import { ServiceError, type Service } from '../../core/service';
import { Buckets } from './buckets';
import { settingOperations } from './configurations';
import { listObjects, listObjectsV2 } from './listing';
import { checkedBody, etagOf, rangeOf, type ObjectHeaders, type StoredObject } from './objects';
import { RESPONSE_BUCKET_PREFIX } from './response-bucket';
import { Uploads } from './uploads';

interface BucketRequest {
  Bucket?: string;
}

/** Amazon S3: general purpose buckets in memory, with the newest version of each object. */
export class S3 implements Service {
  readonly #buckets: Buckets;
  readonly #uploads = new Uploads();
  readonly operations: Service['operations'];

  constructor(private readonly account: AccountContext) {
    this.#buckets = new Buckets(account);
    this.operations = {
      ...settingOperations((name) => this.#buckets.get(name)),
      ...this.#bucketOperations,
      ...this.#objectOperations,
      ...this.#uploadOperations,
    };
  }

  /**
   * Reads an object for another service.
   * @throws ServiceError NoSuchBucket, NoSuchKey, NoSuchVersion
   */
  read(bucket: string, key: string, version?: string): Uint8Array {
    return this.#buckets.object(bucket, key, version).body;
  }

  readonly #bucketOperations = {
    ListBuckets: () => ({
      Buckets: this.#buckets.all
        .filter(({ name }) => !name.startsWith(RESPONSE_BUCKET_PREFIX))
        .map(({ name, created }) => ({ Name: name, CreationDate: created })),
      Owner: { ID: this.account.accountId },
    }),
    CreateBucket: ({ Bucket: name = '', CreateBucketConfiguration: configuration }: CreateBucketRequest) => {
      this.#buckets.create(name, configuration?.LocationConstraint);
      return { Location: `/${name}` };
    },
    HeadBucket: ({ Bucket: name }: BucketRequest) => {
      this.#buckets.get(name);
      return { BucketRegion: this.account.region };
    },
    DeleteBucket: ({ Bucket: name }: BucketRequest) => {
      this.#buckets.delete(name);
    },
    GetBucketLocation: ({ Bucket: name }: BucketRequest) => {
      this.#buckets.get(name);
      const { region } = this.account;
      return { LocationConstraint: region === 'us-east-1' ? undefined : region };
    },
    ListObjects: (input: ListObjectsRequest) => listObjects(this.#buckets.get(input.Bucket), input),
    ListObjectsV2: (input: ListObjectsV2Request) => listObjectsV2(this.#buckets.get(input.Bucket), input),
    ListObjectVersions: ({ Bucket: name }: BucketRequest) => {
      const bucket = this.#buckets.get(name);
      return {
        Name: name,
        IsTruncated: false,
        Versions: [...bucket.objects].map(([Key, { ETag, LastModified, VersionId = 'null', body }]) => ({
          Key,
          VersionId,
          IsLatest: true,
          LastModified,
          ETag,
          Size: body.byteLength,
          StorageClass: 'STANDARD',
        })),
      };
    },
    ListMultipartUploads: ({ Bucket: name = '' }: BucketRequest) => {
      this.#buckets.get(name);
      return {
        Bucket: name,
        IsTruncated: false,
        Uploads: this.#uploads
          .of(name)
          .map(({ id, key, started }) => ({ UploadId: id, Key: key, Initiated: started })),
      };
    },
  };

  readonly #objectOperations = {
    PutObject: (input: PutObjectRequest) => {
      const { Bucket, Key = '', IfNoneMatch } = input;
      const bucket = this.#buckets.get(Bucket);
      if (IfNoneMatch === '*' && bucket.objects.has(Key))
        throw new ServiceError(
          'PreconditionFailed',
          'At least one of the pre-conditions you specified did not hold',
          412,
        );
      const { body, checksums } = checkedBody(input as Parameters<typeof checkedBody>[0]);
      const object = { ...headersOf(input), body, checksums, ETag: etagOf(body) };
      const { ETag, VersionId } = this.#buckets.put(bucket, Key, object);
      return { ETag, VersionId, ServerSideEncryption: object.ServerSideEncryption, ...checksums };
    },
    GetObject: ({ Bucket, Key, VersionId, Range, ChecksumMode }: GetObjectRequest) => {
      const object = this.#buckets.object(Bucket, Key, VersionId);
      const { body, ContentRange } = rangeOf(object.body, Range);
      // The checksums are those of the whole object.
      const checksums = ChecksumMode === 'ENABLED' && ContentRange === undefined ? object.checksums : {};
      return { ...describe(object), Body: body, ContentLength: body.byteLength, ContentRange, ...checksums };
    },
    HeadObject: ({ Bucket, Key, VersionId, ChecksumMode }: HeadObjectRequest) => {
      const object = this.#buckets.object(Bucket, Key, VersionId);
      return { ...describe(object), ...(ChecksumMode === 'ENABLED' ? object.checksums : {}) };
    },
    CopyObject: (input: CopyObjectRequest) => {
      const [, bucket, key = '', version] =
        /^\/?([^/]+)\/([^?]+)(?:\?versionId=(.+))?$/.exec(input.CopySource ?? '') ?? [];
      const source = this.#buckets.object(bucket, decodeURIComponent(key), version);
      const replaces = input.MetadataDirective === 'REPLACE';
      const headers = replaces ? headersOf(input) : headersOf(source);
      const { body, checksums } = source;
      const object = { ...headers, body, checksums, ETag: etagOf(body) };
      const copy = this.#buckets.put(this.#buckets.get(input.Bucket), input.Key ?? '', object);
      return {
        CopyObjectResult: { ETag: copy.ETag, LastModified: copy.LastModified },
        CopySourceVersionId: source.VersionId,
        VersionId: copy.VersionId,
      };
    },
    DeleteObject: ({ Bucket, Key = '' }: DeleteObjectRequest) => {
      this.#buckets.get(Bucket).objects.delete(Key);
      return {};
    },
    DeleteObjects: ({ Bucket, Delete }: DeleteObjectsRequest) => {
      const { objects } = this.#buckets.get(Bucket);
      const named = Delete?.Objects ?? [];
      for (const { Key = '' } of named) objects.delete(Key);
      return { Deleted: Delete?.Quiet === true ? [] : named.map(({ Key }) => ({ Key })) };
    },
  };

  readonly #uploadOperations = {
    CreateMultipartUpload: (input: CreateMultipartUploadRequest) => {
      const { Bucket: bucket = '', Key: key = '' } = input;
      this.#buckets.get(bucket);
      const upload = { bucket, key, headers: headersOf(input), started: this.account.clock.date() };
      return { Bucket: bucket, Key: key, UploadId: this.#uploads.start(upload) };
    },
    UploadPart: (input: UploadPartRequest) => {
      const { body, checksums } = checkedBody(input as Parameters<typeof checkedBody>[0]);
      return { ETag: this.#uploads.addPart(input.UploadId, input.PartNumber, body), ...checksums };
    },
    ListParts: ({ Bucket, Key, UploadId }: ListPartsRequest) => ({
      Bucket,
      Key,
      UploadId,
      IsTruncated: false,
      Parts: [...this.#uploads.partsOf(UploadId)].map(([PartNumber, body]) => ({
        PartNumber,
        ETag: etagOf(body),
        Size: body.byteLength,
      })),
    }),
    CompleteMultipartUpload: ({
      Bucket,
      Key = '',
      UploadId,
      MultipartUpload,
    }: CompleteMultipartUploadRequest) => {
      const bucket = this.#buckets.get(Bucket);
      const { body, ETag, headers } = this.#uploads.complete(UploadId, MultipartUpload?.Parts ?? []);
      const { VersionId } = this.#buckets.put(bucket, Key, { ...headers, body, ETag, checksums: {} });
      return { Bucket, Key, ETag, VersionId, Location: `/${bucket.name}/${Key}` };
    },
    AbortMultipartUpload: ({ UploadId }: AbortMultipartUploadRequest) => {
      this.#uploads.abort(UploadId);
      return {};
    },
  };
}

function headersOf(input: ObjectHeaders): ObjectHeaders {
  const { ContentType = 'binary/octet-stream', ContentEncoding, ContentDisposition, ContentLanguage } = input;
  const { CacheControl, Metadata, ServerSideEncryption = 'AES256', SSEKMSKeyId } = input;
  return {
    ContentType,
    // Without its transfer encoding, a body may have none left.
    ContentEncoding: ContentEncoding === '' ? undefined : ContentEncoding,
    ContentDisposition,
    ContentLanguage,
    CacheControl,
    Metadata,
    ServerSideEncryption,
    SSEKMSKeyId,
  };
}

function describe(object: StoredObject) {
  const { body, ETag, LastModified, VersionId } = object;
  return {
    AcceptRanges: 'bytes',
    ContentLength: body.byteLength,
    ETag,
    LastModified,
    VersionId,
    ...headersOf(object),
  };
}
