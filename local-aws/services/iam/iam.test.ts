import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { clientConfiguration } from '../../fixtures/blue-green-service';
import { startLocalAws, type LocalAws } from '../../local-aws';

let aws: LocalAws;
let iam: IAMClient;
const roleArn = 'arn:aws:iam::123456789012:role/deploy';
const trust = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: ['codedeploy.amazonaws.com'] }, Action: 'sts:AssumeRole' },
  ],
};

beforeEach(async () => {
  aws = await startLocalAws();
  iam = new IAMClient(clientConfiguration(aws));
});
afterEach(() => aws.close());

function create(RoleName = 'deploy') {
  return iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) }));
}

it('returns a role with its trust policy as URL-encoded JSON', async () => {
  await create();
  const { Role: role } = await iam.send(new GetRoleCommand({ RoleName: 'deploy' }));
  expect(role).toMatchObject({ Arn: roleArn, CreateDate: aws.clock.date() });
  expect(JSON.parse(decodeURIComponent(role!.AssumeRolePolicyDocument!))).toEqual(trust);
  await expect(create()).rejects.toMatchObject({ name: 'EntityAlreadyExistsException' });
});

it('lets only the trusted service assume a role, and only after the role has propagated', async () => {
  aws.iam.propagationSeconds = 10;
  await create();
  expect(aws.iam.canAssume(roleArn, 'codedeploy.amazonaws.com')).toBe(false);
  await aws.clock.advance(10);
  expect(aws.iam.canAssume(roleArn, 'codedeploy.amazonaws.com')).toBe(true);
  expect(aws.iam.canAssume(roleArn, 'lambda.amazonaws.com')).toBe(false);
  expect(aws.iam.canAssume('arn:aws:iam::123456789012:role/other', 'codedeploy.amazonaws.com')).toBe(false);
});

it('allows an action that an inline or managed policy allows, unless a policy denies it', async () => {
  await create();
  expect(aws.iam.allows(roleArn, 'ecs:DescribeServices')).toBe(false);
  const PolicyArn = 'arn:aws:iam::aws:policy/AWSCodeDeployRoleForECS';
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'deploy', PolicyArn }));
  expect(aws.iam.allows(roleArn, 'ecs:DescribeServices')).toBe(true);
  expect(aws.iam.allows(roleArn, 'ecs:UpdateService')).toBe(false);
  const Statement = [
    { Effect: 'Allow', Action: 'logs:*' },
    { Effect: 'Deny', Action: ['ecs:Describe*'] },
  ];
  const document = JSON.stringify({ Statement });
  await iam.send(
    new PutRolePolicyCommand({ RoleName: 'deploy', PolicyName: 'more', PolicyDocument: document }),
  );
  expect(aws.iam.allows(roleArn, 'ecs:DescribeServices')).toBe(false);
  expect(aws.iam.allows(roleArn, 'logs:PutLogEvents')).toBe(true);
  const policy = await iam.send(new GetRolePolicyCommand({ RoleName: 'deploy', PolicyName: 'more' }));
  expect(JSON.parse(decodeURIComponent(policy.PolicyDocument!))).toEqual({ Statement });
});

it('deletes a role only when it has no policies', async () => {
  await create();
  const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'deploy', PolicyArn }));
  const { AttachedPolicies: attached } = await iam.send(
    new ListAttachedRolePoliciesCommand({ RoleName: 'deploy' }),
  );
  expect(attached).toEqual([{ PolicyName: 'AWSLambdaBasicExecutionRole', PolicyArn }]);
  const remove = new DeleteRoleCommand({ RoleName: 'deploy' });
  await expect(iam.send(remove)).rejects.toMatchObject({ name: 'DeleteConflictException' });
  await iam.send(new DetachRolePolicyCommand({ RoleName: 'deploy', PolicyArn }));
  await iam.send(remove);
  await expect(iam.send(remove)).rejects.toMatchObject({
    name: 'NoSuchEntityException',
    message: 'The role with name deploy cannot be found.',
  });
});

it('refuses malformed, missing and unknown input', async () => {
  const bad = new CreateRoleCommand({ RoleName: 'bad', AssumeRolePolicyDocument: 'no json' });
  await expect(iam.send(bad)).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' });
  await create();
  const PolicyArn = 'arn:aws:iam::aws:policy/NoSuchPolicy';
  await expect(
    iam.send(new AttachRolePolicyCommand({ RoleName: 'deploy', PolicyArn })),
  ).rejects.toMatchObject({
    name: 'NoSuchEntityException',
  });
  const absent = new DeleteRolePolicyCommand({ RoleName: 'deploy', PolicyName: 'none' });
  await expect(iam.send(absent)).rejects.toMatchObject({ name: 'NoSuchEntityException' });
});
