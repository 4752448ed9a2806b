import { Ids, type AccountContext } from '../../core/account-context';
import { ServiceError } from '../../core/service';
import { noSuchBucket, noSuchKey } from './errors';
import { tooLarge, type StoredObject } from './objects';

/** In bytes, of all objects together. */
const LARGEST_ACCOUNT = 1_073_741_824;

export interface Bucket {
  name: string;
  created: Date;
  /** By key, in the order of keys. Only the newest version of each object is kept. */
  objects: Map<string, StoredObject>;
  /** By the name of the setting, e.g. `Encryption`: what its Get operation answers. */
  settings: Map<string, object>;
}

/** The buckets of the account. */
export class Buckets {
  readonly #buckets = new Map<string, Bucket>();
  readonly #versions = new Ids('s3-version');

  constructor(private readonly account: AccountContext) {}

  get all(): Bucket[] {
    return [...this.#buckets.values()];
  }

  /** @throws ServiceError InvalidBucketName, IllegalLocationConstraintException, BucketAlreadyOwnedByYou */
  create(name: string, region: string | undefined): Bucket {
    if (!/^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name))
      throw new ServiceError('InvalidBucketName', `The specified bucket is not valid: ${name}`);
    const { region: here } = this.account;
    const wanted = region === undefined || region === '' ? 'us-east-1' : region;
    if (wanted !== here)
      throw new ServiceError(
        'IllegalLocationConstraintException',
        `The ${region ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
      );
    const present = this.#buckets.get(name);
    // Only us-east-1 answers a repeated creation with success (Amazon S3 API Reference, CreateBucket).
    if (present && here === 'us-east-1') return present;
    if (present)
      throw new ServiceError(
        'BucketAlreadyOwnedByYou',
        'Your previous request to create the named bucket succeeded and you already own it.',
        409,
      );
    const bucket: Bucket = {
      name,
      created: this.account.clock.date(),
      objects: new Map(),
      settings: new Map(),
    };
    this.#buckets.set(name, bucket);
    return bucket;
  }

  /** @throws ServiceError BucketNotEmpty */
  delete(name: string | undefined): void {
    const { objects, name: own } = this.get(name);
    if (objects.size > 0)
      throw new ServiceError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409);
    this.#buckets.delete(own);
  }

  /** @throws ServiceError NoSuchBucket */
  get(name = ''): Bucket {
    const found = this.#buckets.get(name);
    if (!found) throw noSuchBucket(name);
    return found;
  }

  /** @throws ServiceError NoSuchBucket, NoSuchKey, NoSuchVersion */
  object(bucket: string | undefined, key = '', version?: string): StoredObject {
    const found = this.get(bucket).objects.get(key);
    if (!found) throw noSuchKey(key);
    if (version !== undefined && version !== 'null' && version !== found.VersionId)
      throw new ServiceError('NoSuchVersion', `The specified version does not exist: ${version}`, 404);
    return found;
  }

  /** @throws ServiceError EntityTooLarge when the account would have too much */
  put(
    { objects, settings }: Bucket,
    key: string,
    object: Omit<StoredObject, 'VersionId' | 'LastModified'>,
  ): StoredObject {
    const others = this.all.flatMap((bucket) => [...bucket.objects.values()]);
    const total = others.reduce((sum, { body }) => sum + body.byteLength, object.body.byteLength);
    if (total > LARGEST_ACCOUNT) throw tooLarge();
    const { Status } = (settings.get('Versioning') ?? {}) as { Status?: string };
    const VersionId = Status === 'Enabled' ? this.#versions.hex(32) : undefined;
    const stored = { ...object, VersionId, LastModified: this.account.clock.date() };
    objects.set(key, stored);
    return stored;
  }
}
