import type { BucketVersioningStatus, ServerSideEncryptionRule } from '@aws-sdk/client-s3';
import { dnsSuffix, type AccountContext } from '../../../core/account-context';
import { isList, isMap, scalarText, type Value } from '../../values/value';
import type { Clients } from './clients';
import { mapOf, textOf, toInput } from './input';
import type { NativeRequest, NativeType } from './native-type';
import { TAGS, type Fields } from './shape';

const properties: Fields = {
  BucketName: 'string',
  BucketNamePrefix: 'string',
  BucketNamespace: 'string',
  AccessControl: 'string',
  BucketEncryption: { ServerSideEncryptionConfiguration: ['json'] },
  VersioningConfiguration: { Status: 'string' },
  PublicAccessBlockConfiguration: {
    BlockPublicAcls: 'boolean',
    BlockPublicPolicy: 'boolean',
    IgnorePublicAcls: 'boolean',
    RestrictPublicBuckets: 'boolean',
  },
  ObjectLockEnabled: 'boolean',
  Tags: TAGS,
  // These have no effect here, so that they are not sent to S3.
  AbacStatus: 'string',
  AccelerateConfiguration: 'json',
  AnalyticsConfigurations: 'json',
  CorsConfiguration: 'json',
  IntelligentTieringConfigurations: 'json',
  InventoryConfigurations: 'json',
  LifecycleConfiguration: 'json',
  LoggingConfiguration: 'json',
  MetadataConfiguration: 'json',
  MetadataTableConfiguration: 'json',
  MetricsConfigurations: 'json',
  NotificationConfiguration: 'json',
  ObjectLockConfiguration: 'json',
  OwnershipControls: 'json',
  ReplicationConfiguration: 'json',
  WebsiteConfiguration: 'json',
};

/** Buckets have names in lower case, of at most 63 characters. */
function nameOf(request: NativeRequest): string {
  return textOf(request.properties, 'BucketName') ?? request.generatedName(63).toLowerCase();
}

/** A rule of a template as S3 names its members. */
function encryptionRule(rule: Value): ServerSideEncryptionRule {
  const { ServerSideEncryptionByDefault, BucketKeyEnabled } = isMap(rule) ? rule : {};
  const { SSEAlgorithm, KMSMasterKeyID } = isMap(ServerSideEncryptionByDefault)
    ? ServerSideEncryptionByDefault
    : {};
  return toInput<ServerSideEncryptionRule>({
    ApplyServerSideEncryptionByDefault: {
      ...(SSEAlgorithm !== undefined && { SSEAlgorithm }),
      ...(KMSMasterKeyID !== undefined && { KMSMasterKeyID }),
    },
    BucketKeyEnabled: scalarText(BucketKeyEnabled) === 'true',
  });
}

/** AWS::S3::Bucket. Ref is the name. */
export function bucket({ s3 }: Clients, account: AccountContext): NativeType {
  const configure = async (Bucket: string, request: NativeRequest): Promise<void> => {
    const client = await s3.get();
    const { BucketEncryption, VersioningConfiguration, PublicAccessBlockConfiguration } = request.properties;
    const rules = mapOf(request.properties, 'BucketEncryption').ServerSideEncryptionConfiguration;
    if (BucketEncryption !== undefined && isList(rules))
      await client.putBucketEncryption({
        Bucket,
        ServerSideEncryptionConfiguration: { Rules: rules.map(encryptionRule) },
      });
    if (VersioningConfiguration !== undefined) {
      const Status = textOf(mapOf(request.properties, 'VersioningConfiguration'), 'Status');
      await client.putBucketVersioning({
        Bucket,
        VersioningConfiguration: { Status: toInput<BucketVersioningStatus>(Status ?? 'Suspended') },
      });
    }
    if (PublicAccessBlockConfiguration !== undefined)
      await client.putPublicAccessBlock({
        Bucket,
        PublicAccessBlockConfiguration: mapOf(request.properties, 'PublicAccessBlockConfiguration'),
      });
    if (request.tags.length > 0) await client.putBucketTagging({ Bucket, Tagging: { TagSet: request.tags } });
  };
  return {
    typeName: 'AWS::S3::Bucket',
    properties,
    required: [],
    createOnly: ['BucketName', 'BucketNamePrefix', 'BucketNamespace', 'ObjectLockEnabled'],
    attributes: ['Arn', 'DomainName', 'DualStackDomainName', 'RegionalDomainName', 'WebsiteURL'],
    taggable: true,
    create: async (request) => {
      const Bucket = nameOf(request);
      const { region } = account;
      const client = await s3.get();
      await client.createBucket({
        Bucket,
        ...(region !== 'us-east-1' && {
          CreateBucketConfiguration: { LocationConstraint: toInput<'eu-west-1'>(region) },
        }),
      });
      await configure(Bucket, request);
      return Bucket;
    },
    update: async (request) => configure(request.physicalId, request),
    remove: async ({ physicalId }) => {
      await (await s3.get()).deleteBucket({ Bucket: physicalId });
    },
    read: async ({ physicalId: name }) => {
      const { partition, region } = account;
      const suffix = dnsSuffix(account);
      return {
        Arn: `arn:${partition}:s3:::${name}`,
        DomainName: `${name}.s3.${suffix}`,
        DualStackDomainName: `${name}.s3.dualstack.${region}.${suffix}`,
        RegionalDomainName: `${name}.s3.${region}.${suffix}`,
        WebsiteURL: `http://${name}.s3-website-${region}.${suffix}`,
      };
    },
  };
}
