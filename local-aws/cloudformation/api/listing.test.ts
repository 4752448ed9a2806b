import {
  CreateStackCommand,
  DeleteStackCommand,
  DeregisterTypeCommand,
  DescribeEventsCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  DescribeTypeCommand,
  GetTemplateSummaryCommand,
  ListExportsCommand,
  ListImportsCommand,
  ListStacksCommand,
  ListTypesCommand,
  ListTypeVersionsCommand,
  SetTypeDefaultVersionCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { accountPerTest } from '../fixtures/account';
import { packThing, thingTemplate } from '../fixtures/things';

const account = accountPerTest();
const StackName = 'shop';
const TypeName = 'Test::Things::Thing';

test('lists stacks by status, deleted ones too', async () => {
  const gone = await account.create(thingTemplate({ Thing: {} }));
  account.cloudFormation.deleteStack(StackName);
  await account.cloudFormation.settle(gone);
  await account.create(thingTemplate({ Thing: {} }));

  const all = await account.client.send(new ListStacksCommand({}));
  expect(all.StackSummaries).toMatchObject([
    { StackName, StackStatus: 'CREATE_COMPLETE' },
    { StackName, StackStatus: 'DELETE_COMPLETE', StackId: gone.id },
  ]);
  const alive = await account.client.send(new ListStacksCommand({ StackStatusFilter: ['CREATE_COMPLETE'] }));
  expect(alive.StackSummaries).toHaveLength(1);
});

test('lists exports and the stacks that import them', async () => {
  const Color = { 'Fn::ImportValue': 'shared' };
  const output = { Value: { Ref: 'Thing' }, Export: { Name: 'shared' } };
  const { id } = await account.create(thingTemplate({ Thing: {} }, { Id: output }));
  expect(await account.client.send(new ListExportsCommand({}))).toMatchObject({
    Exports: [{ ExportingStackId: id, Name: 'shared', Value: 'thing-1' }],
  });
  const imports = () => account.client.send(new ListImportsCommand({ ExportName: 'shared' }));
  await expect(imports()).rejects.toThrow("Export 'shared' is not imported by any stack.");
  await account.create(thingTemplate({ User: { Color } }), { stackName: 'user' });
  expect(await imports()).toMatchObject({ Imports: ['user'] });
});

test('no two events have the same id, and a failed deployment is found by its failed events', async () => {
  const things = Object.fromEntries(['A', 'B', 'C'].map((name) => [name, {}]));
  const stack = await account.create(thingTemplate(things));
  account.cloudFormation.faults.add({ logicalId: 'B', action: 'UPDATE', rollback: false, kind: 'failed' });
  await account.update(stack, thingTemplate({ A: { Color: 'blue' }, B: { Color: 'blue' }, C: {} }));
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');

  const { StackEvents = [] } = await account.client.send(new DescribeStackEventsCommand({ StackName }));
  expect(new Set(StackEvents.map(({ EventId }) => EventId)).size).toBe(StackEvents.length);

  const failed = new DescribeEventsCommand({ StackName, Filters: { FailedEvents: true } });
  const { OperationEvents = [] } = await account.client.send(failed);
  expect(OperationEvents).toContainEqual(
    expect.objectContaining({
      LogicalResourceId: 'B',
      EventType: 'PROVISIONING_ERROR',
      OperationType: 'UPDATE_STACK',
      ResourceStatus: 'UPDATE_FAILED',
    }),
  );
  const { OperationId } = OperationEvents[0] ?? {};
  const whole = await account.client.send(new DescribeEventsCommand({ OperationId }));
  expect(whole.OperationEvents?.[0]).toMatchObject({ EventType: 'STACK_EVENT', OperationStatus: 'FAILED' });
  const { OperationEvents: every = [] } = await account.client.send(new DescribeEventsCommand({ StackName }));
  expect(every).toHaveLength(StackEvents.length);
  expect(every.at(-1)).toMatchObject({ OperationType: 'CREATE_STACK', OperationStatus: 'IN_PROGRESS' });
});

test('a protected stack cannot be deleted', async () => {
  const TemplateBody = thingTemplate({ Thing: {} });
  await account.client.send(
    new CreateStackCommand({ StackName, TemplateBody, EnableTerminationProtection: true }),
  );
  const stack = await account.settle();
  const { Stacks } = await account.client.send(new DescribeStacksCommand({ StackName }));
  expect(Stacks?.[0]?.EnableTerminationProtection).toBe(true);
  await expect(account.client.send(new DeleteStackCommand({ StackName }))).rejects.toThrow(
    'Stack [shop] cannot be deleted while TerminationProtection is enabled',
  );
  await account.client.send(
    new UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection: false }),
  );
  await account.client.send(new DeleteStackCommand({ StackName }));
  await account.cloudFormation.settle(stack);
  expect(stack.status).toBe('DELETE_COMPLETE');
});

