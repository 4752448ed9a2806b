import {
  CancelUpdateStackCommand,
  ContinueUpdateRollbackCommand,
  RollbackStackCommand,
} from '@aws-sdk/client-cloudformation';
import { accountPerTest } from '../../fixtures/account';
import { nestedLines, nestedPerTest, outer } from '../../fixtures/nested';
import { eventLines } from '../../stacks/event-lines';
import type { Stack } from '../../stacks/stack';

const account = accountPerTest();
const { create, inner } = nestedPerTest(account);

test('a nested stack that was updated is rolled back with its parent', async () => {
  const stack = await create(outer({}));
  const nested = inner(stack);
  const [events, nestedEvents, calls] = [stack.events.length, nested.events.length, account.calls().length];
  await account.update(stack, outer({ Color: 'blue' }, { FailOn: 'UPDATE', Message: 'No.' }));

  expect(nestedLines(stack, events).slice(-8)).toEqual([
    'User UPDATE_FAILED Resource handler returned message: "No." (RequestToken: …, HandlerErrorCode: InvalidRequest)',
    'shop UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to update: [User]. ',
    'Inner UPDATE_IN_PROGRESS',
    'Inner UPDATE_COMPLETE',
    'User UPDATE_IN_PROGRESS',
    'User UPDATE_COMPLETE',
    'shop UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    'shop UPDATE_ROLLBACK_COMPLETE',
  ]);
  expect(nestedLines(nested, nestedEvents)).toEqual([
    '… UPDATE_IN_PROGRESS User Initiated',
    'Thing UPDATE_IN_PROGRESS',
    'Thing UPDATE_COMPLETE',
    '… UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    '… UPDATE_ROLLBACK_IN_PROGRESS',
    'Thing UPDATE_IN_PROGRESS',
    'Thing UPDATE_COMPLETE',
    '… UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    '… UPDATE_ROLLBACK_COMPLETE',
  ]);
  expect(account.calls(calls).filter((line) => line.startsWith('UPDATE'))).toEqual([
    'UPDATE Thing',
    'UPDATE User',
    'UPDATE Thing!',
    'UPDATE User!',
  ]);
  expect(nested.outputs.Text!.value).toBe('a, red');
});

test('a nested stack that fails, fails its parent with its status and reason', async () => {
  const stack = await create(outer({}));
  await account.update(stack, outer({ FailOn: 'UPDATE' }));

  expect(nestedLines(stack)).toContain(
    'Inner UPDATE_FAILED Embedded stack … was not successfully updated. Currently in UPDATE_ROLLBACK_IN_PROGRESS with reason: The following resource(s) failed to update: [Thing]. ',
  );
  expect([stack.status, inner(stack).status]).toEqual([
    'UPDATE_ROLLBACK_COMPLETE',
    'UPDATE_ROLLBACK_COMPLETE',
  ]);

  const failed = await create(outer({ FailOn: 'CREATE' }), 'second');
  expect(eventLines(failed)[3]).toMatch(
    /^Inner CREATE_FAILED Embedded stack arn:\S+ was not successfully created: The following resource\(s\) failed to create: \[Thing\]. $/,
  );
  expect(failed.status).toBe('ROLLBACK_COMPLETE');
  expect(account.cloudFormation.stacks.all.at(-1)!.status).toBe('DELETE_COMPLETE');
});

test('a nested stack is cancelled with its parent', async () => {
  const stack = await create(outer({}));
  await account.cloudFormation.updateStack({ stackName: 'shop', template: outer({ Steps: 20 }) });
  await account.aws.clock.advance(42);
  await account.client.send(new CancelUpdateStackCommand({ StackName: 'shop' }));
  await account.settle();

  expect([stack.status, inner(stack).status]).toEqual([
    'UPDATE_ROLLBACK_COMPLETE',
    'UPDATE_ROLLBACK_COMPLETE',
  ]);
  expect(account.calls().filter((line) => line.endsWith('!'))).toEqual(['UPDATE Thing!']);
});

describe('when the rollback of a nested stack fails', () => {
  async function stuck(): Promise<Stack> {
    const stack = await create(outer({}));
    const fault = { logicalId: 'Thing', action: 'UPDATE', kind: 'failed', message: 'Stuck.' } as const;
    account.cloudFormation.faults.add({ ...fault, rollback: true, times: 1 });
    await account.update(stack, outer({ Color: 'blue' }, { FailOn: 'UPDATE' }));
    return stack;
  }

  test('the rollback of its parent fails, and continues for both', async () => {
    const stack = await stuck();
    expect([stack.status, inner(stack).status]).toEqual(['UPDATE_ROLLBACK_FAILED', 'UPDATE_ROLLBACK_FAILED']);
    const nestedOnly = new ContinueUpdateRollbackCommand({ StackName: inner(stack).name });
    await expect(account.client.send(nestedOnly)).rejects.toThrow(
      'RollbackUpdatedStack cannot be invoked on child stacks',
    );

    await account.client.send(new ContinueUpdateRollbackCommand({ StackName: 'shop' }));
    await account.settle();
    expect([stack.status, inner(stack).status]).toEqual([
      'UPDATE_ROLLBACK_COMPLETE',
      'UPDATE_ROLLBACK_COMPLETE',
    ]);
  });

  test('its resource is skipped by the names of stack and resource', async () => {
    const stack = await stuck();
    const calls = account.calls().length;
    const ResourcesToSkip = [`${inner(stack).name}.Thing`];
    await expect(
      account.client.send(
        new ContinueUpdateRollbackCommand({ StackName: 'shop', ResourcesToSkip: ['Inner'] }),
      ),
    ).rejects.toThrow('these are not: [Inner]');
    await account.client.send(new ContinueUpdateRollbackCommand({ StackName: 'shop', ResourcesToSkip }));
    await account.settle();

    expect([stack.status, inner(stack).status]).toEqual([
      'UPDATE_ROLLBACK_COMPLETE',
      'UPDATE_ROLLBACK_COMPLETE',
    ]);
    expect(account.calls(calls)).toEqual(['UPDATE User!']);
  });
});

test('a nested stack keeps successful changes when its parent does, and RollbackStack of the parent rolls it back', async () => {
  const stack = await create(outer({}));
  await account.update(stack, outer({ FailOn: 'UPDATE' }), { disableRollback: true });
  expect([stack.status, inner(stack).status]).toEqual(['UPDATE_FAILED', 'UPDATE_FAILED']);

  await account.client.send(new RollbackStackCommand({ StackName: 'shop' }));
  await account.settle();
  expect([stack.status, inner(stack).status]).toEqual([
    'UPDATE_ROLLBACK_COMPLETE',
    'UPDATE_ROLLBACK_COMPLETE',
  ]);
});
