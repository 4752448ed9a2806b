import { ContinueUpdateRollbackCommand } from '@aws-sdk/client-cloudformation';
import { accountPerTest } from '../../fixtures/account';
import { thingTemplate } from '../../fixtures/things';
import { eventLines } from '../../stacks/event-lines';
import type { Stack } from '../../stacks/stack';

const account = accountPerTest();

async function continueRollback(ResourcesToSkip?: string[]) {
  await account.client.send(new ContinueUpdateRollbackCommand({ StackName: 'shop', ResourcesToSkip }));
  return account.settle();
}

const needs = { $with: { DependsOn: 'Stuck' } };
const before = { Stuck: {}, Last: needs, Replaced: { Name: 'a' } };
const after = {
  Stuck: { Color: 'blue' },
  Last: { Color: 'blue', ...needs },
  Replaced: { Name: 'b' },
};

/** A stack whose update fails in Last, and whose rollback fails `times` times in Stuck, which Last depends on. */
async function stuck(times: number): Promise<Stack> {
  const { faults } = account.cloudFormation;
  const stack = await account.create(thingTemplate(before));
  const fault = { action: 'UPDATE', kind: 'failed' } as const;
  faults.add({ ...fault, logicalId: 'Last', message: 'No.', times: 1 });
  faults.add({ ...fault, logicalId: 'Stuck', message: 'Stuck.', rollback: true, times });
  await account.update(stack, thingTemplate(after));
  expect(stack).toMatchObject({
    status: 'UPDATE_ROLLBACK_FAILED',
    reason: 'The following resource(s) failed to update: [Stuck]. ',
  });
  return stack;
}

test('continues with the remaining resources when the fault is gone', async () => {
  const stack = await stuck(1);
  const events = stack.events.length;
  await continueRollback();

  expect(eventLines(stack, events)).toEqual([
    'shop UPDATE_ROLLBACK_IN_PROGRESS User Initiated',
    'Stuck UPDATE_IN_PROGRESS',
    'Stuck UPDATE_COMPLETE',
    'Last UPDATE_IN_PROGRESS',
    'Last UPDATE_COMPLETE',
    'shop UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    'Replaced DELETE_IN_PROGRESS',
    'Replaced DELETE_COMPLETE',
    'shop UPDATE_ROLLBACK_COMPLETE',
  ]);
  expect(stack.resources.get('Replaced')!.physicalId).toBe('thing-2');
});

test('fails again while the fault lasts', async () => {
  const stack = await stuck(2);
  expect((await continueRollback()).status).toBe('UPDATE_ROLLBACK_FAILED');
  expect((await continueRollback()).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(eventLines(stack).filter((line) => line.startsWith('Stuck UPDATE_FAILED'))).toHaveLength(2);
});

test('leaves a skipped resource unchanged and shows it as updated', async () => {
  const stack = await stuck(Infinity);
  const [events, calls] = [stack.events.length, account.calls().length];
  await continueRollback(['Stuck']);

  expect(eventLines(stack, events).slice(0, 4)).toEqual([
    'shop UPDATE_ROLLBACK_IN_PROGRESS User Initiated',
    'Stuck UPDATE_COMPLETE',
    'Last UPDATE_IN_PROGRESS',
    'Last UPDATE_COMPLETE',
  ]);
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(account.calls(calls)).toEqual(['UPDATE Last!', 'DELETE Replaced!']);
});

test('skips only resources whose rollback failed', async () => {
  await stuck(1);
  await expect(continueRollback(['Stuck', 'Last', 'Missing'])).rejects.toThrow(
    'Only the resources failed during UpdateRollback are allowed to be skipped; these are not: [Last, Missing]',
  );
});

test('is refused in any other status; in UPDATE_ROLLBACK_FAILED, updates and cancellations are refused', async () => {
  const stack = await stuck(1);
  await expect(account.update(stack, thingTemplate(after))).rejects.toThrow(
    `Stack:${stack.id} is in UPDATE_ROLLBACK_FAILED state and can not be updated.`,
  );
  await continueRollback();
  await expect(continueRollback()).rejects.toThrow(
    `Stack:${stack.id} is in UPDATE_ROLLBACK_COMPLETE state and can not continue its update rollback.`,
  );
});

test('a stack whose rollback failed can be deleted, with the replacements', async () => {
  const stack = await stuck(1);
  account.cloudFormation.deleteStack('shop');
  await account.cloudFormation.settle(stack);

  expect(stack.status).toBe('DELETE_COMPLETE');
  account.changeThings((things) => {
    expect(things).toEqual({});
  });
});

test('a handler that times out during the rollback fails the rollback', async () => {
  const stack = await account.create(thingTemplate({ Thing: { Steps: 1 } }));
  const { faults } = account.cloudFormation;
  faults.add({ logicalId: 'Thing', action: 'UPDATE', kind: 'failed', rollback: false, times: 1 });
  faults.add({ logicalId: 'Thing', action: 'UPDATE', kind: 'failed', rollback: true, when: () => false });
  await account.update(stack, thingTemplate({ Thing: { Color: 'blue' } }));

  expect(eventLines(stack).slice(-2)).toEqual([
    'Thing UPDATE_FAILED Resource timed out waiting for completion (RequestToken: …)',
    'shop UPDATE_ROLLBACK_FAILED The following resource(s) failed to update: [Thing]. ',
  ]);
});
