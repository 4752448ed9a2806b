import {
  CreateStackRefactorCommand,
  DescribeStackRefactorCommand,
  ExecuteStackRefactorCommand,
  ListStackRefactorActionsCommand,
  ListStackRefactorsCommand,
  type CreateStackRefactorInput,
} from '@aws-sdk/client-cloudformation';
import { accountPerTest, openThingAccount, type ThingAccount } from '../../fixtures/account';
import { thingTemplate } from '../../fixtures/things';
import { eventLines } from '../../stacks/event-lines';
import type { ValueMap } from '../../values/value';

const account = accountPerTest();

async function plan(
  stacks: Record<string, string>,
  more: Partial<CreateStackRefactorInput> = {},
  where: ThingAccount = account,
) {
  const StackDefinitions = Object.entries(stacks).map(([StackName, TemplateBody]) => ({
    StackName,
    TemplateBody,
  }));
  const command = new CreateStackRefactorCommand({ StackDefinitions, ...more });
  const { StackRefactorId } = await where.client.send(command);
  return read(StackRefactorId, where);
}

const read = (StackRefactorId: string | undefined, where: ThingAccount = account) =>
  where.client.send(new DescribeStackRefactorCommand({ StackRefactorId }));

async function execute(StackRefactorId: string | undefined, where: ThingAccount = account) {
  await where.client.send(new ExecuteStackRefactorCommand({ StackRefactorId }));
  await where.aws.clock.advance(60);
  return read(StackRefactorId, where);
}

/** Two stacks: `shop` with Web and Kept, `other` with Own. */
async function twoStacks(where: ThingAccount = account) {
  const shop = await where.create(thingTemplate({ Web: { Color: 'blue' }, Kept: {} }), {
    tags: { team: 'a' },
  });
  const other = await where.create(thingTemplate({ Own: {} }), { stackName: 'other' });
  return { shop, other, before: [shop.events.length, other.events.length] as const };
}

const MOVED = {
  shop: thingTemplate({ Kept: {} }),
  other: thingTemplate({ Own: {}, Web: { Color: 'blue' } }),
};

test('moves a resource to another stack without a call', async () => {
  const { shop, other, before } = await twoStacks();
  const calls = account.calls().length;
  const refactor = await plan(MOVED, { Description: 'split' });
  expect(refactor).toMatchObject({
    Description: 'split',
    Status: 'CREATE_COMPLETE',
    ExecutionStatus: 'AVAILABLE',
    StackIds: [shop.id, other.id],
  });
  expect((await execute(refactor.StackRefactorId)).ExecutionStatus).toBe('EXECUTE_COMPLETE');

  expect(account.calls(calls)).toEqual([]);
  expect(eventLines(shop, before[0])).toEqual([
    'shop UPDATE_IN_PROGRESS User Initiated',
    'Web EXPORT_IN_PROGRESS',
    'Web EXPORT_COMPLETE',
    'shop UPDATE_COMPLETE',
  ]);
  expect(eventLines(other, before[1])).toEqual([
    'other UPDATE_IN_PROGRESS User Initiated',
    'Web IMPORT_IN_PROGRESS',
    'Web IMPORT_COMPLETE',
    'other UPDATE_COMPLETE',
  ]);
  expect([[...shop.resources.keys()], [...other.resources.keys()]]).toEqual([['Kept'], ['Own', 'Web']]);

  await account.update(other, thingTemplate({ Own: {}, Web: { Color: 'green' } }));
  const { requestData, stackId } = account.requests().at(-1)!;
  expect([stackId, requestData.logicalResourceId, requestData.resourceProperties.Id]).toEqual([
    other.id,
    'Web',
    'thing-1',
  ]);
  account.cloudFormation.deleteStack('shop');
  await account.cloudFormation.settle(shop);
  expect(account.calls()).not.toContain('DELETE Web');
});

