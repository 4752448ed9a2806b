import { scalarText } from '../../values/value';
import type { Clients } from './clients';
import { textOf } from './input';
import type { NativeRequest, NativeType } from './native-type';

/** AWS::S3::BucketPolicy. Ref is the bucket's name. The policy is stored and not asked: S3 takes any caller here. */
export function bucketPolicy({ s3 }: Clients): NativeType {
  const put = async (Bucket: string, { properties }: NativeRequest): Promise<void> => {
    await (await s3.get()).putBucketPolicy({ Bucket, Policy: scalarText(properties.PolicyDocument) });
  };
  return {
    typeName: 'AWS::S3::BucketPolicy',
    properties: { Bucket: 'string', PolicyDocument: 'json' },
    required: ['Bucket', 'PolicyDocument'],
    createOnly: ['Bucket'],
    attributes: [],
    taggable: false,
    create: async (request) => {
      const name = textOf(request.properties, 'Bucket') ?? '';
      await put(name, request);
      return name;
    },
    update: async (request) => put(request.physicalId, request),
    remove: async ({ physicalId }) => {
      await (await s3.get()).deleteBucketPolicy({ Bucket: physicalId });
    },
    read: async () => ({}),
  };
}
