import {
  CancelResourceRequestCommand,
  CloudControlClient,
  CreateResourceCommand,
  DeleteResourceCommand,
  GetResourceCommand,
  GetResourceRequestStatusCommand,
  ListResourceRequestsCommand,
  type ListResourceRequestsCommandInput,
  ListResourcesCommand,
  UpdateResourceCommand,
  type ProgressEvent,
  type UpdateResourceInput,
} from '@aws-sdk/client-cloudcontrol';
import { accountPerTest } from '../fixtures/account';
import { thingTemplate } from '../fixtures/things';
import type { ValueMap } from '../values/value';

const THING = 'Test::Things::Thing';
const account = accountPerTest();
let client: CloudControlClient;

beforeEach(() => {
  client = new CloudControlClient({
    endpoint: account.aws.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'USER', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
});
afterEach(() => {
  client.destroy();
});

async function create(properties: ValueMap, ClientToken?: string): Promise<ProgressEvent> {
  const DesiredState = JSON.stringify({ Color: 'red', ...properties });
  const answer = await client.send(
    new CreateResourceCommand({ TypeName: THING, DesiredState, ...(ClientToken && { ClientToken }) }),
  );
  return answer.ProgressEvent!;
}

const patch = (operations: unknown, more: Partial<UpdateResourceInput> = {}) =>
  new UpdateResourceCommand({
    TypeName: THING,
    Identifier: 'thing-1',
    PatchDocument: typeof operations === 'string' ? operations : JSON.stringify(operations),
    ...more,
  });

async function update(operations: unknown, more: Partial<UpdateResourceInput> = {}): Promise<ProgressEvent> {
  return (await client.send(patch(operations, more))).ProgressEvent!;
}

async function status({ RequestToken }: ProgressEvent): Promise<ProgressEvent> {
  const { ProgressEvent } = await client.send(new GetResourceRequestStatusCommand({ RequestToken }));
  return ProgressEvent!;
}

/** Advances the clock until the request has ended. */
async function end(event: ProgressEvent): Promise<ProgressEvent> {
  await account.aws.clock.advance(3600);
  return status(event);
}

async function properties(Identifier = 'thing-1'): Promise<ValueMap> {
  const { ResourceDescription } = await client.send(new GetResourceCommand({ TypeName: THING, Identifier }));
  return JSON.parse(ResourceDescription?.Properties ?? '{}') as ValueMap;
}

test('a resource is created, read, changed and deleted by its handlers, without a stack', async () => {
  const created = await create({ Size: 1, Secret: 'one' });
  expect(created).toEqual({
    TypeName: THING,
    RequestToken: expect.any(String) as string,
    Operation: 'CREATE',
    OperationStatus: 'IN_PROGRESS',
    EventTime: expect.any(Date) as Date,
  });
  expect(await end(created)).toMatchObject({ OperationStatus: 'SUCCESS', Identifier: 'thing-1' });
  expect(await properties()).toMatchObject({ Color: 'red', Size: '1', Info: { Text: 'nameless, red' } });

  const updated = await update([
    { op: 'test', path: '/Color', value: 'red' },
    { op: 'replace', path: 'Color', value: 'blue' },
    { op: 'remove', path: '/Size' },
    { op: 'add', path: '/Secret', value: 'two' },
  ]);
  expect(updated).toMatchObject({ Operation: 'UPDATE', Identifier: 'thing-1' });
  expect(await end(updated)).toMatchObject({ OperationStatus: 'SUCCESS', Identifier: 'thing-1' });
  const request = account.requests().find(({ action }) => action === 'UPDATE')!;
  expect(request).toMatchObject({ stackId: null, rollback: false });
  expect(request.requestData.resourceProperties).toEqual({ Id: 'thing-1', Color: 'blue', Secret: 'two' });
  expect(request.requestData.previousResourceProperties).toEqual({ Id: 'thing-1', Color: 'red', Size: '1' });

  const { ProgressEvent: deleted } = await client.send(
    new DeleteResourceCommand({ TypeName: THING, Identifier: '{"Id":"thing-1"}' }),
  );
  expect(await end(deleted!)).toMatchObject({ Operation: 'DELETE', OperationStatus: 'SUCCESS' });
  await expect(properties()).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: expect.stringMatching(
      /^Test::Things::Thing Handler returned status FAILED: No thing thing-1\. \(HandlerErrorCode: NotFound, RequestToken: [\w-]+\)$/,
    ) as string,
  });
});

