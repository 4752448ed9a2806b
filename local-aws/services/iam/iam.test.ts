import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
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

describe('resources and conditions', () => {
  const attach = (name: string) =>
    iam.send(
      new AttachRolePolicyCommand({ RoleName: 'deploy', PolicyArn: `arn:aws:iam::aws:policy/${name}` }),
    );
  const invokes = (name: string) =>
    aws.iam.allows(
      roleArn,
      'lambda:InvokeFunction',
      `arn:aws:lambda:us-east-1:123456789012:function:${name}`,
    );
  const passes = (role: string, to = 'ecs-tasks.amazonaws.com') =>
    aws.iam.allows(roleArn, 'iam:PassRole', `arn:aws:iam::123456789012:role/${role}`, {
      'iam:PassedToService': to,
    });

  it('AWSCodeDeployRoleForECS calls every function and passes every role, to tasks only', async () => {
    await create();
    await attach('AWSCodeDeployRoleForECS');
    expect([invokes('CodeDeployHook_smoke'), invokes('smoke')]).toEqual([true, true]);
    expect([passes('ecsTaskExecutionRole'), passes('web')]).toEqual([true, true]);
    expect(passes('web', 'lambda.amazonaws.com')).toBe(false);
  });

  it('AWSCodeDeployRoleForECSLimited is limited to names', async () => {
    await create();
    await attach('AWSCodeDeployRoleForECSLimited');
    expect([invokes('CodeDeployHook_smoke'), invokes('CodeDeployHook_smoke:LIVE'), invokes('smoke')]).toEqual(
      [true, true, false],
    );
    expect(['ecsTaskExecutionRole', 'ECSTaskExecution-web', 'web'].map((role) => passes(role))).toEqual([
      true,
      true,
      false,
    ]);
    expect(aws.iam.allows(roleArn, 'elasticloadbalancing:ModifyRule', '*')).toBe(true);
  });

  it('the managed policies of another partition name its own ARNs', async () => {
    const china = await startLocalAws({ region: 'cn-north-1' });
    const client = new IAMClient(clientConfiguration(china));
    await client.send(
      new CreateRoleCommand({ RoleName: 'deploy', AssumeRolePolicyDocument: JSON.stringify(trust) }),
    );
    const PolicyArn = 'arn:aws-cn:iam::aws:policy/AWSCodeDeployRoleForECSLimited';
    await client.send(new AttachRolePolicyCommand({ RoleName: 'deploy', PolicyArn }));
    const [role, hook] = [
      'arn:aws-cn:iam::123456789012:role/deploy',
      'arn:aws-cn:lambda:cn-north-1:123456789012:function:CodeDeployHook_smoke',
    ];
    expect(china.iam.allows(role, 'lambda:InvokeFunction', hook)).toBe(true);
    await china.close();
  });

  const GROUP = 'arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:shop/web';
  it.each<[string, object, boolean]>([
    ['a pattern of the ARN', { Resource: 'arn:*:codedeploy:*:*:deploymentgroup:*' }, true],
    ['one character for a question mark', { Resource: GROUP.replace('web', 'w?b') }, true],
    ['another resource', { Resource: 'arn:*:codedeploy:*:*:application:*' }, false],
    ['another case', { Resource: GROUP.toUpperCase() }, false],
    ['an end that overlaps the beginning', { Resource: `${GROUP}*web` }, false],
    ['a middle', { Resource: 'arn:*:deploymentgroup:*/web' }, true],
    ['a middle that is missing', { Resource: 'arn:*:cluster:*/web' }, false],
    ['every other resource', { NotResource: 'arn:*:codedeploy:*:*:application:*' }, true],
    ['a condition that holds', { Condition: { StringEquals: { 'app:Kind': ['a', 'blue'] } } }, true],
    ['a key in another case', { Condition: { StringLike: { 'APP:KIND': 'b*' } } }, true],
    ['a condition that does not hold', { Condition: { StringEquals: { 'app:Kind': 'red' } } }, false],
    ['a negated one that holds', { Condition: { StringNotEquals: { 'app:Kind': 'red' } } }, true],
    ['a negated one that does not hold', { Condition: { StringNotLike: { 'app:Kind': 'b*' } } }, false],
    ['a key without a value', { Condition: { StringEquals: { 'app:Other': 'a' } } }, false],
    ['a key that may be missing', { Condition: { StringEqualsIfExists: { 'app:Other': 'a' } } }, true],
    ['a key of all services', { Condition: { StringEquals: { 'aws:RequestedRegion': 'x' } } }, true],
    ['an operator that is not known', { Condition: { IpAddress: { 'app:Kind': 'blue' } } }, false],
    [
      'one of two conditions',
      { Condition: { StringEquals: { 'app:Kind': 'blue' }, Bool: { 'app:Kind': true } } },
      false,
    ],
  ])('a statement with %s', async (_, part, allowed) => {
    await create();
    const Statement = [{ Effect: 'Allow', Action: 'codedeploy:*', Resource: '*', ...part }];
    if ('NotResource' in part) delete (Statement[0] as { Resource?: string }).Resource;
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: 'deploy',
        PolicyName: 'own',
        PolicyDocument: JSON.stringify({ Statement }),
      }),
    );
    expect(aws.iam.allows(roleArn, 'codedeploy:CreateDeployment', GROUP, { 'app:Kind': 'blue' })).toBe(
      allowed,
    );
  });
});

