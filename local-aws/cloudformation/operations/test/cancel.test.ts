import { CancelUpdateStackCommand } from '@aws-sdk/client-cloudformation';
import { accountPerTest } from '../../fixtures/account';
import { thingTemplate } from '../../fixtures/things';
import { eventLines } from '../../stacks/event-lines';
import type { Stack } from '../../stacks/stack';

const account = accountPerTest();

const cancel = () => account.client.send(new CancelUpdateStackCommand({ StackName: 'shop' }));

/** A stack of two things. Its update takes 30 s for the first, 30 s for the second, and then reads an output. */
async function updating(): Promise<Stack> {
  const stack = await account.create(thingTemplate({ One: {}, Two: { $with: { DependsOn: 'One' } } }));
  const template = thingTemplate(
    {
      One: { Steps: 3 },
      Two: { Steps: 3, $with: { DependsOn: 'One' } },
      New: { $with: { DependsOn: 'One' } },
    },
    { Text: { Value: { 'Fn::GetAtt': ['Two', 'Info.Text'] } } },
  );
  await account.cloudFormation.updateStack({ stackName: 'shop', template });
  return stack;
}

test.each([
  ['before any handler was called', 'One UPDATE_IN_PROGRESS', []],
  ['during the first resource', 15, ['UPDATE One!']],
  ['between two resources', 'One UPDATE_COMPLETE', ['UPDATE One!']],
  ['during the second one', 45, ['UPDATE One!', 'UPDATE Two!', 'DELETE New!']],
])(
  'a cancellation %s rolls back the resources whose handlers were called, and no others',
  async (_, moment, rollbackCalls) => {
    const stack = await updating();
    const { clock } = account.aws;
    if (typeof moment === 'number') await clock.advance(moment);
    else await clock.advanceUntil(() => eventLines(stack).at(-1) === moment, 3600);
    await cancel();
    expect(stack.status).toBe('UPDATE_IN_PROGRESS');
    await account.settle();

    expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(eventLines(stack)).toContain('shop UPDATE_ROLLBACK_IN_PROGRESS User Initiated');
    expect(account.calls().filter((line) => line.endsWith('!'))).toEqual(rollbackCalls);
    expect([...stack.resources.keys()]).toEqual(['One', 'Two']);
  },
);

test('a cancellation after the last resource still rolls the update back', async () => {
  const stack = await updating();
  await account.aws.clock.advanceUntil(() => eventLines(stack).at(-1) === 'Two UPDATE_COMPLETE', 3600);
  await cancel();
  await account.settle();

  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(stack.outputs).toEqual({});
});

test('only an update in progress can be cancelled', async () => {
  const stack = await updating();
  const { clock } = account.aws;
  await cancel();
  await clock.advanceUntil(() => stack.status === 'UPDATE_ROLLBACK_IN_PROGRESS', 3600);

  await expect(cancel()).rejects.toThrow(
    'CancelUpdateStack cannot be called from current stack status: UPDATE_ROLLBACK_IN_PROGRESS',
  );
  await account.settle();
  await expect(cancel()).rejects.toThrow(
    'CancelUpdateStack cannot be called from current stack status: UPDATE_ROLLBACK_COMPLETE',
  );
});