test('creates a stack for moved resources, and lists what it does', async () => {
  await twoStacks();
  const stacks = { shop: thingTemplate({ Kept: {} }), fresh: thingTemplate({ Web: { Color: 'blue' } }) };
  expect(await plan(stacks)).toMatchObject({
    Status: 'CREATE_FAILED',
    StatusReason: 'Stack with id fresh does not exist; EnableStackCreation creates it.',
    ExecutionStatus: 'UNAVAILABLE',
  });
  const { StackRefactorId } = await plan(stacks, { EnableStackCreation: true });
  const list = new ListStackRefactorActionsCommand({ StackRefactorId });
  expect((await account.client.send(list)).StackRefactorActions).toMatchObject([
    { Action: 'CREATE', Entity: 'STACK' },
    {
      Action: 'MOVE',
      Entity: 'RESOURCE',
      PhysicalResourceId: 'thing-1',
      Detection: 'AUTO',
      UntagResources: ['team'],
      ResourceMapping: {
        Source: { StackName: 'shop', LogicalResourceId: 'Web' },
        Destination: { StackName: 'fresh', LogicalResourceId: 'Web' },
      },
    },
  ]);
  await execute(StackRefactorId);

  const fresh = account.cloudFormation.getStack('fresh');
  expect(fresh.status).toBe('CREATE_COMPLETE');
  expect(account.cloudFormation.physicalId(fresh, 'Web')).toBe('thing-1');
  const done = new ListStackRefactorsCommand({ ExecutionStatusFilter: ['EXECUTE_COMPLETE'] });
  expect((await account.client.send(done)).StackRefactorSummaries).toMatchObject([{ StackRefactorId }]);
});

test('renames resources, even when they swap their names', async () => {
  const stack = await account.create(thingTemplate({ One: { Color: 'blue' }, Two: {} }));
  const mapping = (from: string, to: string) => ({
    Source: { StackName: 'shop', LogicalResourceId: from },
    Destination: { StackName: 'shop', LogicalResourceId: to },
  });
  const swapped = { shop: thingTemplate({ One: {}, Two: { Color: 'blue' } }) };
  const ResourceMappings = [mapping('One', 'Two'), mapping('Two', 'One')];
  await execute((await plan(swapped, { ResourceMappings })).StackRefactorId);
  expect(account.cloudFormation.physicalId(stack, 'Two')).toBe('thing-1');

  const renamed = { shop: thingTemplate({ One: {}, Three: { Color: 'blue' } }) };
  await execute((await plan(renamed)).StackRefactorId);
  expect(account.cloudFormation.physicalId(stack, 'Three')).toBe('thing-1');
  await expect(account.update(stack, renamed.shop)).rejects.toThrow('No updates are to be performed.');
});

test('accepts a reference that became an import', async () => {
  const user = { Color: { Ref: 'Web' } };
  const shop = await account.create(thingTemplate({ Web: {}, User: user }));
  const other = await account.create(thingTemplate({ Own: {} }), { stackName: 'other' });
  const output: ValueMap = { Web: { Value: { Ref: 'Web' }, Export: { Name: 'web' } } };
  const refactor = await plan({
    shop: thingTemplate({ User: { Color: { 'Fn::ImportValue': 'web' } } }),
    other: thingTemplate({ Own: {}, Web: {} }, output),
  });
  expect(refactor.StatusReason).toBeUndefined();
  await execute(refactor.StackRefactorId);

  expect(other.outputs.Web).toMatchObject({ value: 'thing-1', exportName: 'web' });
  expect([...shop.imports]).toEqual(['web']);
});

