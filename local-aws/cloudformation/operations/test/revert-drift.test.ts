import {
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  type ChangeSetType,
  type DeploymentMode,
} from '@aws-sdk/client-cloudformation';
import { accountPerTest, openThingAccount, type ThingAccount } from '../../fixtures/account';
import { thingTemplate } from '../../fixtures/things';
import type { ValueMap } from '../../values/value';

const account = accountPerTest();
const StackName = 'shop';

async function plan(
  template: string,
  where: ThingAccount = account,
  { type = 'UPDATE', mode = 'REVERT_DRIFT' }: { type?: ChangeSetType; mode?: DeploymentMode } = {},
) {
  const { Id } = await where.client.send(
    new CreateChangeSetCommand({
      StackName,
      ChangeSetName: `set-${where.aws.calls.length}`,
      ChangeSetType: type,
      TemplateBody: template,
      DeploymentMode: mode,
    }),
  );
  return where.client.send(new DescribeChangeSetCommand({ ChangeSetName: Id }));
}

async function execute(ChangeSetName: string | undefined, where: ThingAccount = account) {
  await where.client.send(new ExecuteChangeSetCommand({ ChangeSetName }));
  return where.settle();
}

/** Changes the live thing, not its template. */
function drift(change: ValueMap, where: ThingAccount = account, id = 'thing-1'): void {
  where.changeThings((things) => {
    Object.assign(things[id]!, change);
  });
}

const template = thingTemplate({ Thing: { Size: 3, Secret: 'hush' }, Other: {} });

test('brings a drifted resource back to its template, and leaves the others alone', async () => {
  await account.create(template);
  drift({ Color: 'pink', Message: 'a default' });
  const set = await plan(template);
  expect(set).toMatchObject({
    Status: 'CREATE_COMPLETE',
    DeploymentMode: 'REVERT_DRIFT',
    StackDriftStatus: 'DRIFTED',
    Changes: [
      {
        ResourceChange: {
          Action: 'Modify',
          LogicalResourceId: 'Thing',
          Replacement: 'False',
          ResourceDriftStatus: 'MODIFIED',
          ResourceDriftIgnoredAttributes: [{ Path: '/Properties/Secret', Reason: 'WRITE_ONLY_PROPERTY' }],
        },
      },
    ],
  });
  const calls = account.calls().length;
  expect((await execute(set.ChangeSetId)).status).toBe('UPDATE_COMPLETE');

  expect(account.calls(calls)).toEqual(['UPDATE Thing']);
  const { resourceProperties, previousResourceProperties } = account.requests().at(-1)!.requestData;
  expect(resourceProperties).toEqual({ Id: 'thing-1', Color: 'red', Size: '3', Secret: 'hush' });
  expect(previousResourceProperties).toEqual({
    Id: 'thing-1',
    Color: 'pink',
    Size: '3',
    Message: 'a default',
  });
  expect((await plan(template)).Status).toBe('FAILED');
});

test.each([
  { revertDriftPrevious: 'merged', previous: { Id: 'thing-1', Color: 'pink', Size: '3', Secret: 'hush' } },
  { revertDriftPrevious: 'template', previous: { Id: 'thing-1', Color: 'red', Size: '3', Secret: 'hush' } },
] as const)('sends other previous properties (revertDriftPrevious: $revertDriftPrevious)', async (row) => {
  const other = await openThingAccount({ revertDriftPrevious: row.revertDriftPrevious });
  await other.create(template);
  drift({ Color: 'pink' }, other);
  await execute((await plan(template, other)).ChangeSetId, other);

  expect(other.requests().at(-1)!.requestData.previousResourceProperties).toEqual(row.previous);
  await other.close();
});

test('calls no handler when the new template says what the resource already is', async () => {
  const stack = await account.create(template);
  drift({ Color: 'pink' });
  const pink = thingTemplate({ Thing: { Color: 'pink', Size: 3, Secret: 'hush' }, Other: {} });
  const set = await plan(pink);
  expect(set.Changes).toMatchObject([
    { ResourceChange: { Action: 'SyncWithActual', LogicalResourceId: 'Thing' } },
  ]);
  const calls = account.calls().length;
  expect((await execute(set.ChangeSetId)).status).toBe('UPDATE_COMPLETE');

  expect(account.calls(calls)).toEqual([]);
  expect(stack.resources.get('Thing')!.properties).toMatchObject({ Color: 'pink' });
});

