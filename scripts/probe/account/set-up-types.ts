import {
  DescribeTypeRegistrationCommand,
  RegisterTypeCommand,
  type DescribeTypeRegistrationOutput,
} from '@aws-sdk/client-cloudformation';
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, PutBucketTaggingCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Clients } from './clients';
import { waitFor, type Clock } from './clock';
import { HANDLER_ROLE, TAG, TYPE_NAMES } from './names';
import { packObservers } from '../observer/package';
import { bucketName } from '../observer/bucket-name';

/** AWS looks at a package for some minutes before it takes it. */
const REGISTRATION_LIMIT_SECONDS = 900;

const TAGS = [{ Key: TAG.key, Value: TAG.value }];

const TRUST = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'resources.cloudformation.amazonaws.com' },
      Action: 'sts:AssumeRole',
    },
  ],
};

/** The name of the probe's bucket in this account and region. */
export async function findBucketName({ sts, s3 }: Pick<Clients, 'sts' | 's3'>): Promise<string> {
  const { Account = '' } = await sts.send(new GetCallerIdentityCommand({}));
  return bucketName(Account, await s3.config.region());
}

/**
 * Makes a bucket and the role with which the handlers write to it, and registers both types from there.
 * @returns the name of the bucket
 * @throws the SDK's errors, and an Error with AWS's sentence when a registration fails
 */
export async function setUpTypes(clients: Clients, clock: Clock): Promise<string> {
  const Bucket = await createBucket(clients);
  const ExecutionRoleArn = await createRole(clients, Bucket);
  const packages = await packObservers();
  const tokens: string[] = [];
  for (const TypeName of TYPE_NAMES) {
    const Key = `packages/${TypeName.replaceAll('::', '-').toLowerCase()}.zip`;
    await clients.s3.send(new PutObjectCommand({ Bucket, Key, Body: packages[TypeName] }));
    const SchemaHandlerPackage = `s3://${Bucket}/${Key}`;
    const register = { Type: 'RESOURCE', TypeName, SchemaHandlerPackage, ExecutionRoleArn } as const;
    const { RegistrationToken = '' } = await clients.cloudFormation.send(new RegisterTypeCommand(register));
    tokens.push(RegistrationToken);
  }
  for (const token of tokens) await untilRegistered(clients, clock, token);
  return Bucket;
}

async function createBucket(clients: Clients): Promise<string> {
  const Bucket = await findBucketName(clients);
  const region = await clients.s3.config.region();
  const where =
    region === 'us-east-1'
      ? {}
      : { CreateBucketConfiguration: { LocationConstraint: region as 'eu-central-1' } };
  await clients.s3.send(new CreateBucketCommand({ Bucket, ...where }));
  await clients.s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: TAGS } }));
  return Bucket;
}

/** What the handlers may do: to read, write and delete objects of the bucket. */
async function createRole({ iam }: Clients, bucket: string): Promise<string> {
  const AssumeRolePolicyDocument = JSON.stringify(TRUST);
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: HANDLER_ROLE, AssumeRolePolicyDocument, Tags: TAGS }),
  );
  const [arn, partition] = (Role?.Arn ?? '').split(':');
  const Resource = `${arn ?? ''}:${partition ?? ''}:s3:::${bucket}/*`;
  const Action = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'];
  const Statement = [{ Effect: 'Allow', Action, Resource }];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await iam.send(
    new PutRolePolicyCommand({ RoleName: HANDLER_ROLE, PolicyName: HANDLER_ROLE, PolicyDocument }),
  );
  return Role?.Arn ?? '';
}

async function untilRegistered(
  { cloudFormation }: Clients,
  clock: Clock,
  RegistrationToken: string,
): Promise<void> {
  const ended = await waitFor(
    clock,
    REGISTRATION_LIMIT_SECONDS,
    async (): Promise<DescribeTypeRegistrationOutput | undefined> => {
      const answer = await cloudFormation.send(new DescribeTypeRegistrationCommand({ RegistrationToken }));
      return answer.ProgressStatus === 'IN_PROGRESS' ? undefined : answer;
    },
    10,
  );
  if (!ended) throw new Error('A type was not registered within 15 minutes.');
  const { ProgressStatus, Description = '' } = ended.answer;
  if (ProgressStatus !== 'COMPLETE') throw new Error(`A type could not be registered. ${Description}`);
}