test('a request that takes time says when to ask again, and one that fails says why', async () => {
  const slow = await create({ Steps: 2, DelaySeconds: 30 });
  await account.aws.clock.advance(1);
  const { OperationStatus, Identifier, RetryAfter } = await status(slow);
  expect({ OperationStatus, Identifier }).toEqual({ OperationStatus: 'IN_PROGRESS', Identifier: 'thing-1' });
  expect(RetryAfter!.getTime() - account.aws.clock.now()).toBe(29_000);
  expect(await end(slow)).toMatchObject({ OperationStatus: 'SUCCESS' });

  const failed = await create({ FailOn: 'CREATE', ErrorCode: 'AlreadyExists', Message: 'It exists.' });
  expect(await end(failed)).toMatchObject({
    OperationStatus: 'FAILED',
    ErrorCode: 'AlreadyExists',
    StatusMessage: 'It exists.',
  });
  const broken = await create({ FailOn: 'THROW' });
  expect(await end(broken)).toMatchObject({
    OperationStatus: 'FAILED',
    ErrorCode: 'InternalFailure',
    StatusMessage: 'The handler broke.',
  });
  const endless = await create({ Steps: 10_000 });
  expect(await end(endless)).toMatchObject({
    OperationStatus: 'FAILED',
    ErrorCode: 'NotStabilized',
    StatusMessage: expect.stringContaining('Resource timed out') as string,
  });
  const { ProgressEvent: absent } = await client.send(
    new DeleteResourceCommand({ TypeName: THING, Identifier: 'nothing' }),
  );
  expect(await end(absent!)).toMatchObject({
    OperationStatus: 'FAILED',
    ErrorCode: 'NotFound',
    StatusMessage: 'No thing nothing.',
  });
});

test('a client token is one request for 36 hours', async () => {
  const [first, second] = await Promise.all([create({}, 'once'), create({}, 'once')]);
  expect(second).toEqual(first);
  await expect(create({ Size: 2 }, 'once')).rejects.toMatchObject({ name: 'ClientTokenConflictException' });
  await account.aws.clock.advance(36 * 3600);
  expect((await create({}, 'once')).RequestToken).not.toBe(first.RequestToken);
  // A refused request has used no token.
  await expect(update([], { Identifier: 'absent', ClientToken: 'again' })).rejects.toThrow(
    'No thing absent.',
  );
  expect(await end(await update([], { ClientToken: 'again' }))).toMatchObject({ OperationStatus: 'SUCCESS' });
});

test('a resource has one request at a time, until it is cancelled', async () => {
  await end(await create({ Name: 'a' }));
  const first = await update([{ op: 'add', path: '/Steps', value: 5 }]);
  await expect(update([])).rejects.toMatchObject({ name: 'ConcurrentOperationException' });
  await account.aws.clock.advance(15);
  const { RequestToken } = first;
  const { ProgressEvent: cancelled } = await client.send(new CancelResourceRequestCommand({ RequestToken }));
  expect(cancelled).toMatchObject({ OperationStatus: 'CANCEL_IN_PROGRESS' });
  const calls = account.calls().length;
  expect(await end(first)).toMatchObject({ OperationStatus: 'CANCEL_COMPLETE' });
  expect(account.calls()).toHaveLength(calls);
  await expect(client.send(new CancelResourceRequestCommand({ RequestToken }))).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining(
      'is CANCEL_COMPLETE: only a request that is PENDING or IN_PROGRESS',
    ) as string,
  });
  await expect(
    client.send(new CancelResourceRequestCommand({ RequestToken: 'unknown' })),
  ).rejects.toMatchObject({ name: 'RequestTokenNotFoundException' });
  expect(await end(await update([{ op: 'remove', path: '/Steps' }]))).toMatchObject({
    OperationStatus: 'SUCCESS',
  });
});

describe('an update refuses', () => {
  const cases: [string, unknown, string, string][] = [
    ['a text that is no JSON', '[{', 'ValidationException', 'PatchDocument is not valid JSON.'],
    ['an object', '{"Color":"blue"}', 'ValidationException', 'must be a list of the operations of RFC 6902.'],
    ['another operation', [{ op: 'set', path: '/Color', value: 'blue' }], 'ValidationException', 'Invalid patch update: set /Color: RFC 6902 has no such operation.'],
    ['an operation without a path', [{ op: 'add', value: 'blue' }], 'ValidationException', 'the operation has no path.'],
    ['the whole resource', [{ op: 'replace', path: '', value: {} }], 'ValidationException', 'not the whole resource.'],
    ['a property that is not there', [{ op: 'replace', path: '/Secret', value: 'x' }], 'ValidationException', 'use "add".'],
    ['a test that fails', [{ op: 'test', path: '/Color', value: 'blue' }], 'ValidationException', 'the resource has another value there.'],
    ['a read-only property', [{ op: 'add', path: '/Info', value: {} }], 'ValidationException', 'Invalid patch update: readOnlyProperties [/properties/Info] cannot be updated'],
    ['a create-only property', [{ op: 'add', path: '/Name', value: 'b' }], 'NotUpdatableException', 'Invalid patch update: createOnlyProperties [/properties/Name] cannot be updated'],
    ['an unknown property', [{ op: 'add', path: '/Colour', value: 'blue' }], 'ValidationException', 'Model validation failed (#: extraneous key [Colour] is not permitted)'],
    ['a required property to be removed', [{ op: 'remove', path: '/Color' }], 'ValidationException', 'Model validation failed (#: required key [Color] not found)'],
    ['the name of no property', [{ op: 'add', path: '/__proto__/Color', value: 'x' }], 'ValidationException', 'Invalid patch update'],
  ]; // prettier-ignore
  test.each(cases)('%s', async (_, operations, name, message) => {
    await end(await create({ Name: 'a' }));
    await expect(client.send(patch(operations))).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message) as string,
    });
    expect(account.calls()).not.toContainEqual(expect.stringContaining('UPDATE'));
  });
});

