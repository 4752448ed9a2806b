import {
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  type CreateChangeSetInput,
  type ResourceToImport,
} from '@aws-sdk/client-cloudformation';
import { accountPerTest, openThingAccount, type ThingAccount } from './fixtures/account';
import { eventLines, thingTemplate } from './fixtures/things';

const account = accountPerTest();

const RETAINED = { $with: { DeletionPolicy: 'Retain' } };
const OWN = { Name: 'own' };
const THING = 'Test::Things::Thing';

function found(
  LogicalResourceId: string,
  Id: string,
  more: Partial<ResourceToImport> = {},
): ResourceToImport {
  return { ResourceType: THING, LogicalResourceId, ResourceIdentifier: { Id }, ...more };
}

/** A change set of type IMPORT on the stack `shop`. */
async function plan(
  things: Parameters<typeof thingTemplate>[0],
  ResourcesToImport: ResourceToImport[],
  { client }: ThingAccount = account,
  more: Partial<CreateChangeSetInput> = {},
) {
  const { Id } = await client.send(
    new CreateChangeSetCommand({
      StackName: 'shop',
      ChangeSetName: 'import',
      ChangeSetType: 'IMPORT',
      TemplateBody: thingTemplate(things),
      ResourcesToImport,
      ...more,
    }),
  );
  return client.send(new DescribeChangeSetCommand({ ChangeSetName: Id }));
}

async function execute(ChangeSetName: string | undefined, where: ThingAccount = account) {
  await where.client.send(new ExecuteChangeSetCommand({ ChangeSetName }));
  return where.settle();
}

/** A thing that somebody has made by hand. */
function wild(Id: string, where: ThingAccount = account): void {
  where.changeThings((things) => {
    things[Id] = { Id, Color: 'wild' };
  });
}

test('takes a resource over: reads it, makes it the stack’s, and updates it to the template with the stack’s tags', async () => {
  const stack = await account.create(thingTemplate({ Own: OWN }), { tags: { team: 'a' } });
  wild('found-1');
  const [events, calls] = [stack.events.length, account.calls().length];
  const set = await plan({ Own: OWN, Found: RETAINED }, [found('Found', 'found-1')]);
  expect(set).toMatchObject({
    Status: 'CREATE_COMPLETE',
    Changes: [
      {
        ResourceChange: { Action: 'Import', LogicalResourceId: 'Found', PhysicalResourceId: 'found-1' },
      },
    ],
  });
  await execute(set.ChangeSetId);

  expect(eventLines(stack, events)).toEqual([
    'shop IMPORT_IN_PROGRESS User Initiated',
    'Found IMPORT_IN_PROGRESS Resource import started.',
    'Found IMPORT_COMPLETE Resource import completed.',
    'Found UPDATE_IN_PROGRESS Apply stack-level tags to imported resource if applicable.',
    'Found UPDATE_COMPLETE',
    'shop IMPORT_COMPLETE',
  ]);
  expect(account.calls(calls)).toEqual(['READ Found', 'READ Found', 'UPDATE Found']);
  const [read, , update] = account.requests().slice(calls);
  expect(read!.requestData.resourceProperties).toEqual({ Id: 'found-1' });
  expect(update!.requestData).toMatchObject({
    resourceProperties: { Id: 'found-1', Color: 'red' },
    stackTags: { team: 'a' },
    previousStackTags: {},
    previousSystemTags: {},
  });

  await account.update(stack, thingTemplate({ Own: OWN, Found: { Color: 'blue', ...RETAINED } }));
  expect(account.calls().at(-1)).toBe('UPDATE Found');
  account.cloudFormation.deleteStack('shop');
  await account.cloudFormation.settle(stack);
  expect(eventLines(stack)).toContain('Found DELETE_SKIPPED');
});

test('makes a new stack of resources that are there', async () => {
  wild('found-1');
  const set = await plan({ Found: RETAINED }, [found('Found', 'found-1')]);
  expect(account.cloudFormation.getStack('shop').status).toBe('REVIEW_IN_PROGRESS');
  const stack = await execute(set.ChangeSetId);

  expect(stack.status).toBe('IMPORT_COMPLETE');
  expect(account.cloudFormation.physicalId(stack, 'Found')).toBe('found-1');
});

test('updates nothing of a type that takes no tags', async () => {
  const untagged = await openThingAccount({}, { tagging: { taggable: false } });
  wild('found-1', untagged);
  const set = await plan({ Found: RETAINED }, [found('Found', 'found-1')], untagged);
  const stack = await execute(set.ChangeSetId, untagged);

  expect(eventLines(stack).slice(-2)).toEqual([
    'Found IMPORT_COMPLETE Resource import completed.',
    'shop IMPORT_COMPLETE',
  ]);
  await untagged.close();
});

describe('fails the change set for a resource that', () => {
  test('does not exist', async () => {
    const set = await plan({ Found: RETAINED }, [found('Found', 'nowhere')]);

    expect(set).toMatchObject({
      Status: 'FAILED',
      StatusReason: 'No thing nowhere.',
      ExecutionStatus: 'UNAVAILABLE',
      Changes: [],
    });
    expect(account.cloudFormation.getStack('shop').status).toBe('REVIEW_IN_PROGRESS');
  });

  test('belongs to a stack', async () => {
    const stack = await account.create(thingTemplate({ Own: OWN }));
    const set = await plan({ Own: OWN, Found: RETAINED }, [found('Found', 'thing-1')]);

    expect(set.StatusReason).toBe(`thing-1 already exists in stack ${stack.id}`);
  });
});