it("counts the account's own managed policies, by their default version", async () => {
  await create();
  const documentOf = (Action: string) =>
    JSON.stringify({ Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
  const made = await iam.send(
    new CreatePolicyCommand({ PolicyName: 'own', Path: '/team/', PolicyDocument: documentOf('ecs:*') }),
  );
  const PolicyArn = made.Policy?.Arn ?? '';
  expect(PolicyArn).toBe('arn:aws:iam::123456789012:policy/team/own');
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'deploy', PolicyArn }));
  expect(aws.iam.allows(roleArn, 'ecs:DescribeServices')).toBe(true);

  const PolicyDocument = documentOf('sns:*');
  await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument }));
  expect(aws.iam.allows(roleArn, 'sns:Publish')).toBe(false);
  await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }));
  expect([aws.iam.allows(roleArn, 'sns:Publish'), aws.iam.allows(roleArn, 'ecs:ListTasks')]).toEqual([
    true,
    false,
  ]);
  expect((await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy).toMatchObject({
    AttachmentCount: 1,
    DefaultVersionId: 'v3',
  });
  const { PolicyVersion: first } = await iam.send(
    new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }),
  );
  expect(decodeURIComponent(first?.Document ?? '')).toBe(documentOf('ecs:*'));

  const remove = () => iam.send(new DeletePolicyCommand({ PolicyArn }));
  await expect(remove()).rejects.toThrow('Cannot delete a policy attached to entities.');
  await iam.send(new DetachRolePolicyCommand({ RoleName: 'deploy', PolicyArn }));
  await expect(remove()).rejects.toThrow(/more than one version/);
  const removeVersion = (VersionId: string) =>
    iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
  await expect(removeVersion('v3')).rejects.toThrow('Cannot delete the default version of a policy.');
  await removeVersion('v1');
  await removeVersion('v2');
  await remove();
  await expect(remove()).rejects.toMatchObject({ name: 'NoSuchEntityException' });
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
  const PolicyArn = 'arn:aws:iam::aws:policy/AWSCodeDeployRoleForEC';
  await expect(
    iam.send(new AttachRolePolicyCommand({ RoleName: 'deploy', PolicyArn })),
  ).rejects.toMatchObject({
    name: 'NoSuchEntityException',
  });
  const absent = new DeleteRolePolicyCommand({ RoleName: 'deploy', PolicyName: 'none' });
  await expect(iam.send(absent)).rejects.toMatchObject({ name: 'NoSuchEntityException' });
});