test('requests name a type, a version and an identifier that exist', async () => {
  const get = (TypeName: string, Identifier = 'x', TypeVersionId?: string) =>
    client.send(new GetResourceCommand({ TypeName, Identifier, ...(TypeVersionId && { TypeVersionId }) }));
  await expect(get('Things')).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(get('Test::Things::Other')).rejects.toMatchObject({
    name: 'TypeNotFoundException',
    message: "The type 'Test::Things::Other' cannot be found.",
  });
  await expect(get(THING, 'x', '00000009')).rejects.toMatchObject({ name: 'TypeNotFoundException' });
  await expect(get(THING, '{"Name":"x"}', '00000001')).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'Identifier {"Name":"x"} is not valid for identifier [/properties/Id]',
  });
  for (const typeName of ['AWS::SNS::Topic', 'AWS::SQS::Queue'])
    await expect(get(typeName)).rejects.toMatchObject({
      name: 'UnsupportedActionException',
      message: `Resource type ${typeName} does not support READ action. The Cloud Control API of the local AWS works with registered types only.`,
    });
  await expect(
    client.send(new CreateResourceCommand({ TypeName: THING, DesiredState: '[]' })),
  ).rejects.toMatchObject({ name: 'ValidationException', message: 'DesiredState must be a JSON object.' });
  await expect(create({ Info: { Text: 'x' } })).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'Model validation failed (#: extraneous key [Info] is not permitted)',
  });
});

test('lists have pages: of resources as the LIST handler answers them, of requests newest first', async () => {
  for (const Name of ['a', 'b', 'c']) await create({ Name, FailOn: Name === 'b' ? 'CREATE' : '', Steps: 1 });
  await account.aws.clock.advance(60);
  const list = (NextToken?: string) =>
    client.send(new ListResourcesCommand({ TypeName: THING, ...(NextToken && { NextToken }) }));
  const first = await list();
  expect(first.ResourceDescriptions).toHaveLength(2);
  const { ResourceDescriptions, NextToken } = await list(first.NextToken);
  expect(NextToken).toBeUndefined();
  expect(ResourceDescriptions).toEqual([
    { Identifier: 'thing-3', Properties: expect.stringContaining('"Name":"c"') as string },
  ]);

  const requests = async (more: ListResourceRequestsCommandInput) => {
    const answer = await client.send(new ListResourceRequestsCommand(more));
    const found = answer.ResourceRequestStatusSummaries ?? [];
    return { next: answer.NextToken, ids: found.map(({ Identifier }) => Identifier) };
  };
  const page = await requests({ MaxResults: 2 });
  expect(page.ids).toEqual(['thing-3', 'thing-2']);
  expect(await requests({ NextToken: page.next })).toEqual({ next: undefined, ids: ['thing-1'] });
  const ResourceRequestStatusFilter = {
    Operations: ['CREATE' as const],
    OperationStatuses: ['FAILED' as const],
  };
  expect((await requests({ ResourceRequestStatusFilter })).ids).toEqual(['thing-2']);
  await expect(requests({ NextToken: 'other' })).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(requests({ MaxResults: 101 })).rejects.toMatchObject({ name: 'ValidationException' });
  await account.aws.clock.advance(7 * 24 * 3600);
  expect((await requests({})).ids).toEqual([]);
});

test('the resource of a stack can be changed: the stack shows it as drift', async () => {
  const stack = await account.create(thingTemplate({ One: { Secret: 'kept' } }));
  expect(await end(await update([{ op: 'replace', path: '/Color', value: 'blue' }]))).toMatchObject({
    OperationStatus: 'SUCCESS',
  });
  expect(await properties()).toMatchObject({ Color: 'blue' });
  expect(stack.resources.get('One')?.model).toMatchObject({ Color: 'red' });
});
