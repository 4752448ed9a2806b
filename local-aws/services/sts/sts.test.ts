import {
  AssumeRoleCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { IAMClient } from '@aws-sdk/client-iam';
import { clientConfiguration, createServiceRole } from '../../fixtures/blue-green-service';
import { startLocalAws, type LocalAws } from '../../local-aws';

let aws: LocalAws;
let sts: STSClient;

beforeAll(async () => {
  aws = await startLocalAws();
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  sts = new STSClient({ endpoint: aws.endpoint, region: aws.region, credentials });
});
afterAll(() => aws.close());

it('tells the caller its identity', async () => {
  const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}));
  expect({ Account, Arn }).toEqual({
    Account: '123456789012',
    Arn: 'arn:aws:iam::123456789012:user/AKIDEXAMPLE',
  });
});

it('gives credentials for a session, and for every role that exists', async () => {
  const session = await sts.send(new GetSessionTokenCommand({}));
  expect(session.Credentials).toMatchObject({ AccessKeyId: expect.stringMatching(/^ASIA/) as string });
  const RoleArn = await createServiceRole(new IAMClient(clientConfiguration(aws)), aws, 'Deployer');
  const assumed = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me' }));
  expect(assumed.AssumedRoleUser?.Arn).toBe(
    `arn:aws:sts::123456789012:assumed-role/${RoleArn.split('/').at(-1)}/me`,
  );
  const none = new AssumeRoleCommand({ RoleArn: `${RoleArn}-none`, RoleSessionName: 'me' });
  await expect(sts.send(none)).rejects.toMatchObject({ name: 'AccessDenied' });
});

it('names an unknown operation in its error', async () => {
  await expect(
    sts.send(new GetAccessKeyInfoCommand({ AccessKeyId: 'AKIDEXAMPLE12345' })),
  ).rejects.toMatchObject({
    name: 'InvalidAction',
    message: 'The local AWS does not know the operation sts:GetAccessKeyInfo.',
  });
});
