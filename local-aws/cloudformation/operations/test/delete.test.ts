import { accountPerTest } from '../../fixtures/account';
import { eventLines, thingTemplate } from '../../fixtures/things';

const account = accountPerTest();

describe('a deletion', () => {
  test('goes in reverse order and takes a thing that is gone for deleted', async () => {
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

  test('keeps what a failed resource needs, and retains what it is told to on the next try', async () => {
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
