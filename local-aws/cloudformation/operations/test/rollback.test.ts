import { accountPerTest, openThingAccount } from '../../fixtures/account';
import { thingTemplate } from '../../fixtures/things';
import { eventLines } from '../../stacks/event-lines';

const account = accountPerTest();

describe('the rollback of an update', () => {
  const needs = (logicalId: string) => ({ $with: { DependsOn: logicalId } });
  const rollbackOrder = async (account: Awaited<ReturnType<typeof openThingAccount>>) => {
    const before = { A: {}, B: needs('A'), C: needs('B') };
    const stack = await account.create(thingTemplate(before));
    await account.update(
      stack,
      thingTemplate({
        A: { Color: 'blue' },
        B: { Color: 'blue', ...needs('A') },
        C: { FailOn: 'UPDATE', ...needs('B') },
      }),
    );
    return account.calls().filter((line) => line.endsWith('!'));
  };

  test('follows the dependencies of the old template', async () => {
    expect(await rollbackOrder(account)).toEqual(['UPDATE A!', 'UPDATE B!', 'UPDATE C!']);
  });

  test('reverses them with the setting rollbackOrder', async () => {
    const reversed = await openThingAccount({ rollbackOrder: 'reversed' });
    expect(await rollbackOrder(reversed)).toEqual(['UPDATE C!', 'UPDATE B!', 'UPDATE A!']);
    await reversed.close();
  });
});

describe('a failed update', () => {
  test('rolls back updated, failed and cancelled resources along the dependencies, then deletes new ones', async () => {
    const stack = await account.create(
      thingTemplate({
        Base: {},
        Slow: { $with: { DependsOn: 'Base' } },
        Bad: { $with: { DependsOn: 'Base' } },
        Last: {},
      }),
    );
    const before = stack.events.length;
    await account.update(
      stack,
      thingTemplate({
        Base: { Color: 'blue' },
        Slow: { Steps: 5, $with: { DependsOn: 'Base' } },
        Bad: { FailOn: 'UPDATE', Message: 'No.', $with: { DependsOn: 'Base' } },
        Last: {},
        New: { $with: { DependsOn: 'Base' } },
        Never: { $with: { DependsOn: 'Bad' } },
      }),
    );

    expect(eventLines(stack, before)).toEqual([
      'shop UPDATE_IN_PROGRESS User Initiated',
      'Base UPDATE_IN_PROGRESS',
      'Base UPDATE_COMPLETE',
      'Slow UPDATE_IN_PROGRESS',
      'Bad UPDATE_IN_PROGRESS',
      'New CREATE_IN_PROGRESS',
      'Bad UPDATE_FAILED Resource handler returned message: "No." (RequestToken: …, HandlerErrorCode: InvalidRequest)',
      'Slow UPDATE_FAILED Resource update cancelled',
      'New CREATE_FAILED Resource creation cancelled',
      'shop UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [New]. The following resource(s) failed to update: [Slow, Bad]. ',
      'Base UPDATE_IN_PROGRESS',
      'Base UPDATE_COMPLETE',
      'Slow UPDATE_IN_PROGRESS',
      'Bad UPDATE_IN_PROGRESS',
      'Slow UPDATE_COMPLETE',
      'Bad UPDATE_COMPLETE',
      'shop UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'New DELETE_COMPLETE',
      'shop UPDATE_ROLLBACK_COMPLETE',
    ]);
    expect(account.calls(4)).toEqual([
      'UPDATE Base',
      'UPDATE Slow',
      'UPDATE Bad',
      'UPDATE Base!',
      'UPDATE Slow!',
      'UPDATE Bad!',
    ]);
  });

  test('sends the attempted properties as the previous ones, with a new token and no context', async () => {
    const stack = await account.create(thingTemplate({ Thing: {} }), { tags: { team: 'a' } });
    await account.update(stack, thingTemplate({ Thing: { Color: 'blue', FailOn: 'UPDATE', Steps: 1 } }), {
      tags: { team: 'b' },
    });

    const [, attempt, , back] = account.requests();
    expect(back).toMatchObject({ action: 'UPDATE', rollback: true, callbackContext: null });
    expect(back!.bearerToken).not.toBe(attempt!.bearerToken);
    expect(back!.requestData).toMatchObject({
      resourceProperties: { Id: 'thing-1', Color: 'red' },
      previousResourceProperties: { Id: 'thing-1', Color: 'blue', FailOn: 'UPDATE', Steps: '1' },
      stackTags: { team: 'a' },
      previousStackTags: { team: 'b' },
    });
  });

  test('does not call the handler of a resource that failed before its first call', async () => {
    const stack = await account.create(thingTemplate({ Thing: {} }));
    const before = stack.events.length;
    await account.update(stack, thingTemplate({ Thing: { Size: 'large' } }));

    expect(eventLines(stack, before + 4)).toEqual([
      'Thing UPDATE_COMPLETE',
      'shop UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'shop UPDATE_ROLLBACK_COMPLETE',
    ]);
    expect(account.calls(1)).toEqual([]);
  });

  test('gives a replaced resource its old id back without a call, and deletes the replacement', async () => {
    const stack = await account.create(
      thingTemplate({ Thing: { Name: 'a' }, Bad: { $with: { DependsOn: 'Thing' } } }),
    );
    const replaced = { Thing: { Name: 'b' }, Bad: { FailOn: 'UPDATE', $with: { DependsOn: 'Thing' } } };
    await account.update(stack, thingTemplate(replaced));

    expect(stack.resources.get('Thing')!.physicalId).toBe('thing-1');
    expect(account.calls(2)).toEqual(['CREATE Thing', 'UPDATE Bad', 'UPDATE Bad!', 'DELETE Thing!']);
    expect(account.requests().at(-1)!.requestData.resourceProperties).toMatchObject({ Id: 'thing-3' });
  });

  test('leaves the last stable state for the comparison of the next update', async () => {
    const stack = await account.create(thingTemplate({ Thing: {} }));
    await account.update(stack, thingTemplate({ Thing: { FailOn: 'UPDATE' } }));

    await expect(account.update(stack, thingTemplate({ Thing: {} }))).rejects.toThrow(
      'No updates are to be performed.',
    );
  });

  test('ends in UPDATE_ROLLBACK_FAILED when its rollback fails; the stack can only be deleted then', async () => {
    const stack = await account.create(thingTemplate({ Thing: { FailOn: 'ROLLBACK', Message: 'Stuck.' } }));
    await account.update(stack, thingTemplate({ Thing: { FailOn: 'UPDATE' } }));

    expect(eventLines(stack).at(-1)).toBe(
      'shop UPDATE_ROLLBACK_FAILED The following resource(s) failed to update: [Thing]. ',
    );
    await expect(account.update(stack, thingTemplate({ Thing: {} }))).rejects.toThrow(
      `Stack:${stack.id} is in UPDATE_ROLLBACK_FAILED state and can not be updated.`,
    );
  });
});