test('a template summary names how resources can be identified', async () => {
  const TemplateBody = `
AWSTemplateFormatVersion: '2010-09-09'
Metadata: { Owner: me }
Parameters: { Size: { Type: String, AllowedValues: [s, m] } }
Resources:
  Thing: { Type: Test::Things::Thing }
  Topic: { Type: AWS::SNS::Topic }`;
  expect(await account.client.send(new GetTemplateSummaryCommand({ TemplateBody }))).toMatchObject({
    Version: '2010-09-09',
    Metadata: '{"Owner":"me"}',
    Parameters: [{ ParameterKey: 'Size', ParameterConstraints: { AllowedValues: ['s', 'm'] } }],
    ResourceIdentifierSummaries: [
      { ResourceType: TypeName, LogicalResourceIds: ['Thing'], ResourceIdentifiers: ['Id'] },
    ],
  });
});

test('describes, lists and deregisters types and their versions', async () => {
  account.cloudFormation.registry.register(packThing('/dev/null', { description: 'Things.' }));
  const describe = (VersionId?: string) =>
    account.client.send(new DescribeTypeCommand({ Type: 'RESOURCE', TypeName, VersionId }));
  const first = await describe();
  expect(first).toMatchObject({
    TypeName,
    IsDefaultVersion: true,
    DefaultVersionId: '00000001',
    Visibility: 'PRIVATE',
    ProvisioningType: 'FULLY_MUTABLE',
    DeprecatedStatus: 'LIVE',
  });
  expect(JSON.parse(first.Schema ?? '')).toMatchObject({ typeName: TypeName });
  expect(await describe('00000002')).toMatchObject({ IsDefaultVersion: false, Description: 'Things.' });

  const { TypeSummaries } = await account.client.send(new ListTypesCommand({}));
  expect(TypeSummaries).toMatchObject([{ TypeName, DefaultVersionId: '00000001' }]);
  const Filters = { TypeNamePrefix: 'AWS::ECS::' };
  const own = await account.client.send(new ListTypesCommand({ Visibility: 'PUBLIC', Filters }));
  expect(own.TypeSummaries).toContainEqual(expect.objectContaining({ TypeName: 'AWS::ECS::Service' }));
  const aws = await account.client.send(
    new DescribeTypeCommand({ Type: 'RESOURCE', TypeName: 'AWS::ECS::Service' }),
  );
  expect(aws).toMatchObject({ Visibility: 'PUBLIC', DeprecatedStatus: 'LIVE' });

  const deregister = (VersionId?: string) =>
    account.client.send(new DeregisterTypeCommand({ Type: 'RESOURCE', TypeName, VersionId }));
  await expect(deregister()).rejects.toThrow('This type has more than one active version.');
  await expect(deregister('00000001')).rejects.toThrow('is the default version');
  await account.client.send(
    new SetTypeDefaultVersionCommand({ Type: 'RESOURCE', TypeName, VersionId: '00000002' }),
  );
  await deregister('00000001');
  const live = await account.client.send(new ListTypeVersionsCommand({ Type: 'RESOURCE', TypeName }));
  expect(live.TypeVersionSummaries).toMatchObject([{ VersionId: '00000002', IsDefaultVersion: true }]);
  await deregister();
  expect(await describe()).toMatchObject({ DeprecatedStatus: 'DEPRECATED' });
  await expect(deregister()).rejects.toMatchObject({ name: 'TypeNotFoundException' });
  await expect(account.create(thingTemplate({ Thing: {} }))).rejects.toThrow(`${TypeName} is not supported`);
});
