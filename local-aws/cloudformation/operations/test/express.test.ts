import {
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  RollbackStackCommand,
  UpdateStackCommand,
  type CreateStackInput,
  type DeploymentConfig,
  type DeploymentConfigMode,
} from '@aws-sdk/client-cloudformation';
import { accountPerTest, openThingAccount, type ThingAccount } from '../../fixtures/account';
import { nestedPerTest, outer } from '../../fixtures/nested';
import { thingTemplate } from '../../fixtures/things';
import { eventLines } from '../../stacks/event-lines';

const account = accountPerTest();
const StackName = 'shop';
const EXPRESS: DeploymentConfig = { Mode: 'EXPRESS' };

async function create(template: string, more: Partial<CreateStackInput> = {}, where: ThingAccount = account) {
  const input = { StackName, TemplateBody: template, DeploymentConfig: EXPRESS, ...more };
  await where.client.send(new CreateStackCommand(input));
  return where.settle();
}

async function update(template: string, DeploymentConfig?: DeploymentConfig) {
  await account.client.send(new UpdateStackCommand({ StackName, TemplateBody: template, DeploymentConfig }));
  return account.settle();
}

const slow = thingTemplate({ Slow: { Steps: 3 }, User: { $with: { DependsOn: 'Slow' } } });

test.each([
  { expressInvocations: 'continue', seconds: 0, calls: 4 },
  { expressInvocations: 'drop', seconds: 0, calls: 1 },
  { expressInvocations: 'await', seconds: 30, calls: 4 },
] as const)('a resource is done after $seconds s (expressInvocations: $expressInvocations)', async (row) => {
  const other = await openThingAccount({ expressInvocations: row.expressInvocations });
  const stack = await create(slow, {}, other);
  expect(eventLines(stack)).toEqual([
    'shop CREATE_IN_PROGRESS User Initiated',
    'Slow CREATE_IN_PROGRESS',
    'Slow CREATE_IN_PROGRESS Resource creation Initiated',
    'Slow CREATE_COMPLETE',
    'User CREATE_IN_PROGRESS',
    'User CREATE_IN_PROGRESS Resource creation Initiated',
    'User CREATE_COMPLETE',
    'shop CREATE_COMPLETE',
  ]);
  const times = stack.events.map(({ Timestamp }) => Timestamp!.getTime());
  expect((times.at(-1)! - times[0]!) / 1000).toBe(row.seconds);

  await other.aws.clock.advance(600);
  expect(other.calls().filter((call) => call === 'CREATE Slow')).toHaveLength(row.calls);
  expect(eventLines(stack)).toHaveLength(8);
  await other.close();
});

test("AWS's own types are not awaited until they are stable", async () => {
  const template = `Resources:
  Balancer: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Subnets: [subnet-1, subnet-2] } }`;
  const stack = await create(template);

  expect(stack.status).toBe('CREATE_COMPLETE');
  expect((stack.events.at(-1)!.Timestamp!.getTime() - stack.created.getTime()) / 1000).toBe(0);
});

test('a failure after the first answer is not seen', async () => {
  const stack = await create(thingTemplate({ Bad: { Steps: 2, FailOn: 'CREATE', Message: 'No.' } }));
  await account.aws.clock.advance(600);

  expect(account.calls()).toEqual(['CREATE Bad', 'CREATE Bad', 'CREATE Bad']);
  expect(stack.status).toBe('CREATE_COMPLETE');
});

test('rollback is off, unless the request turns it on', async () => {
  const failing = thingTemplate({ Good: {}, Bad: { FailOn: 'CREATE', $with: { DependsOn: 'Good' } } });
  expect((await create(failing)).status).toBe('CREATE_FAILED');

  const other = await openThingAccount();
  const on = { DeploymentConfig: { ...EXPRESS, DisableRollback: false } };
  expect((await create(failing, on, other)).status).toBe('ROLLBACK_COMPLETE');
  await other.close();
});

test('rollback stays on after OnFailure ROLLBACK', async () => {
  const failing = thingTemplate({ Bad: { FailOn: 'CREATE' } });
  expect((await create(failing, { OnFailure: 'ROLLBACK' })).status).toBe('ROLLBACK_COMPLETE');
});

test('a replacement is refused while rollback is off', async () => {
  const stack = await create(thingTemplate({ Thing: { Name: 'a' } }));
  await update(thingTemplate({ Thing: { Name: 'b' } }), EXPRESS);

  expect(eventLines(stack)).toContain(
    'Thing UPDATE_FAILED Replacement type updates not supported on stack with disable-rollback.',
  );
});

