import {
  CreateStackCommand,
  DescribeStacksCommand,
  RollbackStackCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { accountPerTest } from '../../fixtures/account';
import { thingTemplate } from '../../fixtures/things';
import { eventLines } from '../../stacks/event-lines';

const account = accountPerTest();
const StackName = 'shop';

const statuses = () =>
  [...account.cloudFormation.getStack(StackName).resources.values()].map(
    ({ logicalId, status }) => `${logicalId} ${status}`,
  );

async function create(TemplateBody: string, options: object = {}) {
  await account.client.send(new CreateStackCommand({ StackName, TemplateBody, ...options }));
  return account.settle();
}

async function update(TemplateBody: string, options: object = { DisableRollback: true }) {
  await account.client.send(new UpdateStackCommand({ StackName, TemplateBody, ...options }));
  return account.settle();
}

async function rollBack() {
  await account.client.send(new RollbackStackCommand({ StackName }));
  return account.settle();
}

describe('a create', () => {
  const failing = thingTemplate({ Good: {}, Bad: { FailOn: 'CREATE', Message: 'No.', Steps: 1 } });

  test('with DisableRollback keeps the created resources', async () => {
    const stack = await create(failing, { DisableRollback: true });

    expect(stack).toMatchObject({
      status: 'CREATE_FAILED',
      reason: 'The following resource(s) failed to create: [Bad]. ',
    });
    expect(statuses()).toEqual(['Good CREATE_COMPLETE', 'Bad CREATE_FAILED']);
    const { Stacks } = await account.client.send(new DescribeStacksCommand({ StackName }));
    expect(Stacks?.[0]?.DisableRollback).toBe(true);
  });

  test('that failed can be updated with DisableRollback, which deletes the failed resource first', async () => {
    const stack = await create(failing, { DisableRollback: true });
    const before = stack.events.length;
    await update(thingTemplate({ Good: {}, Bad: {} }));

    expect(eventLines(stack, before)).toEqual([
      'shop UPDATE_IN_PROGRESS User Initiated',
      'Bad DELETE_IN_PROGRESS',
      'Bad DELETE_COMPLETE',
      'Bad CREATE_IN_PROGRESS',
      'Bad CREATE_IN_PROGRESS Resource creation Initiated',
      'Bad CREATE_COMPLETE',
      'shop UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'shop UPDATE_COMPLETE',
    ]);
  });

  test('that failed cannot be updated without DisableRollback, nor at all after OnFailure DO_NOTHING', async () => {
    await create(failing, { DisableRollback: true });
    await expect(update(thingTemplate({ Good: {} }), {})).rejects.toThrow(
      'This stack is currently in a non-terminal [CREATE_FAILED] state. To update the stack from this state, please use the disable-rollback parameter with update-stack API. To rollback to the last known good state, use the rollback-stack API',
    );

    const { client } = account;
    await client.send(
      new CreateStackCommand({ StackName: 'other', TemplateBody: failing, OnFailure: 'DO_NOTHING' }),
    );
    expect((await account.settle('other')).status).toBe('CREATE_FAILED');
    const again = new UpdateStackCommand({
      StackName: 'other',
      TemplateBody: failing,
      DisableRollback: true,
    });
    await expect(client.send(again)).rejects.toThrow(
      'This stack cannot be updated from [CREATE_FAILED] state because it contains [on-failure: DO_NOTHING].',
    );
  });

  test('that failed is rolled back completely by RollbackStack', async () => {
    const stack = await create(failing, { DisableRollback: true });
    const before = stack.events.length;
    await rollBack();

    expect(eventLines(stack, before)).toEqual([
      'shop ROLLBACK_IN_PROGRESS User Initiated',
      'Bad DELETE_IN_PROGRESS',
      'Good DELETE_IN_PROGRESS',
      'Bad DELETE_COMPLETE',
      'Good DELETE_COMPLETE',
      'shop ROLLBACK_COMPLETE',
    ]);
  });

  test('with OnFailure DELETE deletes the stack', async () => {
    await account.client.send(
      new CreateStackCommand({ StackName, TemplateBody: failing, OnFailure: 'DELETE' }),
    );
    const stack = account.cloudFormation.getStack(StackName);
    await account.aws.clock.advance(60);

    expect(stack.status).toBe('DELETE_COMPLETE');
  });

  test('that takes longer than TimeoutInMinutes is rolled back, or keeps its resources', async () => {
    const slow = thingTemplate({ Slow: { Steps: 90, DelaySeconds: 10 } });
    const stack = await create(slow, { TimeoutInMinutes: 5 });

    expect(eventLines(stack).slice(3, 5)).toEqual([
      'Slow CREATE_FAILED Resource creation cancelled',
      'shop ROLLBACK_IN_PROGRESS Stack creation time exceeded the specified timeout. Rollback requested by user.',
    ]);
    expect(stack.status).toBe('ROLLBACK_COMPLETE');
    expect((stack.events[4]!.Timestamp!.getTime() - stack.created.getTime()) / 60_000).toBe(5);

    const kept = await account.create(slow, {
      stackName: 'kept',
      timeoutInMinutes: 5,
      disableRollback: true,
    });
    expect(kept).toMatchObject({
      status: 'CREATE_FAILED',
      reason: 'Stack creation time exceeded the specified timeout.',
    });
  });

  test('ends in ROLLBACK_FAILED when a resource cannot be deleted; the stack can only be deleted then', async () => {
    account.cloudFormation.faults.add({
      logicalId: 'Good',
      action: 'DELETE',
      kind: 'failed',
      message: 'Stuck.',
      times: 1,
    });
    const stack = await create(failing);
    expect(stack).toMatchObject({
      status: 'ROLLBACK_FAILED',
      reason: 'The following resource(s) failed to delete: [Good]. ',
    });
    await expect(rollBack()).rejects.toThrow(
      `Stack:${stack.id} is in ROLLBACK_FAILED state and can not be rolled back.`,
    );

    account.cloudFormation.deleteStack(StackName);
    await account.cloudFormation.settle(stack);
    expect(stack.status).toBe('DELETE_COMPLETE');
  });

  test('accepts OnFailure or DisableRollback, not both', async () => {
    await expect(create(failing, { DisableRollback: true, OnFailure: 'DELETE' })).rejects.toThrow(
      'You can specify either OnFailure or DisableRollback, but not both.',
    );
  });
});

describe('an update with DisableRollback', () => {
  const good = thingTemplate({ One: {}, Two: {} });
  const failing = thingTemplate({
    One: { Color: 'blue' },
    Two: { Color: 'blue', FailOn: 'UPDATE', Message: 'No.' },
    New: {},
  });

  test('keeps successful changes, and rolls back the failed resource, which still shows UPDATE_FAILED', async () => {
    const stack = await create(good);
    await update(failing);

    expect(stack).toMatchObject({
      status: 'UPDATE_FAILED',
      reason: 'The following resource(s) failed to update: [Two]. ',
    });
    expect(statuses()).toEqual(['One UPDATE_COMPLETE', 'Two UPDATE_FAILED', 'New CREATE_COMPLETE']);
    expect(account.calls(2)).toEqual(['UPDATE One', 'UPDATE Two', 'CREATE New', 'UPDATE Two!']);
  });

  test('can be repeated with the same template, and does the rest', async () => {
    await create(good);
    await update(failing);
    const before = account.calls().length;
    const stack = await update(thingTemplate({ One: { Color: 'blue' }, Two: { Color: 'blue' }, New: {} }));

    expect(stack.status).toBe('UPDATE_COMPLETE');
    expect(account.calls(before)).toEqual(['UPDATE Two']);
  });

  test('is rolled back by RollbackStack, with the changes of all its tries', async () => {
    const stack = await create(good);
    await update(failing);
    await update(thingTemplate({ One: { Color: 'green' }, Two: { FailOn: 'UPDATE' }, New: {} }));
    const [events, calls] = [stack.events.length, account.calls().length];
    await rollBack();

    expect(eventLines(stack, events)).toEqual([
      'shop UPDATE_ROLLBACK_IN_PROGRESS User Initiated',
      'One UPDATE_IN_PROGRESS',
      'Two UPDATE_COMPLETE',
      'One UPDATE_COMPLETE',
      'shop UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'New DELETE_IN_PROGRESS',
      'New DELETE_COMPLETE',
      'shop UPDATE_ROLLBACK_COMPLETE',
    ]);
    expect(account.calls(calls)).toEqual(['UPDATE One!', 'DELETE New!']);
    expect(account.requests().at(-2)!.requestData).toMatchObject({
      resourceProperties: { Color: 'red' },
      previousResourceProperties: { Color: 'green' },
    });
    await expect(update(good, {})).rejects.toThrow('No updates are to be performed.');
  });

  test('refuses replacements', async () => {
    const stack = await create(thingTemplate({ Thing: { Name: 'a' } }));
    await update(thingTemplate({ Thing: { Name: 'b' } }));

    expect(eventLines(stack)).toContain(
      'Thing UPDATE_FAILED Replacement type updates not supported on stack with disable-rollback.',
    );
    expect(account.calls(1)).toEqual([]);
  });

  test('that failed can be deleted', async () => {
    const stack = await create(good);
    await update(failing);
    account.cloudFormation.deleteStack(StackName);
    await account.cloudFormation.settle(stack);

    expect(stack.status).toBe('DELETE_COMPLETE');
  });
});
