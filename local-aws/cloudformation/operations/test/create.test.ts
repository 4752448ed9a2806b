import { accountPerTest } from '../../fixtures/account';
import { thingTemplate } from '../../fixtures/things';
import { eventLines } from '../../stacks/event-lines';

const account = accountPerTest();

test('writes the events of a create in CloudFormation’s order and with its texts', async () => {
  const stack = await account.create(thingTemplate({ Thing: { Steps: 2 } }));

  expect(eventLines(stack)).toEqual([
    'shop CREATE_IN_PROGRESS User Initiated',
    'Thing CREATE_IN_PROGRESS',
    'Thing CREATE_IN_PROGRESS Resource creation Initiated',
    'Thing CREATE_COMPLETE',
    'shop CREATE_COMPLETE',
  ]);
  expect(stack.events.map(({ PhysicalResourceId }) => PhysicalResourceId)).toEqual([
    stack.id,
    '',
    'thing-1',
    'thing-1',
    stack.id,
  ]);
  expect(new Set(stack.events.map(({ ClientRequestToken }) => ClientRequestToken)).size).toBe(1);
});

test('calls the handler again after the delay, with the answered model and context and the same token', async () => {
  await account.create(thingTemplate({ Thing: { Steps: 2, DelaySeconds: 25, Secret: 'hush' } }));

  const [first, second, third] = account.requests();
  expect(first).toMatchObject({ callbackContext: null, rollback: false });
  expect(second).toMatchObject({ callbackContext: { step: 1 }, bearerToken: first!.bearerToken });
  expect(second!.requestData.resourceProperties).toMatchObject({
    Id: 'thing-1',
    Walked: '1',
    Secret: 'hush',
  });
  expect(third).toMatchObject({ callbackContext: { step: 2 }, bearerToken: first!.bearerToken });
  expect(
    new Set(account.requests().map(({ requestData }) => requestData.callerCredentials.accessKeyId)).size,
  ).toBe(3);
  expect((account.aws.clock.now() - Date.UTC(2026, 0, 1)) / 1000).toBe(50);
});

test('sends numbers and booleans to handlers as strings', async () => {
  await account.create(thingTemplate({ Thing: { Size: 3, Enabled: true } }));

  expect(account.requests()[0]!.requestData.resourceProperties).toEqual({
    Color: 'red',
    Size: '3',
    Enabled: 'true',
  });
});

test('sends handlers the stack id, the stack tags and the system tags', async () => {
  const stack = await account.create(thingTemplate({ Thing: {} }), { tags: { team: 'shop' } });

  expect(account.requests()[0]).toMatchObject({
    stackId: stack.id,
    requestData: {
      logicalResourceId: 'Thing',
      stackTags: { team: 'shop' },
      previousStackTags: null,
      systemTags: {
        'aws:cloudformation:stack-name': 'shop',
        'aws:cloudformation:stack-id': stack.id,
        'aws:cloudformation:logical-id': 'Thing',
      },
    },
  });
});

test('cancels creates in progress at the first failure, and deletes resources with an identifier in reverse order', async () => {
  const stack = await account.create(
    thingTemplate({
      First: {},
      Slow: { $with: { DependsOn: 'First' }, Steps: 9 },
      Bad: { $with: { DependsOn: 'First' }, FailOn: 'CREATE', Message: 'No.' },
      Never: { $with: { DependsOn: 'Bad' } },
    }),
  );

  expect(eventLines(stack).slice(4)).toEqual([
    'Slow CREATE_IN_PROGRESS',
    'Bad CREATE_IN_PROGRESS',
    'Slow CREATE_IN_PROGRESS Resource creation Initiated',
    'Bad CREATE_FAILED Resource handler returned message: "No." (RequestToken: …, HandlerErrorCode: InvalidRequest)',
    'Slow CREATE_FAILED Resource creation cancelled',
    'shop ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Slow, Bad]. Rollback requested by user.',
    'Bad DELETE_COMPLETE',
    'Slow DELETE_IN_PROGRESS',
    'Slow DELETE_COMPLETE',
    'First DELETE_IN_PROGRESS',
    'First DELETE_COMPLETE',
    'shop ROLLBACK_COMPLETE',
  ]);
  const actions = account
    .requests()
    .map(({ action, requestData }) => `${action} ${requestData.logicalResourceId}`);
  expect(actions).toEqual(['CREATE First', 'CREATE Slow', 'CREATE Bad', 'DELETE Slow', 'DELETE First']);
  expect(account.requests()[3]).toMatchObject({ rollback: true, callbackContext: null });
});

