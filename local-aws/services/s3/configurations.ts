import { ServiceError } from '../../core/service';
import type { Bucket } from './buckets';

interface Setting {
  /** The member of the Put operation's input that has the setting; without one, the members of the input themselves. */
  member: string;
  /** Whether the Get operation answers with the content of the member instead of the member. */
  unwrapped?: boolean;
  /** What Get answers before a Put: the settings of a new bucket, or an error code. */
  initial: object | string;
}

/**
 * Settings of buckets that the local AWS stores and does not act upon, except versioning.
 * Source: Amazon S3 API Reference; for new buckets also S3 User Guide, "Blocking public access" and "Default encryption".
 */
const SETTINGS: Readonly<Record<string, Setting>> = {
  Encryption: {
    member: 'ServerSideEncryptionConfiguration',
    initial: {
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
      },
    },
  },
  Versioning: { member: 'VersioningConfiguration', unwrapped: true, initial: {} },
  PublicAccessBlock: {
    member: 'PublicAccessBlockConfiguration',
    initial: {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
    },
  },
  Policy: { member: 'Policy', initial: 'NoSuchBucketPolicy' },
  LifecycleConfiguration: {
    member: 'LifecycleConfiguration',
    unwrapped: true,
    initial: 'NoSuchLifecycleConfiguration',
  },
  Tagging: { member: 'Tagging', unwrapped: true, initial: 'NoSuchTagSet' },
  OwnershipControls: {
    member: 'OwnershipControls',
    initial: { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } },
  },
  Cors: { member: 'CORSConfiguration', unwrapped: true, initial: 'NoSuchCORSConfiguration' },
  Logging: { member: 'BucketLoggingStatus', unwrapped: true, initial: {} },
  NotificationConfiguration: { member: 'NotificationConfiguration', unwrapped: true, initial: {} },
  Website: { member: 'WebsiteConfiguration', unwrapped: true, initial: 'NoSuchWebsiteConfiguration' },
};

/** The names that differ from `PutBucket<setting>` and the like. */
const OPERATION_NAMES: Readonly<Record<string, readonly [put: string, get: string, remove: string]>> = {
  PublicAccessBlock: ['PutPublicAccessBlock', 'GetPublicAccessBlock', 'DeletePublicAccessBlock'],
  LifecycleConfiguration: [
    'PutBucketLifecycleConfiguration',
    'GetBucketLifecycleConfiguration',
    'DeleteBucketLifecycle',
  ],
};

type Input = { Bucket?: string } & Record<string, unknown>;

/** The operations that put, get and delete each setting. */
export function settingOperations(
  find: (bucket: string | undefined) => Bucket,
): Record<string, (input: Input) => unknown> {
  return Object.fromEntries(
    Object.entries(SETTINGS).flatMap(([name, setting]) => {
      const [put, get, remove] = OPERATION_NAMES[name] ?? [
        `PutBucket${name}`,
        `GetBucket${name}`,
        `DeleteBucket${name}`,
      ];
      return [
        [put, (input: Input) => putSetting(find(input.Bucket), name, setting, input)],
        [get, (input: Input) => getSetting(find(input.Bucket), name, setting)],
        [remove, (input: Input) => void find(input.Bucket).settings.delete(name)],
      ];
    }),
  ) as Record<string, (input: Input) => unknown>;
}

function putSetting(
  { settings }: Bucket,
  name: string,
  { member, unwrapped }: Setting,
  input: Input,
): object {
  const value = input[member];
  settings.set(name, unwrapped === true ? (Object(value ?? {}) as object) : { [member]: value });
  return {};
}

function getSetting({ settings, name: bucket }: Bucket, name: string, { initial }: Setting): object {
  const stored = settings.get(name);
  if (stored) return stored;
  if (typeof initial !== 'string') return initial;
  throw new ServiceError(initial, `The bucket ${bucket} has no such setting: ${name}.`, 404);
}
