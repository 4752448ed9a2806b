import { accountPerTest } from '../../fixtures/account';
import { thingTemplate } from '../../fixtures/things';
import { eventLines } from '../../stacks/event-lines';

const account = accountPerTest();

describe('a deletion', () => {
  test('goes in reverse order, and counts a missing resource as deleted', async () => {
    const stack = await account.create(thingTemplate({ One: {}, Two: { $with: { DependsOn: 'One' } } }));
    account.cloudFormation.deleteStack('shop');
    await account.cloudFormation.settle(stack);

    expect(eventLines(stack).slice(-6)).toEqual([
      'shop DELETE_IN_PROGRESS User Initiated',
      'Two DELETE_IN_PROGRESS',
      'Two DELETE_COMPLETE',
      'One DELETE_IN_PROGRESS',
      'One DELETE_COMPLETE',
      'shop DELETE_COMPLETE',
    ]);
    expect(account.cloudFormation.findStack('shop')).toBeUndefined();
    expect(account.cloudFormation.findStack(stack.id)).toBe(stack);
  });

  test('keeps the dependencies of a resource that cannot be deleted, and RetainResources keeps that one on the next try', async () => {
    const stack = await account.create(
      thingTemplate({
        One: {},
        Two: { FailOn: 'DELETE', $with: { DependsOn: 'One' } },
        Three: {},
        Kept: { $with: { DeletionPolicy: 'Retain' } },
      }),
    );
    account.cloudFormation.deleteStack('shop');
    await account.cloudFormation.settle(stack);
    expect(stack).toMatchObject({
      status: 'DELETE_FAILED',
      reason: 'The following resource(s) failed to delete: [Two]. ',
    });
    expect([...stack.resources.keys()]).toEqual(['One', 'Two']);

    account.cloudFormation.deleteStack('shop', ['Two']);
    await account.cloudFormation.settle(stack);
    expect(eventLines(stack).slice(-4)).toEqual([
      'Two DELETE_SKIPPED',
      'One DELETE_IN_PROGRESS',
      'One DELETE_COMPLETE',
      'shop DELETE_COMPLETE',
    ]);
  });
});