test('updates a changed write-only property, and a property that the template no longer sets', async () => {
  await account.create(template);
  const changed = await plan(thingTemplate({ Thing: { Size: 3, Secret: 'new' }, Other: {} }));
  expect(changed.Changes).toMatchObject([{ ResourceChange: { LogicalResourceId: 'Thing' } }]);
  const removed = await plan(thingTemplate({ Thing: { Secret: 'hush' }, Other: {} }));
  expect(removed.Changes).toMatchObject([{ ResourceChange: { LogicalResourceId: 'Thing' } }]);
});

test('does not revert the drift of a create-only property', async () => {
  await account.create(thingTemplate({ Thing: { Name: 'a' } }));
  drift({ Name: 'b' });

  expect((await plan(thingTemplate({ Thing: { Name: 'a' } }))).Status).toBe('FAILED');
});

test('leaves tags that the template does not know', async () => {
  const taggable = await openThingAccount(
    {},
    { tagging: { taggable: true, tagProperty: '/properties/Parts' } },
  );
  const tagged = thingTemplate({ Thing: {} });
  await taggable.create(tagged, { tags: { team: 'a' } });
  drift(
    {
      Parts: [
        { Key: 'team', Value: 'a' },
        { Key: 'cost', Value: '1' },
      ],
    },
    taggable,
  );

  expect((await plan(tagged, taggable)).Status).toBe('FAILED');
  await taggable.close();
});

test('creates a deleted resource again', async () => {
  const stack = await account.create(thingTemplate({ Thing: {}, Other: {} }));
  account.changeThings((things) => {
    delete things['thing-1'];
    things['thing-9'] = { Id: 'thing-9' };
  });
  const set = await plan(thingTemplate({ Thing: {}, Other: {} }));
  expect(set.Changes).toMatchObject([
    { ResourceChange: { LogicalResourceId: 'Thing', Replacement: 'True', ResourceDriftStatus: 'DELETED' } },
  ]);
  expect((await execute(set.ChangeSetId)).status).toBe('UPDATE_COMPLETE');
  expect(account.calls()).toContain('DELETE Thing');
  expect(stack.resources.get('Thing')!.physicalId).toBe('thing-3');
});

test('a rollback restores what was live, not the template', async () => {
  const stack = await account.create(template);
  drift({ Color: 'pink', Message: 'a default' });
  const set = await plan(
    thingTemplate({ Thing: { Size: 4, Secret: 'hush' }, Other: { Color: 'blue', FailOn: 'UPDATE' } }),
  );
  const calls = account.calls().length;
  await execute(set.ChangeSetId);

  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(account.calls(calls)).toContain('UPDATE Thing!');
  const rollback = account
    .requests()
    .find((one) => one.rollback && one.requestData.logicalResourceId === 'Thing')!;
  expect(rollback.requestData.resourceProperties).toEqual({
    Id: 'thing-1',
    Color: 'pink',
    Size: '3',
    Secret: 'hush',
  });
  expect(stack.resources.get('Thing')!.properties).toMatchObject({ Color: 'red', Size: 3 });
});

test('compares templates only where a type cannot be read completely', async () => {
  const log = (days: number) =>
    `Resources: { Log: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: ${days} } } }`;
  await account.create(log(7));
  expect((await plan(log(7))).Status).toBe('FAILED');
  const set = await plan(log(30));
  expect(set.Changes).toMatchObject([
    { ResourceChange: { LogicalResourceId: 'Log', ResourceDriftStatus: 'UNSUPPORTED' } },
  ]);
  expect((await execute(set.ChangeSetId)).status).toBe('UPDATE_COMPLETE');
});

test('an unknown mode, and an import, are refused', async () => {
  await account.create(template);
  const unknown = { type: 'UPDATE' as const, mode: 'REVERT' as DeploymentMode };
  await expect(plan(template, account, unknown)).rejects.toThrow(
    "1 validation error detected: Value 'REVERT' at 'deploymentMode' failed to satisfy constraint: Member must satisfy enum value set: [REVERT_DRIFT]",
  );
  await expect(plan(template, account, { type: 'IMPORT', mode: 'REVERT_DRIFT' })).rejects.toThrow(
    'DeploymentMode REVERT_DRIFT is not supported for change sets of type IMPORT.',
  );
});
