import { accountPerTest, openThingAccount } from '../../fixtures/account';
import { thingTemplate } from '../../fixtures/things';
import { eventLines } from '../../stacks/event-lines';

const account = accountPerTest();

test('updates changed resources; the others get no call and no event', async () => {
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
  expect(account.calls(2)).toEqual(['UPDATE One']);
  expect(account.requests()[2]!.requestData).toMatchObject({
    resourceProperties: { Id: 'thing-1', Color: 'blue' },
    previousResourceProperties: { Id: 'thing-1', Color: 'red' },
  });
});

test('refuses an update without changes, also when only policies changed', async () => {
  const stack = await account.create(thingTemplate({ Thing: {} }));
  const again = (template: string) => account.update(stack, template);

  await expect(again(thingTemplate({ Thing: {} }))).rejects.toThrow('No updates are to be performed.');
  const policy = { DeletionPolicy: 'Retain' };
  await expect(again(thingTemplate({ Thing: { $with: policy } }))).rejects.toThrow(
    'No updates are to be performed.',
  );
});

test('replaces a resource whose create-only property changed, and deletes the old one in the cleanup', async () => {
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
  expect(account.calls(2)).toEqual(['CREATE Thing', 'UPDATE User', 'DELETE Thing']);
});

test('keeps the old physical resource when UpdateReplacePolicy says so', async () => {
  const $with = { UpdateReplacePolicy: 'Retain' };
  const stack = await account.create(thingTemplate({ Thing: { Name: 'a', $with } }));
  await account.update(stack, thingTemplate({ Thing: { Name: 'b', $with } }));

  expect(eventLines(stack).at(-2)).toBe('Thing DELETE_SKIPPED');
  expect(account.calls(1)).toEqual(['CREATE Thing']);
});

test('does not replace a resource for another order of an unordered list, nor for a number written as a string', async () => {
  const stack = await account.create(thingTemplate({ Thing: { Parts: ['a', 'b'], Size: 1 } }));
  await account.update(stack, thingTemplate({ Thing: { Parts: ['b', 'a'], Size: '1' }, More: {} }));

  expect(account.calls(1)).toEqual(['CREATE More']);
});

test('calls the handler of every taggable resource when a stack tag has changed', async () => {
  const stack = await account.create(thingTemplate({ Thing: {} }), { tags: { team: 'a' } });
  await account.update(stack, thingTemplate({ Thing: {} }), { tags: { team: 'b' } });

  expect(account.calls(1)).toEqual(['UPDATE Thing']);
  expect(account.requests()[1]!.requestData).toMatchObject({
    stackTags: { team: 'b' },
    previousStackTags: { team: 'a' },
  });
});

test('does not call the handler of a type that is not taggable when a stack tag has changed', async () => {
  const untagged = await openThingAccount({}, { tagging: { taggable: false } });
  const stack = await untagged.create(thingTemplate({ Thing: {} }), { tags: { team: 'a' } });
  await untagged.update(stack, thingTemplate({ Thing: {} }), { tags: { team: 'b' } });

  expect(stack.status).toBe('UPDATE_COMPLETE');
  expect(untagged.requests()).toHaveLength(1);
  await untagged.close();
});
