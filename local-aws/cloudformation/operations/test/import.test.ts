import { ExecuteChangeSetCommand } from '@aws-sdk/client-cloudformation';
import { accountPerTest, openThingAccount } from '../../fixtures/account';
import { executeImport, found, OWN, planImport, RETAINED, wild } from '../../fixtures/import';
import { thingTemplate } from '../../fixtures/things';
import { eventLines } from '../../stacks/event-lines';

const account = accountPerTest();

test('reads a resource, adds it to the stack, and updates it with the stack’s tags', async () => {
  const stack = await account.create(thingTemplate({ Own: OWN }), { tags: { team: 'a' } });
  wild(account, 'found-1');
  const [events, calls] = [stack.events.length, account.calls().length];
  const set = await planImport(account, { Own: OWN, Found: RETAINED }, [found('Found', 'found-1')]);
  expect(set).toMatchObject({
    Status: 'CREATE_COMPLETE',
    Changes: [
      {
        ResourceChange: { Action: 'Import', LogicalResourceId: 'Found', PhysicalResourceId: 'found-1' },
      },
    ],
  });
  await executeImport(account, set.ChangeSetId);

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

test('creates a new stack from existing resources', async () => {
  wild(account, 'found-1');
  const set = await planImport(account, { Found: RETAINED }, [found('Found', 'found-1')]);
  expect(account.cloudFormation.getStack('shop').status).toBe('REVIEW_IN_PROGRESS');
  const stack = await executeImport(account, set.ChangeSetId);

  expect(stack.status).toBe('IMPORT_COMPLETE');
  expect(account.cloudFormation.physicalId(stack, 'Found')).toBe('found-1');
});

const UPDATES = [
  { importUpdates: 'always', taggable: true, calls: ['UPDATE Found'] },
  { importUpdates: 'always', taggable: false, calls: ['UPDATE Found'] },
  { importUpdates: 'taggable', taggable: true, calls: ['UPDATE Found'] },
  { importUpdates: 'taggable', taggable: false, calls: [] },
  { importUpdates: 'never', taggable: true, calls: [] },
] as const;

test.each(UPDATES)(
  'calls the update handler (importUpdates: $importUpdates, taggable: $taggable): $calls',
  async ({ importUpdates, taggable, calls }) => {
    const other = await openThingAccount({ importUpdates }, { tagging: { taggable } });
    wild(other, 'found-1');
    const set = await planImport(other, { Found: RETAINED }, [found('Found', 'found-1')]);
    const stack = await executeImport(other, set.ChangeSetId);

    expect(stack.status).toBe('IMPORT_COMPLETE');
    expect(other.calls(2)).toEqual(calls);
    await other.close();
  },
);

test('does not call a type without an update handler', async () => {
  const handlers = { create: { permissions: [] }, read: { permissions: [] }, delete: { permissions: [] } };
  const other = await openThingAccount({}, { handlers });
  wild(other, 'found-1');
  const set = await planImport(other, { Found: RETAINED }, [found('Found', 'found-1')]);
  const stack = await executeImport(other, set.ChangeSetId);

  expect(eventLines(stack).slice(-2)).toEqual([
    'Found IMPORT_COMPLETE Resource import completed.',
    'shop IMPORT_COMPLETE',
  ]);
  await other.close();
});

test.each([
  { importPrevious: 'none', previous: null },
  { importPrevious: 'template', previous: { Id: 'found-1', Color: 'red' } },
] as const)('sends $importPrevious as the previous properties', async ({ importPrevious, previous }) => {
  const other = await openThingAccount({ importPrevious });
  wild(other, 'found-1');
  const set = await planImport(other, { Found: RETAINED }, [found('Found', 'found-1')]);
  await executeImport(other, set.ChangeSetId);

  expect(other.requests().at(-1)!.requestData).toMatchObject({
    resourceProperties: { Id: 'found-1', Color: 'red' },
    previousResourceProperties: previous,
  });
  await other.close();
});

test('cannot be cancelled by CancelUpdateStack', async () => {
  wild(account, 'found-1');
  const slow = { Steps: 5, ...RETAINED };
  const set = await planImport(account, { Found: slow }, [found('Found', 'found-1')]);
  await account.client.send(new ExecuteChangeSetCommand({ ChangeSetName: set.ChangeSetId }));
  await account.aws.clock.advance(5);

  expect(() => {
    account.cloudFormation.cancelUpdateStack('shop');
  }).toThrow('CancelUpdateStack cannot be called from current stack status: IMPORT_IN_PROGRESS');
  expect((await account.settle()).status).toBe('IMPORT_COMPLETE');
});

describe('fails the change set for a resource that', () => {
  test('does not exist', async () => {
    const set = await planImport(account, { Found: RETAINED }, [found('Found', 'nowhere')]);

    expect(set).toMatchObject({
      Status: 'FAILED',
      StatusReason: 'No thing nowhere.',
      ExecutionStatus: 'UNAVAILABLE',
      Changes: [],
    });
    expect(account.cloudFormation.getStack('shop').status).toBe('REVIEW_IN_PROGRESS');
  });

  test('belongs to another stack', async () => {
    const stack = await account.create(thingTemplate({ Own: OWN }));
    const set = await planImport(account, { Own: OWN, Found: RETAINED }, [found('Found', 'thing-1')]);

    expect(set.StatusReason).toBe(`thing-1 already exists in stack ${stack.id}`);
  });
});

describe('is rolled back without any change when a resource', () => {
  async function importing() {
    const stack = await account.create(thingTemplate({ Own: OWN }));
    for (const id of ['found-1', 'found-2']) wild(account, id);
    const needs = { $with: { DeletionPolicy: 'Retain', DependsOn: 'First' } };
    const set = await planImport(account, { Own: OWN, First: RETAINED, Second: needs }, [
      found('First', 'found-1'),
      found('Second', 'found-2'),
    ]);
    return { stack, set };
  }

  test('was deleted since', async () => {
    const { stack, set } = await importing();
    account.changeThings((things) => {
      delete things['found-2'];
    });
    const events = stack.events.length;
    await executeImport(account, set.ChangeSetId);

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
    account.cloudFormation.faults.add({
      logicalId: 'First',
      action: 'UPDATE',
      kind: 'failed',
      message: 'No.',
    });
    await executeImport(account, set.ChangeSetId);

    expect(eventLines(stack)).toContain(
      'First UPDATE_FAILED Resource handler returned message: "No." (RequestToken: …, HandlerErrorCode: GeneralServiceException)',
    );
    expect(stack.status).toBe('IMPORT_ROLLBACK_COMPLETE');
  });

  test('fails while another one is being updated, whose handler is not called again', async () => {
    const stack = await account.create(thingTemplate({ Own: OWN }));
    for (const id of ['found-1', 'found-2']) wild(account, id);
    const set = await planImport(account, { Own: OWN, Slow: { Steps: 9, ...RETAINED }, Bad: RETAINED }, [
      found('Slow', 'found-1'),
      found('Bad', 'found-2'),
    ]);
    account.cloudFormation.faults.add({
      logicalId: 'Bad',
      action: 'UPDATE',
      kind: 'failed',
      afterSeconds: 15,
    });
    const calls = account.calls().length;
    await executeImport(account, set.ChangeSetId);
    await account.aws.clock.advance(600);

    expect(eventLines(stack)).toContain('Slow IMPORT_FAILED Resource import cancelled');
    expect(stack.status).toBe('IMPORT_ROLLBACK_COMPLETE');
    expect(account.calls(calls).filter((call) => call.endsWith('Slow'))).toEqual([
      'READ Slow',
      'UPDATE Slow',
      'UPDATE Slow',
    ]);
  });

  test('does not match its schema', async () => {
    wild(account, 'found-1');
    const set = await planImport(account, { Found: { Size: 'large', ...RETAINED } }, [
      found('Found', 'found-1'),
    ]);
    const stack = await executeImport(account, set.ChangeSetId);

    expect(eventLines(stack)[3]).toBe(
      'Found IMPORT_FAILED Properties validation failed for resource Found with message:\n#/Size: expected type: Integer, found: String',
    );
  });
});