describe('is rolled back, and leaves everything as it was, when a resource', () => {
  async function importing() {
    const stack = await account.create(thingTemplate({ Own: OWN }));
    for (const id of ['found-1', 'found-2']) wild(id);
    const needs = { $with: { DeletionPolicy: 'Retain', DependsOn: 'First' } };
    const set = await plan({ Own: OWN, First: RETAINED, Second: needs }, [
      found('First', 'found-1'),
      found('Second', 'found-2'),
    ]);
    return { stack, set };
  }

  test('has gone since', async () => {
    const { stack, set } = await importing();
    account.changeThings((things) => {
      delete things['found-2'];
    });
    const events = stack.events.length;
    await execute(set.ChangeSetId);

    expect(eventLines(stack, events).slice(5)).toEqual([
      'Second IMPORT_IN_PROGRESS Resource import started.',
      'Second IMPORT_FAILED No thing found-2.',
      'shop IMPORT_ROLLBACK_IN_PROGRESS The following resource(s) failed to import: [Second]. ',
      'Second IMPORT_ROLLBACK_IN_PROGRESS',
      'Second IMPORT_ROLLBACK_COMPLETE',
      'First IMPORT_ROLLBACK_IN_PROGRESS',
      'First IMPORT_ROLLBACK_COMPLETE',
      'shop IMPORT_ROLLBACK_COMPLETE',
    ]);
    expect([...stack.resources.keys()]).toEqual(['Own']);
    expect(account.calls()).not.toContain('DELETE First');
    await account.update(stack, thingTemplate({ Own: { Color: 'blue', ...OWN } }));
    expect(stack.status).toBe('UPDATE_COMPLETE');
  });

  test('cannot be updated', async () => {
    const { stack, set } = await importing();
    account.cloudFormation.faults.add({ logicalId: 'First', action: 'UPDATE', kind: 'fail', message: 'No.' });
    await execute(set.ChangeSetId);

    expect(eventLines(stack)).toContain(
      'First UPDATE_FAILED Resource handler returned message: "No." (RequestToken: …, HandlerErrorCode: GeneralServiceException)',
    );
    expect(stack.status).toBe('IMPORT_ROLLBACK_COMPLETE');
  });

  test('does not fit its schema', async () => {
    wild('found-1');
    const set = await plan({ Found: { Size: 'large', ...RETAINED } }, [found('Found', 'found-1')]);
    const stack = await execute(set.ChangeSetId);

    expect(eventLines(stack)[2]).toBe(
      'Found IMPORT_FAILED Properties validation failed for resource Found with message:\n#/Size: expected type: Integer, found: String',
    );
  });
});

test.each<[string, Parameters<typeof thingTemplate>[0], ResourceToImport[], string]>([
  ['no resources', { Own: OWN, Found: RETAINED }, [], 'Must Provide at least one resource to import'],
  [
    'a resource that the template does not have',
    { Own: OWN },
    [found('Found', 'found-1')],
    'The logical resource ids [Found] provided in ResourceToImport do not exist in the template.',
  ],
  [
    'a resource twice',
    { Own: OWN, Found: RETAINED },
    [found('Found', 'found-1'), found('Found', 'found-1')],
    'Every resource to import must have unique LogicalResourceId',
  ],
  [
    'a resource of the stack itself',
    { Own: OWN },
    [found('Own', 'thing-1')],
    'Resources [Own] passed in ResourceToImport are already in a stack and cannot be imported.',
  ],
  [
    'another identifier',
    { Own: OWN, Found: RETAINED },
    [found('Found', 'x', { ResourceIdentifier: { Name: 'x' } })],
    'Invalid resource identifier for resource type Test::Things::Thing. Expected [Id]',
  ],
  [
    'a type that cannot be read whole',
    { Own: OWN, Found: RETAINED },
    [found('Found', 'x', { ResourceType: 'AWS::Logs::LogGroup' })],
    'The following resource types are not supported for resource import: AWS::Logs::LogGroup',
  ],
  [
    'no DeletionPolicy',
    { Own: OWN, Found: {} },
    [found('Found', 'found-1')],
    'The following resources to import [Found] must have DeletionPolicy attribute specified in the template.',
  ],
  [
    'a new resource beside',
    { Own: OWN, Found: RETAINED, New: RETAINED },
    [found('Found', 'found-1')],
    'Resources [New] is missing from ResourceToImport list',
  ],
  [
    'a changed resource beside',
    { Own: { Color: 'blue', ...OWN }, Found: RETAINED },
    [found('Found', 'found-1')],
    'You have modified resources [Own] in your template that are not being imported. Update, create or delete operations cannot be executed during import operations.',
  ],
  [
    'a resource less',
    { Found: RETAINED },
    [found('Found', 'found-1')],
    'You have modified resources [Own] in your template that are not being imported.',
  ],
])('refuses %s', async (_, things, resources, expected) => {
  await account.create(thingTemplate({ Own: OWN }));
  wild('found-1');

  await expect(plan(things, resources)).rejects.toThrow(expected);
});

test('refuses outputs, and leaves no stack behind when it would have been a new one', async () => {
  wild('found-1');
  const TemplateBody = thingTemplate({ Found: RETAINED }, { Id: { Value: { Ref: 'Found' } } });

  await expect(plan({}, [found('Found', 'found-1')], account, { TemplateBody })).rejects.toThrow(
    'As part of the import operation, you cannot modify or add [Outputs]',
  );
  expect(account.cloudFormation.findStack('shop')).toBeUndefined();
});
