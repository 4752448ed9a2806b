import { ContinueUpdateRollbackCommand, RollbackStackCommand } from '@aws-sdk/client-cloudformation';
import { openThingAccount, type ThingAccount } from '../../fixtures/account';
import { thingTemplate } from '../../fixtures/things';

const StackName = 'shop';
const before = thingTemplate({ Thing: {}, Bad: { $with: { DependsOn: 'Thing' } } });
const after = thingTemplate({
  Thing: { Color: 'blue' },
  Bad: { Color: 'blue', FailOn: 'UPDATE', $with: { DependsOn: 'Thing' } },
});

async function callsOf(
  settings: Parameters<typeof openThingAccount>[0],
  play: (account: ThingAccount) => Promise<unknown>,
): Promise<string[]> {
  const account = await openThingAccount(settings);
  const stack = await account.create(before);
  await play(account);
  const calls = account.calls();
  await account.settle();
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  const made = account.calls(calls.length);
  await account.close();
  return made;
}

test.each([
  { continueRollbackFlag: true, calls: ['UPDATE Thing!', 'UPDATE Bad!'] },
  { continueRollbackFlag: false, calls: ['UPDATE Thing', 'UPDATE Bad'] },
])('ContinueUpdateRollback (continueRollbackFlag: $continueRollbackFlag): $calls', async (row) => {
  const calls = await callsOf({ continueRollbackFlag: row.continueRollbackFlag }, async (account) => {
    const fault = { logicalId: 'Thing', action: 'UPDATE', kind: 'failed' } as const;
    account.cloudFormation.faults.add({ ...fault, rollback: true, times: 1 });
    await account.update(account.cloudFormation.getStack(StackName), after);
    await account.client.send(new ContinueUpdateRollbackCommand({ StackName }));
  });
  expect(calls).toEqual(row.calls);
});

test.each([
  { rollbackStackFlag: true, calls: ['UPDATE Thing!'] },
  { rollbackStackFlag: false, calls: ['UPDATE Thing'] },
])('RollbackStack (rollbackStackFlag: $rollbackStackFlag): $calls', async (row) => {
  const calls = await callsOf({ rollbackStackFlag: row.rollbackStackFlag }, async (account) => {
    await account.update(account.cloudFormation.getStack(StackName), after, { disableRollback: true });
    await account.client.send(new RollbackStackCommand({ StackName }));
  });
  expect(calls).toEqual(row.calls);
});

test('the rollback that CloudFormation starts itself always sends the flag', async () => {
  const account = await openThingAccount({ continueRollbackFlag: false, rollbackStackFlag: false });
  const stack = await account.create(before);
  const calls = account.calls().length;
  await account.update(stack, after);

  expect(account.calls(calls).slice(-2)).toEqual(['UPDATE Thing!', 'UPDATE Bad!']);
  await account.close();
});
