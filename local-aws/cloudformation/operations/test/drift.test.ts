import {
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  DetectStackDriftCommand,
  DetectStackResourceDriftCommand,
  UpdateStackCommand,
  type StackResourceDriftStatus,
} from '@aws-sdk/client-cloudformation';
import { accountPerTest } from '../../fixtures/account';
import { thingTemplate } from '../../fixtures/things';

const account = accountPerTest();
const StackName = 'shop';

async function detect(LogicalResourceIds?: string[]) {
  const { StackDriftDetectionId } = await account.client.send(
    new DetectStackDriftCommand({ StackName, LogicalResourceIds }),
  );
  const status = () =>
    account.client.send(new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId }));
  expect((await status()).DetectionStatus).toBe('DETECTION_IN_PROGRESS');
  await account.aws.clock.advance(1);
  return status();
}

async function drifts(filters?: StackResourceDriftStatus[]) {
  const command = new DescribeStackResourceDriftsCommand({
    StackName,
    StackResourceDriftStatusFilters: filters,
  });
  return (await account.client.send(command)).StackResourceDrifts;
}

test('finds no drift on an unchanged stack, although handlers answer more properties', async () => {
  await account.create(
    thingTemplate({ Thing: { Size: 3, Enabled: true, Parts: ['a', 'b'], Secret: 'hush' } }),
  );
  account.changeThings((things) => {
    Object.assign(things['thing-1']!, { Parts: ['b', 'a'], Size: '3', Message: 'not set in the template' });
  });

  expect(await detect()).toMatchObject({
    DetectionStatus: 'DETECTION_COMPLETE',
    StackDriftStatus: 'IN_SYNC',
    DriftedStackResourceCount: 0,
  });
  expect(await drifts()).toMatchObject([{ StackResourceDriftStatus: 'IN_SYNC', PropertyDifferences: [] }]);
});

test('names changed, added and removed properties', async () => {
  await account.create(thingTemplate({ Thing: { Size: 3, Name: 'a', Parts: ['a', 'b'] }, Other: {} }));
  account.changeThings((things) => {
    Object.assign(things['thing-1']!, { Size: 4, Name: undefined, Parts: ['c', 'b'] });
  });

  expect(await detect()).toMatchObject({ StackDriftStatus: 'DRIFTED', DriftedStackResourceCount: 1 });
  const [drift] = (await drifts(['MODIFIED']))!;
  expect(drift).toMatchObject({
    LogicalResourceId: 'Thing',
    PhysicalResourceId: 'thing-1',
    ResourceType: 'Test::Things::Thing',
    StackResourceDriftStatus: 'MODIFIED',
    ExpectedProperties: '{"Color":"red","Size":3,"Name":"a","Parts":["a","b"]}',
  });
  expect(JSON.parse(drift!.ActualProperties!)).toEqual({ Color: 'red', Size: 4, Parts: ['c', 'b'] });
  expect(drift!.PropertyDifferences).toEqual([
    { PropertyPath: '/Size', ExpectedValue: '3', ActualValue: '4', DifferenceType: 'NOT_EQUAL' },
    { PropertyPath: '/Name', ExpectedValue: 'a', ActualValue: 'null', DifferenceType: 'REMOVE' },
    { PropertyPath: '/Parts/0', ExpectedValue: 'a', ActualValue: 'null', DifferenceType: 'REMOVE' },
    { PropertyPath: '/Parts/2', ExpectedValue: 'null', ActualValue: 'c', DifferenceType: 'ADD' },
  ]);
});

test('shows a missing resource as DELETED, in the descriptions of the stack and its resources too', async () => {
  await account.create(thingTemplate({ Thing: {}, Other: {} }));
  account.changeThings((things) => {
    delete things['thing-1'];
  });
  await detect();

  expect(await drifts(['DELETED'])).toMatchObject([
    { LogicalResourceId: 'Thing', StackResourceDriftStatus: 'DELETED' },
  ]);
  const { Stacks } = await account.client.send(new DescribeStacksCommand({ StackName }));
  expect(Stacks?.[0]?.DriftInformation?.StackDriftStatus).toBe('DRIFTED');
  const { StackResources } = await account.client.send(new DescribeStackResourcesCommand({ StackName }));
  expect(StackResources?.map(({ DriftInformation }) => DriftInformation?.StackResourceDriftStatus)).toEqual([
    'DELETED',
    'IN_SYNC',
  ]);
});

test('checks single resources, and omits types whose READ answers attributes only', async () => {
  const template = `Resources:
  Thing: { Type: Test::Things::Thing, Properties: { Color: red } }
  Other: { Type: Test::Things::Thing, Properties: { Color: red } }
  Log: { Type: AWS::Logs::LogGroup }`;
  await account.create(template);
  await detect(['Thing', 'Log']);
  expect((await drifts())?.map(({ LogicalResourceId }) => LogicalResourceId)).toEqual(['Thing']);

  const one = (LogicalResourceId: string) =>
    account.client.send(new DetectStackResourceDriftCommand({ StackName, LogicalResourceId }));
  expect((await one('Other')).StackResourceDrift).toMatchObject({ StackResourceDriftStatus: 'IN_SYNC' });
  await expect(one('Log')).rejects.toThrow(
    'Drift detection is not supported for resource type AWS::Logs::LogGroup here.',
  );
  await expect(one('Missing')).rejects.toThrow('Resource Missing does not exist for stack shop');
});

test('shows UNKNOWN for a resource that cannot be read', async () => {
  await account.create(thingTemplate({ Thing: {} }));
  account.changeThings((things) => {
    things['thing-1']!.FailOn = 'READ';
    things['thing-1']!.Message = 'Not now.';
  });

  expect(await detect()).toMatchObject({
    DetectionStatus: 'DETECTION_FAILED',
    DetectionStatusReason: 'Failed to detect drift on resource [Thing]',
    StackDriftStatus: 'UNKNOWN',
  });
  expect(await drifts()).toMatchObject([
    { StackResourceDriftStatus: 'UNKNOWN', DriftStatusReason: 'Not now.' },
  ]);
});

test('is refused while an operation is in progress', async () => {
  const stack = await account.create(thingTemplate({ Thing: {} }));
  const TemplateBody = thingTemplate({ Thing: { Color: 'blue' } });
  await account.client.send(new UpdateStackCommand({ StackName, TemplateBody }));

  await expect(detect()).rejects.toThrow(
    `Drift detection cannot be performed on stack [${stack.id}] while it is in UPDATE_IN_PROGRESS state.`,
  );
});
