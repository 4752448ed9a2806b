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

test('does not update a resource whose type is not taggable', async () => {
  const untagged = await openThingAccount({}, { tagging: { taggable: false } });
  wild(untagged, 'found-1');
  const set = await planImport(untagged, { Found: RETAINED }, [found('Found', 'found-1')]);
  const stack = await executeImport(untagged, set.ChangeSetId);

  expect(eventLines(stack).slice(-2)).toEqual([
    'Found IMPORT_COMPLETE Resource import completed.',
    'shop IMPORT_COMPLETE',
  ]);
  await untagged.close();
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
    account.cloudFormation.faults.add({ logicalId: 'First', action: 'UPDATE', kind: 'fail', message: 'No.' });
    await executeImport(account, set.ChangeSetId);

    expect(eventLines(stack)).toContain(
      'First UPDATE_FAILED Resource handler returned message: "No." (RequestToken: …, HandlerErrorCode: GeneralServiceException)',
    );
    expect(stack.status).toBe('IMPORT_ROLLBACK_COMPLETE');
  });

  test('does not match its schema', async () => {
    wild(account, 'found-1');
    const set = await planImport(account, { Found: { Size: 'large', ...RETAINED } }, [
      found('Found', 'found-1'),
    ]);
    const stack = await executeImport(account, set.ChangeSetId);

    expect(eventLines(stack)[2]).toBe(
      'Found IMPORT_FAILED Properties validation failed for resource Found with message:\n#/Size: expected type: Integer, found: String',
    );
  });
});
