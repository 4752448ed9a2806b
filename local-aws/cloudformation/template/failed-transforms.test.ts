import {
  CreateChangeSetCommand,
  CreateStackCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  UpdateStackCommand,
  type Capability,
  type ChangeSetType,
  type CreateStackInput,
} from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { clientConfiguration } from '../../fixtures/blue-green-service';
import { accountPerTest } from '../fixtures/account';
import type { Stack } from '../stacks/stack';

/* A transform that fails: the request is answered, and the change set or the operation fails with its reason. */

const account = accountPerTest();
const StackName = 'shop';
const topic = { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'orders' } };
const GOOD = JSON.stringify({ Resources: { Topic: topic } });
const including = (bucket: string): string =>
  JSON.stringify({
    Resources: {
      Topic: topic,
      'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: `s3://${bucket}/topics.json` } },
    },
  });
const NO_BUCKET = including('nowhere');
const REASON = 'Transform AWS::Include failed with: S3 bucket [nowhere] does not exist. (Resources)';

async function changeSet(type: ChangeSetType, TemplateBody: string, name = 'first') {
  const names = { StackName, ChangeSetName: name };
  const ResourcesToImport =
    type === 'IMPORT'
      ? [{ LogicalResourceId: 'Topic', ResourceType: topic.Type, ResourceIdentifier: { TopicArn: 'arn' } }]
      : undefined;
  await account.client.send(
    new CreateChangeSetCommand({ ...names, ChangeSetType: type, TemplateBody, ResourcesToImport }),
  );
  return account.client.send(new DescribeChangeSetCommand(names));
}

/** The events of the stack itself since it had so many events: status and reason. */
const eventsOf = (stack: Stack, after = 0) =>
  stack.events
    .slice(after)
    .filter(({ ResourceType }) => ResourceType === 'AWS::CloudFormation::Stack')
    .map(({ ResourceStatus, ResourceStatusReason }) => [ResourceStatus, ResourceStatusReason]);

const Capabilities: Capability[] = ['CAPABILITY_AUTO_EXPAND'];

async function create(TemplateBody: string, more: Partial<CreateStackInput> = {}): Promise<Stack> {
  await account.client.send(new CreateStackCommand({ StackName, TemplateBody, Capabilities, ...more }));
  return account.settle();
}

describe('a change set', () => {
  test.each(['CREATE', 'IMPORT'] as const)('of type %s fails, and its new stack waits', async (type) => {
    const described = await changeSet(type, NO_BUCKET);
    expect(described).toMatchObject({
      Status: 'FAILED',
      StatusReason: REASON,
      ExecutionStatus: 'UNAVAILABLE',
    });
    expect(described.Changes ?? []).toEqual([]);
    const stack = account.cloudFormation.getStack(StackName);
    expect([stack.status, stack.resources.size]).toEqual(['REVIEW_IN_PROGRESS', 0]);
    await expect(
      account.client.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName: 'first' })),
    ).rejects.toThrow('cannot be executed in its current execution status of [UNAVAILABLE]');
  });

  test('of a stack that waits or exists fails, and the next one works', async () => {
    await changeSet('CREATE', NO_BUCKET, 'failed');
    expect(await changeSet('CREATE', GOOD, 'good')).toMatchObject({ Status: 'CREATE_COMPLETE' });
    await account.client.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName: 'good' }));
    const stack = await account.settle();
    expect(stack.status).toBe('CREATE_COMPLETE');
    expect(await changeSet('UPDATE', NO_BUCKET)).toMatchObject({ Status: 'FAILED', StatusReason: REASON });
    expect([stack.status, [...stack.resources.keys()], stack.prepared.source.text]).toEqual([
      'CREATE_COMPLETE',
      ['Topic'],
      GOOD,
    ]);
  });

  test('fails for a loop of AWS::LanguageExtensions, too', async () => {
    const loop = { 'Fn::ForEach::L': ['N', ['a', 'b'], { Topic: topic }] };
    const described = await changeSet(
      'CREATE',
      JSON.stringify({ Transform: 'AWS::LanguageExtensions', Resources: loop }),
    );
    expect(described).toMatchObject({ Status: 'FAILED' });
    expect(described.StatusReason).toMatch(
      /^Transform AWS::LanguageExtensions failed with: .*it makes Topic more than once/,
    );
  });
});

test.each([
  { onFailure: undefined, status: 'ROLLBACK_COMPLETE' },
  { onFailure: 'DO_NOTHING' as const, status: 'CREATE_FAILED' },
  { onFailure: 'DELETE' as const, status: 'DELETE_COMPLETE' },
])(
  'CreateStack with OnFailure $onFailure makes a stack that ends as $status',
  async ({ onFailure, status }) => {
    const stack = await create(NO_BUCKET, { OnFailure: onFailure });
    expect(stack.status).toBe(status);
    const [begun, failed, next] = eventsOf(stack);
    expect(begun).toEqual(['CREATE_IN_PROGRESS', 'User Initiated']);
    expect(failed).toEqual(['CREATE_IN_PROGRESS', REASON]);
    expect(next?.[1]).toMatch(REASON);
    expect(account.aws.calls.filter(({ operation }) => operation === 'CreateTopic')).toEqual([]);
  },
);

test('CreateStack needs the capability to expand all the same', async () => {
  await expect(create(NO_BUCKET, { Capabilities: [] })).rejects.toThrow(
    'Requires capabilities : [CAPABILITY_AUTO_EXPAND]',
  );
});

test('UpdateStack fails, its rollback changes nothing, and the next update works', async () => {
  const stack = await create(GOOD);
  const [before, calls] = [stack.events.length, account.aws.calls.length];
  await account.client.send(new UpdateStackCommand({ StackName, TemplateBody: NO_BUCKET, Capabilities }));
  await account.settle();
  expect(eventsOf(stack, before)).toEqual([
    ['UPDATE_IN_PROGRESS', 'User Initiated'],
    ['UPDATE_IN_PROGRESS', REASON],
    ['UPDATE_ROLLBACK_IN_PROGRESS', REASON],
    ['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', undefined],
    ['UPDATE_ROLLBACK_COMPLETE', undefined],
  ]);
  const made = account.aws.calls.slice(calls).map(({ operation }) => operation);
  expect(made.filter((operation) => operation.includes('Topic'))).toEqual([]);
  expect(stack.prepared.source.text).toBe(GOOD);

  const s3 = new S3Client({ ...clientConfiguration(account.aws), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'snippets' }));
  const snippet = { Second: { ...topic, Properties: { TopicName: 'invoices' } } };
  await s3.send(
    new PutObjectCommand({ Bucket: 'snippets', Key: 'topics.json', Body: JSON.stringify(snippet) }),
  );
  s3.destroy();
  await account.client.send(
    new UpdateStackCommand({ StackName, TemplateBody: including('snippets'), Capabilities }),
  );
  await account.settle();
  expect([stack.status, [...stack.resources.keys()]]).toEqual(['UPDATE_COMPLETE', ['Topic', 'Second']]);
});
