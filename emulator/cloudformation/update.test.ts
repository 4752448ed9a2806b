import { eventLines, openThingAccount, thingTemplate, type ThingAccount } from './fixtures/things';

let account: ThingAccount;
beforeEach(async () => {
  account = await openThingAccount();
});
afterEach(() => account.close());

/** The calls since so many: action and logical id, `!` for those of a rollback. */
function calls(after = 0): string[] {
  return account
    .requests()
    .slice(after)
    .map(
      ({ action, requestData, rollback }) =>
        `${action} ${requestData.logicalResourceId}${rollback ? '!' : ''}`,
    );
}

test('updates what has changed and leaves the rest alone, without a call or an event', async () => {
  const stack = await account.create(thingTemplate({ One: {}, Other: {} }));
  const before = stack.events.length;
  await account.update(stack, thingTemplate({ One: { Color: 'blue' }, Other: {} }));

  expect(eventLines(stack, before)).toEqual([
    'shop UPDATE_IN_PROGRESS User Initiated',
    'One UPDATE_IN_PROGRESS',
    'One UPDATE_COMPLETE',
    'shop UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'shop UPDATE_COMPLETE',
  ]);
  expect(calls(2)).toEqual(['UPDATE One']);
  expect(account.requests()[2]!.requestData).toMatchObject({
    resourceProperties: { Id: 'thing-1', Color: 'blue' },
    previousResourceProperties: { Id: 'thing-1', Color: 'red' },
  });
});

test('refuses an update that changes nothing, also when only policies changed', async () => {
  const stack = await account.create(thingTemplate({ Thing: {} }));
  const again = (template: string) => account.update(stack, template);

  await expect(again(thingTemplate({ Thing: {} }))).rejects.toThrow('No updates are to be performed.');
  const policy = { DeletionPolicy: 'Retain' };
  await expect(again(thingTemplate({ Thing: { $with: policy } }))).rejects.toThrow(
    'No updates are to be performed.',
  );
});

test('replaces a resource whose create-only property changed, and deletes the old one only in the clean-up', async () => {
  const stack = await account.create(
    thingTemplate({ Thing: { Name: 'a' }, User: { $with: { DependsOn: 'Thing' } } }),
  );
  const before = stack.events.length;
  await account.update(
    stack,
    thingTemplate({ Thing: { Name: 'b' }, User: { Color: 'blue', $with: { DependsOn: 'Thing' } } }),
  );

  expect(eventLines(stack, before)).toEqual([
    'shop UPDATE_IN_PROGRESS User Initiated',
    'Thing UPDATE_IN_PROGRESS Requested update requires the creation of a new physical resource; hence creating one.',
    'Thing UPDATE_IN_PROGRESS Resource creation Initiated',
    'Thing UPDATE_COMPLETE',
    'User UPDATE_IN_PROGRESS',
    'User UPDATE_COMPLETE',
    'shop UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'Thing DELETE_IN_PROGRESS',
    'Thing DELETE_COMPLETE',
    'shop UPDATE_COMPLETE',
  ]);
  const physical = stack.events
    .slice(before)
    .filter(({ LogicalResourceId }) => LogicalResourceId === 'Thing');
  expect(physical.map(({ PhysicalResourceId }) => PhysicalResourceId)).toEqual([
    'thing-1',
    'thing-3',
    'thing-3',
    'thing-1',
    'thing-1',
  ]);
  expect(calls(2)).toEqual(['CREATE Thing', 'UPDATE User', 'DELETE Thing']);
});

test('keeps the old physical resource when UpdateReplacePolicy says so', async () => {
  const $with = { UpdateReplacePolicy: 'Retain' };
  const stack = await account.create(thingTemplate({ Thing: { Name: 'a', $with } }));
  await account.update(stack, thingTemplate({ Thing: { Name: 'b', $with } }));

  expect(eventLines(stack).at(-2)).toBe('Thing DELETE_SKIPPED');
  expect(calls(1)).toEqual(['CREATE Thing']);
});

test('does not replace for another order of a list that is a set, nor for a number written as a string', async () => {
  const stack = await account.create(thingTemplate({ Thing: { Parts: ['a', 'b'], Size: 1 } }));
  await account.update(stack, thingTemplate({ Thing: { Parts: ['b', 'a'], Size: '1' }, More: {} }));

  expect(calls(1)).toEqual(['CREATE More']);
});

test('calls every taggable resource when a stack tag has changed, with equal properties', async () => {
  const stack = await account.create(thingTemplate({ Thing: {} }), { tags: { team: 'a' } });
  await account.update(stack, thingTemplate({ Thing: {} }), { tags: { team: 'b' } });

  expect(calls(1)).toEqual(['UPDATE Thing']);
  expect(account.requests()[1]!.requestData).toMatchObject({
    stackTags: { team: 'b' },
    previousStackTags: { team: 'a' },
  });
});

test('does not call a type that is not taggable for a changed stack tag', async () => {
  const untagged = await openThingAccount({}, { tagging: { taggable: false } });
  const stack = await untagged.create(thingTemplate({ Thing: {} }), { tags: { team: 'a' } });
  await untagged.update(stack, thingTemplate({ Thing: {} }), { tags: { team: 'b' } });

  expect(stack.status).toBe('UPDATE_COMPLETE');
  expect(untagged.requests()).toHaveLength(1);
  await untagged.close();
});