describe('after a failure', () => {
  const good = thingTemplate({ Thing: {} });
  const failing = thingTemplate({ Thing: { Color: 'blue', FailOn: 'UPDATE' } });

  test('every operation must be in express mode until the stack is complete', async () => {
    const stack = await create(good);
    expect((await update(failing, EXPRESS)).status).toBe('UPDATE_FAILED');
    const text = `Stack:${stack.id} is in UPDATE_FAILED state after an operation in express mode.`;
    const standard = { Mode: 'STANDARD', DisableRollback: true } as const;
    await expect(update(good, standard)).rejects.toThrow(text);
    await expect(account.client.send(new DeleteStackCommand({ StackName }))).rejects.toThrow(text);

    expect((await update(good, EXPRESS)).status).toBe('UPDATE_COMPLETE');
    const blue = thingTemplate({ Thing: { Color: 'blue' } });
    expect((await update(blue)).status).toBe('UPDATE_COMPLETE');
  });

  test('RollbackStack is refused', async () => {
    const stack = await create(good);
    await update(failing, EXPRESS);
    await expect(account.client.send(new RollbackStackCommand({ StackName }))).rejects.toThrow(
      `Stack:${stack.id} ran in express mode, which does not support RollbackStack.`,
    );
    const express = new RollbackStackCommand({ StackName, DeploymentConfig: EXPRESS });
    await expect(account.client.send(express)).rejects.toThrow(
      'RollbackStack is not supported in express mode.',
    );
  });
});

test('a stack is deleted in express mode', async () => {
  const stack = await create(thingTemplate({ Thing: {} }));
  await account.client.send(new DeleteStackCommand({ StackName, DeploymentConfig: EXPRESS }));
  await account.cloudFormation.settle(stack);

  expect(stack).toMatchObject({ status: 'DELETE_COMPLETE', isExpress: true });
});

test('a change set has its mode, and DescribeStacks shows the mode of the newest operation', async () => {
  const { Id } = await account.client.send(
    new CreateChangeSetCommand({
      StackName,
      ChangeSetName: 'first',
      ChangeSetType: 'CREATE',
      TemplateBody: slow,
      DeploymentConfig: EXPRESS,
    }),
  );
  const set = await account.client.send(new DescribeChangeSetCommand({ ChangeSetName: Id }));
  expect(set.DeploymentConfig).toEqual(EXPRESS);
  await account.client.send(new ExecuteChangeSetCommand({ ChangeSetName: Id }));
  const stack = await account.settle();

  expect((stack.events.at(-1)!.Timestamp!.getTime() - stack.created.getTime()) / 1000).toBe(0);
  const shown = async () =>
    (await account.client.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0]?.DeploymentConfig;
  expect(await shown()).toEqual(EXPRESS);
  await update(thingTemplate({ Slow: { Color: 'blue' } }));
  expect(await shown()).toEqual({ Mode: 'STANDARD' });
});

describe('is refused with', () => {
  test('an unknown mode', async () => {
    const unknown = { Mode: 'TURBO' as DeploymentConfigMode };
    await expect(create(slow, { DeploymentConfig: unknown })).rejects.toThrow(
      "1 validation error detected: Value 'TURBO' at 'deploymentConfig.mode' failed to satisfy constraint: Member must satisfy enum value set: [EXPRESS, STANDARD]",
    );
  });

  test('two values of DisableRollback', async () => {
    const config = { DisableRollback: false, DeploymentConfig: { DisableRollback: true } };
    await expect(create(slow, config)).rejects.toThrow(
      'DisableRollback and DeploymentConfig.DisableRollback must have the same value.',
    );
  });
});

describe('nested stacks', () => {
  const nested = nestedPerTest(account);

  test('run in the mode of their parent, which waits for them', async () => {
    const template = outer({ Steps: 5 });
    const stack = await nested.create(template);
    const { folder } = stack.prepared.source;
    const events = stack.events.length;
    await account.update(stack, outer({ Steps: 5, Color: 'blue' }), {
      express: true,
      templateFolder: folder,
    });

    expect(stack.status).toBe('UPDATE_COMPLETE');
    expect(nested.inner(stack)).toMatchObject({ status: 'UPDATE_COMPLETE', isExpress: true });
    const times = stack.events.slice(events).map(({ Timestamp }) => Timestamp!.getTime());
    expect((times.at(-1)! - times[0]!) / 1000).toBeLessThan(30);
  });
});
