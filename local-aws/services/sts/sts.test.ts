import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
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

it('names an unknown operation in its error', async () => {
  await expect(sts.send(new GetSessionTokenCommand({}))).rejects.toMatchObject({
    name: 'InvalidAction',
    message: 'The local AWS does not know the operation sts:GetSessionToken.',
  });
});
