import { signingScope } from './request-names';
import type { ServiceModel } from './models';
import type { OperationShape, WireRequest } from './wire';

/** What a request to S3 is about. */
export interface S3Address {
  bucket: string | undefined;
  key: string | undefined;
}

/** `bucket.s3.us-east-1.amazonaws.com`, also with `dualstack` and with a hyphen before the region. */
const BUCKET_HOST = /^(?<bucket>.+)\.s3([.-][\w-]+)*\.amazonaws\.com(\.cn)?(:\d+)?$/i;
const SERVICE_HOST = /^s3([.-][\w-]+)*\.amazonaws\.com(\.cn)?(:\d+)?$/i;
/** `bucket.localhost`: what clients make of an endpoint at `localhost`. */
const LOCAL_BUCKET_HOST = /^(?<bucket>.+)\.localhost(:\d+)?$/i;

/** Whether a host is one of S3's, with or without a bucket. */
export function isS3Host(host: string): boolean {
  return [BUCKET_HOST, SERVICE_HOST, LOCAL_BUCKET_HOST].some((pattern) => pattern.test(host));
}

/** Whether a request is for S3: it is signed for it, or its host is one of S3's. */
export function isS3Request(request: WireRequest): boolean {
  const { host = '' } = request.headers;
  const isSigned = signingScope(request) === 's3' || request.query.has('AWSAccessKeyId');
  return isSigned || isS3Host(host);
}

/**
 * The bucket and the key of a request, from its host (virtual-host style) or its path (path style).
 * Source: Amazon S3 User Guide, "Virtual hosting of general purpose buckets".
 */
export function s3AddressOf({
  headers: { host = '' },
  path,
}: Pick<WireRequest, 'headers' | 'path'>): S3Address {
  const inHost = (BUCKET_HOST.exec(host) ?? LOCAL_BUCKET_HOST.exec(host))?.groups?.bucket;
  const [, first = '', rest] = /^\/([^/]*)(?:\/(.*))?$/s.exec(path) ?? [];
  const named = (text: string | undefined): string | undefined =>
    text === undefined || text === '' ? undefined : decodeURIComponent(text);
  return inHost === undefined
    ? { bucket: named(first), key: named(rest) }
    : { bucket: inHost.toLowerCase(), key: named(path.slice(1)) };
}

/** The operation of a request to S3: by its method, by what it is about, and by the subresource in its query. */
export function s3Operation({ operations }: ServiceModel, request: WireRequest): string | undefined {
  const { bucket, key } = s3AddressOf(request);
  const { method, query, headers } = request;
  if (bucket === undefined) return method === 'GET' ? 'ListBuckets' : undefined;
  const special = specialOperation(method, key !== undefined, query, headers);
  return special ?? [...operations.values()].find((one) => isFor(one, request, key !== undefined))?.name;
}

/** Operations that differ by headers, or by parameters that are members of their inputs. */
function specialOperation(
  method: string,
  hasKey: boolean,
  query: URLSearchParams,
  headers: WireRequest['headers'],
): string | undefined {
  const isCopy = headers['x-amz-copy-source'] !== undefined;
  const plain = !['acl', 'attributes', 'legal-hold', 'retention', 'tagging', 'torrent'].some((name) =>
    query.has(name),
  );
  if (!hasKey) {
    const names = [...query.keys()].filter((name) => SUBRESOURCES.test(name));
    if (names.length > 0) return undefined;
    if (method === 'GET') return query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects';
    return { PUT: 'CreateBucket', DELETE: 'DeleteBucket', HEAD: 'HeadBucket' }[method];
  }
  if (query.has('uploadId')) {
    if (method === 'PUT') return isCopy ? 'UploadPartCopy' : 'UploadPart';
    return { POST: 'CompleteMultipartUpload', DELETE: 'AbortMultipartUpload', GET: 'ListParts' }[method];
  }
  if (method === 'POST' || !plain) return undefined;
  if (method === 'PUT') return isCopy ? 'CopyObject' : 'PutObject';
  return { GET: 'GetObject', HEAD: 'HeadObject', DELETE: 'DeleteObject' }[method];
}

/** The names of subresources are those query parameters of a bucket that are not members of ListObjects. */
const SUBRESOURCES =
  /^(?!x-id$|x-amz-|X-Amz-|list-type$|prefix$|delimiter$|marker$|max-keys$|encoding-type$|start-after$|continuation-token$|fetch-owner$)/;

/** Whether the model gives the operation this method and a literal parameter that the request has. */
function isFor({ http }: OperationShape, { method, query }: WireRequest, hasKey: boolean): boolean {
  if (http?.[0] !== method) return false;
  const [path = '', parameters = ''] = http[1].split('?');
  const literals = [...new URLSearchParams(parameters).keys()].filter((name) => name !== 'x-id');
  return path.includes('{Key') === hasKey && literals.length > 0 && literals.every((name) => query.has(name));
}