describe('a failed update', () => {
  test('takes back what was updated, what failed and what was cancelled, along the dependencies, then deletes what is new', async () => {
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
    expect(calls(4)).toEqual([
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

  test('makes no call for a resource that failed before any', async () => {
    const stack = await account.create(thingTemplate({ Thing: {} }));
    const before = stack.events.length;
    await account.update(stack, thingTemplate({ Thing: { Size: 'large' } }));

    expect(eventLines(stack, before + 4)).toEqual([
      'Thing UPDATE_COMPLETE',
      'shop UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'shop UPDATE_ROLLBACK_COMPLETE',
    ]);
    expect(calls(1)).toEqual([]);
  });

  test('returns a replaced resource to its old id without a call and deletes the replacement', async () => {
    const stack = await account.create(
      thingTemplate({ Thing: { Name: 'a' }, Bad: { $with: { DependsOn: 'Thing' } } }),
    );
    const replaced = { Thing: { Name: 'b' }, Bad: { FailOn: 'UPDATE', $with: { DependsOn: 'Thing' } } };
    await account.update(stack, thingTemplate(replaced));

    expect(stack.resources.get('Thing')!.physicalId).toBe('thing-1');
    expect(calls(2)).toEqual(['CREATE Thing', 'UPDATE Bad', 'UPDATE Bad!', 'DELETE Thing!']);
    expect(account.requests().at(-1)!.requestData.resourceProperties).toMatchObject({ Id: 'thing-3' });
  });

  test('is compared with the last good state afterwards', async () => {
    const stack = await account.create(thingTemplate({ Thing: {} }));
    await account.update(stack, thingTemplate({ Thing: { FailOn: 'UPDATE' } }));

    await expect(account.update(stack, thingTemplate({ Thing: {} }))).rejects.toThrow(
      'No updates are to be performed.',
    );
  });

  test('ends in UPDATE_ROLLBACK_FAILED when the way back fails, and can only be deleted then', async () => {
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

test('can be cancelled in the middle', async () => {
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
  expect(calls(1)).toEqual(['UPDATE Thing', 'UPDATE Thing', 'UPDATE Thing', 'UPDATE Thing!']);
});

test('goes on calling a cancelled chain when told so, and drops its answers', async () => {
  const { cloudFormation } = account;
  const stack = await account.create(thingTemplate({ Thing: {}, Bad: {} }));
  cloudFormation.faults.add({
    logicalId: 'Thing',
    action: 'UPDATE',
    kind: 'keepCalling',
    calls: 2,
    times: 1,
  });
  cloudFormation.faults.add({
    logicalId: 'Bad',
    action: 'UPDATE',
    kind: 'fail',
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

test('tries a clean-up three times and then forgets the resource', async () => {
  const stack = await account.create(
    thingTemplate({ Thing: {}, Sticky: { FailOn: 'DELETE', Message: 'In use.' } }),
  );
  await account.update(stack, thingTemplate({ Thing: {} }));

  expect(calls(2)).toEqual(['DELETE Sticky', 'DELETE Sticky', 'DELETE Sticky']);
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

describe('Fn::GetAtt', () => {
  const withValue = (attribute: string) => ({ Value: { Value: { 'Fn::GetAtt': ['Thing', attribute] } } });

  test('reads the resource when the value is needed, by its identifier', async () => {
    const stack = await account.create(thingTemplate({ Thing: { Name: 'a' } }, withValue('Info.Text')));

    expect(stack.outputs.Value!.value).toBe('a, red');
    expect(account.requests()[1]).toMatchObject({
      action: 'READ',
      requestData: { resourceProperties: { Id: 'thing-1' } },
    });
  });

  test('reads again after an update only', async () => {
    const stack = await account.create(thingTemplate({ Thing: {}, Other: {} }, withValue('Id')));
    await account.update(
      stack,
      thingTemplate({ Thing: {}, Other: { Color: 'blue' } }, withValue('Info.Text')),
    );
    expect(calls(2)).toEqual(['READ Thing', 'UPDATE Other']);

    await account.update(
      stack,
      thingTemplate({ Thing: { Color: 'blue' }, Other: { Color: 'blue' } }, withValue('Info.Text')),
    );
    expect(calls(4)).toEqual(['UPDATE Thing', 'READ Thing']);
    expect(stack.outputs.Value!.value).toBe('nameless, blue');
  });

  test('takes read-only properties only', async () => {
    await expect(account.create(thingTemplate({ Thing: {} }, withValue('Color')))).rejects.toThrow(
      'Requested attribute Color must be a readonly property in schema for Test::Things::Thing',
    );
    await expect(account.create(thingTemplate({ Thing: {} }, withValue('Wheels')))).rejects.toThrow(
      'Requested attribute Wheels does not exist in schema for Test::Things::Thing',
    );
  });

  test('fails the resource that needs a value which cannot be read', async () => {
    const stack = await account.create(
      thingTemplate({ Thing: {}, User: { Name: { 'Fn::GetAtt': ['Thing', 'Walked'] } } }),
    );

    expect(eventLines(stack)[5]).toBe(
      'User CREATE_FAILED Unable to retrieve Walked attribute for Test::Things::Thing',
    );
  });
});