describe('fails to plan', () => {
  test.each<[string, Record<string, string>, string]>([
    [
      'a changed property',
      { ...MOVED, other: thingTemplate({ Own: {}, Web: { Color: 'pink' } }) },
      'Stack refactor does not change resources, but the properties of other.Web differ.',
    ],
    [
      'a new and a missing resource',
      { shop: thingTemplate({ Kept: {} }), other: thingTemplate({ Own: {}, New: { Size: 1 } }) },
      'Stack refactor does not create or delete resources. Not in the stacks: [other.New]; not in the templates: [shop.Web]. Use ResourceMappings for renamed resources.',
    ],
    [
      'an empty stack',
      { shop: thingTemplate({ Web: { Color: 'blue' }, Kept: {}, Own: {} }), other: '{"Resources":{}}' },
      'Template format error: At least one Resources member must be defined.',
    ],
    [
      'another parameter',
      {
        ...MOVED,
        shop: '{"Parameters":{"P":{"Type":"String","Default":"a"}},"Resources":{"Kept":{"Type":"Test::Things::Thing","Properties":{"Color":"red"}}}}',
      },
      'Stack refactor does not change Parameters, but those of stack [shop] differ.',
    ],
  ])('%s', async (_, stacks, reason) => {
    const { shop } = await twoStacks();
    const refactor = await plan(stacks);
    expect(refactor).toMatchObject({ Status: 'CREATE_FAILED', StatusReason: reason });
    const run = new ExecuteStackRefactorCommand({ StackRefactorId: refactor.StackRefactorId });
    await expect(account.client.send(run)).rejects.toThrow(
      'cannot be executed in its current execution status of UNAVAILABLE.',
    );
    expect(shop.status).toBe('CREATE_COMPLETE');
  });
});

test('becomes obsolete when a stack changes', async () => {
  const { shop } = await twoStacks();
  const { StackRefactorId } = await plan(MOVED);
  await account.update(shop, thingTemplate({ Web: { Color: 'green' }, Kept: {} }));

  expect((await read(StackRefactorId)).ExecutionStatus).toBe('OBSOLETE');
  await expect(execute(StackRefactorId)).rejects.toThrow('in its current execution status of OBSOLETE.');
  await expect(read('nothing')).rejects.toMatchObject({ name: 'StackRefactorNotFoundException' });
});

describe('with refactorTags: update', () => {
  test('calls the update handler of a taggable type with the new tags', async () => {
    const tagging = await openThingAccount({ refactorTags: 'update' });
    const { other } = await twoStacks(tagging);
    const calls = tagging.calls().length;
    const { StackRefactorId } = await plan(MOVED, {}, tagging);
    expect((await execute(StackRefactorId, tagging)).ExecutionStatus).toBe('EXECUTE_COMPLETE');

    expect(tagging.calls(calls)).toEqual(['UPDATE Web']);
    const { requestData, rollback } = tagging.requests().at(-1)!;
    expect(rollback).toBe(false);
    expect(requestData.resourceProperties).toEqual(requestData.previousResourceProperties);
    expect(requestData).toMatchObject({
      stackTags: {},
      previousStackTags: { team: 'a' },
      systemTags: { 'aws:cloudformation:stack-id': other.id },
      previousSystemTags: { 'aws:cloudformation:stack-name': 'shop' },
    });
    await tagging.close();
  });

  test('gives the resources back when a handler fails', async () => {
    const tagging = await openThingAccount({ refactorTags: 'update' });
    const { shop, other } = await twoStacks(tagging);
    tagging.cloudFormation.faults.add({ logicalId: 'Web', action: 'UPDATE', kind: 'failed' });
    const { StackRefactorId } = await plan(MOVED, {}, tagging);
    expect(await execute(StackRefactorId, tagging)).toMatchObject({
      ExecutionStatus: 'ROLLBACK_COMPLETE',
      ExecutionStatusReason: 'The following resource(s) failed to update: [Web]. ',
    });

    expect([shop.status, other.status]).toEqual(['UPDATE_ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE']);
    expect([...shop.resources.keys()].sort()).toEqual(['Kept', 'Web']);
    expect([...other.resources.keys()]).toEqual(['Own']);
    await tagging.close();
  });

  test('does not call a type that is not taggable', async () => {
    const untagged = await openThingAccount({ refactorTags: 'update' }, { tagging: { taggable: false } });
    await twoStacks(untagged);
    const calls = untagged.calls().length;
    await execute((await plan(MOVED, {}, untagged)).StackRefactorId, untagged);

    expect(untagged.calls(calls)).toEqual([]);
    await untagged.close();
  });
});