test('deletes a resource whose create failed after it had an identifier', async () => {
  const stack = await account.create(
    thingTemplate({ Bad: { Steps: 1, FailOn: 'CREATE', Message: 'Too late.' } }),
  );

  expect(account.requests().map(({ action }) => action)).toEqual(['CREATE', 'CREATE', 'DELETE']);
  expect(stack.status).toBe('ROLLBACK_COMPLETE');
});

test('refuses invalid properties with CloudFormation’s texts, and never calls the handler', async () => {
  const stack = await account.create(
    thingTemplate({ Thing: { Name: 'NOT GOOD', Size: 'large', Wheels: 4, Parts: {} } }),
  );

  expect(stack.events[2]).toMatchObject({
    ResourceStatus: 'CREATE_FAILED',
    ResourceStatusReason: [
      'Properties validation failed for resource Thing with message:',
      '#: extraneous key [Wheels] is not permitted',
      '#/Name: failed validation constraint for keyword [pattern]',
      '#/Size: expected type: Integer, found: String',
      '#/Parts: expected type: JSONArray, found: JSONObject',
    ].join('\n'),
  });
  expect(eventLines(stack).slice(-3)).toEqual([
    'shop ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Thing]. Rollback requested by user.',
    'Thing DELETE_COMPLETE',
    'shop ROLLBACK_COMPLETE',
  ]);
  expect(account.requests()).toEqual([]);
});

test('shows null for a failure without a message', async () => {
  const stack = await account.create(thingTemplate({ Bad: { FailOn: 'CREATE' } }));

  expect(eventLines(stack)[2]).toContain('Resource handler returned message: "null"');
});

test('calls the handler three times on a retriable error, with one token, and then fails', async () => {
  const stack = await account.create(
    thingTemplate({ Bad: { FailOn: 'CREATE', ErrorCode: 'Throttling', Message: 'Slow down.' } }),
  );

  const tokens = account.requests().map(({ bearerToken }) => bearerToken);
  expect(tokens).toHaveLength(3);
  expect(new Set(tokens).size).toBe(1);
  expect(stack.status).toBe('ROLLBACK_COMPLETE');
});

test('stops calling the handler at the timeout of the schema, and fails the resource', async () => {
  const stack = await account.create(thingTemplate({ Slow: { Steps: 100, DelaySeconds: 60 } }));

  expect(eventLines(stack)[3]).toBe(
    'Slow CREATE_FAILED Resource timed out waiting for completion (RequestToken: …)',
  );
  expect(account.requests().filter(({ action }) => action === 'CREATE')).toHaveLength(30);
  expect(account.requests().at(-1)!.action).toBe('DELETE');
});

test('fails with a message when a handler throws or breaks the contract', async () => {
  const thrown = await account.create(thingTemplate({ Bad: { FailOn: 'THROW' } }), { stackName: 'thrown' });
  const broken = await account.create(thingTemplate({ Bad: { FailOn: 'CONTRACT' } }), {
    stackName: 'broken',
  });

  expect(eventLines(thrown)[2]).toContain(
    '"The handler broke." (RequestToken: …, HandlerErrorCode: HandlerInternalFailure)',
  );
  expect(eventLines(broken)[2]).toContain('must have the whole primary identifier in its model.');
});

test('keeps the created resources and finishes independent ones when rollback is disabled', async () => {
  const stack = await account.create(
    thingTemplate({
      Bad: { FailOn: 'CREATE', Message: 'No.' },
      Slow: { Steps: 2 },
      Next: { $with: { DependsOn: 'Slow' } },
    }),
    { onFailure: 'DO_NOTHING' },
  );

  expect(stack.status).toBe('CREATE_FAILED');
  expect([...stack.resources.values()].map(({ logicalId, status }) => `${logicalId} ${status}`)).toEqual([
    'Bad CREATE_FAILED',
    'Slow CREATE_COMPLETE',
    'Next CREATE_COMPLETE',
  ]);
});

test('DeleteStack cancels a creation in progress and deletes its resources', async () => {
  const stack = await account.cloudFormation.createStack({
    stackName: 'shop',
    template: thingTemplate({ Slow: { Steps: 9 } }),
  });
  await account.aws.clock.advance(15);
  account.cloudFormation.deleteStack('shop');
  await account.cloudFormation.settle(stack);

  expect(stack.status).toBe('DELETE_COMPLETE');
  expect(account.requests().map(({ action }) => action)).toEqual(['CREATE', 'CREATE', 'DELETE']);
});

test('delivers a request twice at once with the fault deliveredTwice', async () => {
  account.cloudFormation.faults.add({ logicalId: 'Thing', action: 'CREATE', kind: 'deliveredTwice' });
  const stack = await account.create(thingTemplate({ Thing: {} }));

  expect(stack.status).toBe('CREATE_COMPLETE');
  expect(account.requests()).toHaveLength(2);
});