test('an update in progress can be cancelled', async () => {
  const { cloudFormation, aws } = account;
  const stack = await account.create(thingTemplate({ Thing: {} }));
  await cloudFormation.updateStack({ stackName: 'shop', template: thingTemplate({ Thing: { Steps: 9 } }) });
  await aws.clock.advance(25);
  cloudFormation.cancelUpdateStack('shop');
  await cloudFormation.settle(stack);

  expect(eventLines(stack).slice(-6)).toEqual([
    'Thing UPDATE_FAILED Resource update cancelled',
    'shop UPDATE_ROLLBACK_IN_PROGRESS User Initiated',
    'Thing UPDATE_IN_PROGRESS',
    'Thing UPDATE_COMPLETE',
    'shop UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    'shop UPDATE_ROLLBACK_COMPLETE',
  ]);
  expect(account.calls(1)).toEqual(['UPDATE Thing', 'UPDATE Thing', 'UPDATE Thing', 'UPDATE Thing!']);
});

test('goes on calling the handler of a cancelled operation with the fault calledAfterCancel, and ignores its answers', async () => {
  const { cloudFormation } = account;
  const stack = await account.create(thingTemplate({ Thing: {}, Bad: {} }));
  cloudFormation.faults.add({
    logicalId: 'Thing',
    action: 'UPDATE',
    kind: 'calledAfterCancel',
    calls: 2,
    times: 1,
  });
  cloudFormation.faults.add({
    logicalId: 'Bad',
    action: 'UPDATE',
    kind: 'failed',
    afterSeconds: 15,
    message: 'Out of luck',
    times: 1,
  });
  await account.update(stack, thingTemplate({ Thing: { Steps: 9 }, Bad: { Color: 'blue', Steps: 5 } }));
  await account.aws.clock.advance(300);

  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(eventLines(stack)).toContain(
    'Bad UPDATE_FAILED Resource handler returned message: "Out of luck" (RequestToken: …, HandlerErrorCode: GeneralServiceException)',
  );
  const things = account.requests().filter(({ requestData }) => requestData.logicalResourceId === 'Thing');
  expect(things.map(({ rollback }) => rollback)).toEqual([false, false, false, true, false, false]);
});

test('tries a cleanup three times, and then drops the resource from the stack', async () => {
  const stack = await account.create(
    thingTemplate({ Thing: {}, Sticky: { FailOn: 'DELETE', Message: 'In use.' } }),
  );
  await account.update(stack, thingTemplate({ Thing: {} }));

  expect(account.calls(2)).toEqual(['DELETE Sticky', 'DELETE Sticky', 'DELETE Sticky']);
  expect(
    new Set(
      account
        .requests()
        .slice(2)
        .map(({ bearerToken }) => bearerToken),
    ).size,
  ).toBe(3);
  expect(eventLines(stack).at(-1)).toBe(
    'shop UPDATE_COMPLETE Update successful. One or more resources could not be deleted.',
  );
  expect([...stack.resources.keys()]).toEqual(['Thing']);
});
