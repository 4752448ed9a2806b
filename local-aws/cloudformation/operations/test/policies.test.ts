import { accountPerTest } from '../../fixtures/account';
import { thingTemplate } from '../../fixtures/things';
import { eventLines } from '../../stacks/event-lines';

const account = accountPerTest();

const policies = ['Delete', 'Retain', 'RetainExceptOnCreate'] as const;
const last = (stack: Parameters<typeof eventLines>[0]) =>
  eventLines(stack)
    .filter((line) => line.startsWith('Thing '))
    .at(-1);
const thing = (DeletionPolicy: string, properties = {}) => ({ ...properties, $with: { DeletionPolicy } });

describe.each(policies)('DeletionPolicy %s', (policy) => {
  const kept = policy === 'Delete' ? 'Thing DELETE_COMPLETE' : 'Thing DELETE_SKIPPED';

  test('applies when the stack is deleted', async () => {
    const stack = await account.create(thingTemplate({ Thing: thing(policy) }));
    account.cloudFormation.deleteStack('shop');
    await account.cloudFormation.settle(stack);

    expect([stack.status, last(stack)]).toEqual(['DELETE_COMPLETE', kept]);
  });

  test('applies when the template drops the resource', async () => {
    const stack = await account.create(thingTemplate({ Thing: thing(policy), Other: {} }));
    await account.update(stack, thingTemplate({ Other: {} }));

    expect([stack.status, last(stack)]).toEqual(['UPDATE_COMPLETE', kept]);
    expect([...stack.resources.keys()]).toEqual(['Other']);
  });

  test.each([false, true])(
    'applies when the creation is rolled back, unless RetainExceptOnCreate is set (%s)',
    async (retainExceptOnCreate) => {
      const isKept = policy === 'Retain' && !retainExceptOnCreate;
      const create = await account.create(
        thingTemplate({ Thing: thing(policy), Bad: { FailOn: 'CREATE', $with: { DependsOn: 'Thing' } } }),
        { retainExceptOnCreate },
      );
      expect(last(create)).toBe(isKept ? 'Thing DELETE_SKIPPED' : 'Thing DELETE_COMPLETE');

      const update = await account.create(thingTemplate({ Bad: {} }), { stackName: 'second' });
      await account.update(
        update,
        thingTemplate({ Thing: thing(policy), Bad: { FailOn: 'UPDATE', $with: { DependsOn: 'Thing' } } }),
        { retainExceptOnCreate },
      );
      expect(update.status).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(last(update)).toBe(isKept ? 'Thing DELETE_SKIPPED' : 'Thing DELETE_COMPLETE');
    },
  );

  test('does not apply when the resource is replaced', async () => {
    const stack = await account.create(thingTemplate({ Thing: thing(policy, { Name: 'a' }) }));
    await account.update(stack, thingTemplate({ Thing: thing(policy, { Name: 'b' }) }));

    expect(last(stack)).toBe('Thing DELETE_COMPLETE');
  });
});

test('a create without an identifier leaves nothing to retain', async () => {
  const stack = await account.create(thingTemplate({ Thing: thing('Retain', { FailOn: 'CREATE' }) }));

  expect(last(stack)).toBe('Thing DELETE_COMPLETE');
});

test('a changed policy applies from the next stable state on, not after a failed update', async () => {
  const stack = await account.create(thingTemplate({ Thing: {}, Other: {} }));
  await account.update(stack, thingTemplate({ Thing: thing('Retain'), Other: { FailOn: 'UPDATE' } }));
  expect(stack.resources.get('Thing')!.deletionPolicy).toBeUndefined();

  await account.update(stack, thingTemplate({ Thing: thing('Retain'), Other: { Color: 'blue' } }));
  expect(stack.resources.get('Thing')!.deletionPolicy).toBe('Retain');
});

test('UpdateReplacePolicy does not accept RetainExceptOnCreate', async () => {
  const template = thingTemplate({ Thing: { $with: { UpdateReplacePolicy: 'RetainExceptOnCreate' } } });

  await expect(account.create(template)).rejects.toThrow(
    'Resources.Thing.UpdateReplacePolicy: "RetainExceptOnCreate" is none of Delete, Retain, Snapshot',
  );
});
