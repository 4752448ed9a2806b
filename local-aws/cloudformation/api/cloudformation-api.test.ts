import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  DescribeTypeRegistrationCommand,
  ExecuteChangeSetCommand,
  GetTemplateSummaryCommand,
  ListTypeRegistrationsCommand,
  ListTypeVersionsCommand,
  RegisterTypeCommand,
  SetTypeDefaultVersionCommand,
  UpdateStackCommand,
  type CreateChangeSetInput,
} from '@aws-sdk/client-cloudformation';
import { S3 } from '@aws-sdk/client-s3';
import { clientConfiguration } from '../../fixtures/blue-green-service';
import { accountPerTest } from '../fixtures/account';
import { packThing, thingTemplate } from '../fixtures/things';

const account = accountPerTest();
const settle = () => account.settle();

test('creates, shows, updates and deletes a stack', async () => {
  const TemplateBody = thingTemplate({ Thing: {} }, { Id: { Value: { Ref: 'Thing' } } });
  const { StackId } = await account.client.send(
    new CreateStackCommand({ StackName: 'shop', TemplateBody, Tags: [{ Key: 'team', Value: 'a' }] }),
  );
  await settle();
  const { Stacks } = await account.client.send(new DescribeStacksCommand({ StackName: 'shop' }));
  expect(Stacks).toMatchObject([
    {
      StackId,
      StackStatus: 'CREATE_COMPLETE',
      Outputs: [{ OutputKey: 'Id', OutputValue: 'thing-1' }],
      Tags: [{ Key: 'team', Value: 'a' }],
    },
  ]);

  await account.client.send(
    new UpdateStackCommand({ StackName: 'shop', TemplateBody: thingTemplate({ Thing: { Color: 'blue' } }) }),
  );
  await settle();
  const { StackResources } = await account.client.send(
    new DescribeStackResourcesCommand({ StackName: 'shop' }),
  );
  expect(StackResources).toMatchObject([
    { LogicalResourceId: 'Thing', PhysicalResourceId: 'thing-1', ResourceStatus: 'UPDATE_COMPLETE' },
  ]);

  await account.client.send(new DeleteStackCommand({ StackName: 'shop' }));
  await settle().catch(() => undefined);
  await account.aws.clock.advance(10);
  await expect(account.client.send(new DescribeStacksCommand({ StackName: 'shop' }))).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'Stack with id shop does not exist',
  });
  const { StackEvents } = await account.client.send(new DescribeStackEventsCommand({ StackName: StackId }));
  expect(StackEvents?.[0]).toMatchObject({ LogicalResourceId: 'shop', ResourceStatus: 'DELETE_COMPLETE' });
});

async function changeSet(input: Partial<CreateChangeSetInput>) {
  const { Id } = await account.client.send(
    new CreateChangeSetCommand({ StackName: 'shop', ChangeSetName: 'next', ...input }),
  );
  return account.client.send(new DescribeChangeSetCommand({ ChangeSetName: Id }));
}

test('creates and executes change sets, as `aws cloudformation deploy` does', async () => {
  const first = await changeSet({ ChangeSetType: 'CREATE', TemplateBody: thingTemplate({ Thing: {} }) });
  expect(first).toMatchObject({
    Status: 'CREATE_COMPLETE',
    Changes: [{ ResourceChange: { Action: 'Add', LogicalResourceId: 'Thing' } }],
  });
  const { Stacks } = await account.client.send(new DescribeStacksCommand({ StackName: 'shop' }));
  expect(Stacks?.[0]?.StackStatus).toBe('REVIEW_IN_PROGRESS');
  await account.client.send(new ExecuteChangeSetCommand({ ChangeSetName: first.ChangeSetId }));
  await settle();

  const second = await changeSet({
    ChangeSetType: 'UPDATE',
    TemplateBody: thingTemplate({ Thing: { Color: 'blue' }, New: {} }),
  });
  expect(second.Changes).toMatchObject([
    { ResourceChange: { Action: 'Modify', LogicalResourceId: 'Thing', PhysicalResourceId: 'thing-1' } },
    { ResourceChange: { Action: 'Add', LogicalResourceId: 'New' } },
  ]);
  await account.client.send(new ExecuteChangeSetCommand({ ChangeSetName: second.ChangeSetId }));
  await settle();
  expect(account.cloudFormation.getStack('shop').status).toBe('UPDATE_COMPLETE');

  expect(await changeSet({ UsePreviousTemplate: true })).toMatchObject({
    Status: 'FAILED',
    StatusReason:
      "The submitted information didn't contain changes. Submit different information to create a change set.",
    ExecutionStatus: 'UNAVAILABLE',
  });
});

test('reads templates from S3, also those of nested stacks', async () => {
  const s3 = new S3(clientConfiguration(account.aws));
  await s3.createBucket({ Bucket: 'templates' });
  const put = (Key: string, Body: string) => s3.putObject({ Bucket: 'templates', Key, Body });
  await put('inner.json', thingTemplate({ Thing: {} }));
  const nested = (TemplateURL: string) =>
    JSON.stringify({
      Resources: { Inner: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL } } },
    });
  await put('outer.json', nested('https://templates.s3.us-east-1.amazonaws.com/inner.json'));
  const create = (TemplateURL: string) =>
    account.client.send(new CreateStackCommand({ StackName: 'shop', TemplateURL }));
  await expect(create('https://templates.s3.amazonaws.com/none.json')).rejects.toThrow(
    'S3 error: The specified key does not exist',
  );
  await expect(create('https://example.com/outer.json')).rejects.toThrow(
    'TemplateURL must be a supported URL.',
  );
  await create(`${account.aws.endpoint}/templates/outer.json`);
  const stack = await settle();
  expect(stack.status).toBe('CREATE_COMPLETE');

  await put('inner.json', thingTemplate({ Thing: { Color: 'blue' } }));
  const TemplateURL = 'https://s3.us-east-1.amazonaws.com/templates/outer.json';
  await account.client.send(new UpdateStackCommand({ StackName: 'shop', TemplateURL }));
  await settle();
  const inner = account.cloudFormation.getStack(stack.resources.get('Inner')?.physicalId ?? '');
  expect(inner.resources.get('Thing')?.properties.Color).toBe('blue');
  s3.destroy();
});

test('requires the capabilities of a template', async () => {
  const TemplateBody = `Resources:
  Role: { Type: AWS::IAM::Role, Properties: { RoleName: me, AssumeRolePolicyDocument: {} } }`;
  const summary = await account.client.send(new GetTemplateSummaryCommand({ TemplateBody }));
  expect(summary).toMatchObject({
    Capabilities: ['CAPABILITY_NAMED_IAM'],
    ResourceTypes: ['AWS::IAM::Role'],
  });

  const withPolicy = await account.client.send(
    new GetTemplateSummaryCommand({
      TemplateBody: `Resources:
  Policy: { Type: AWS::IAM::Policy, Properties: { PolicyName: own, PolicyDocument: {} } }`,
    }),
  );
  // The name of an inline policy is no name in the account.
  expect(withPolicy.Capabilities).toEqual(['CAPABILITY_IAM']);

  const create = account.client.send(
    new CreateStackCommand({ StackName: 'shop', TemplateBody, Capabilities: ['CAPABILITY_IAM'] }),
  );
  await expect(create).rejects.toMatchObject({
    name: 'InsufficientCapabilitiesException',
    message: 'Requires capabilities : [CAPABILITY_NAMED_IAM]',
  });
});

test('registers versions of a type from package files', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'things-'));
  writeFileSync(path.join(folder, 'thing.zip'), packThing(path.join(folder, 'requests.jsonl')));
  const TypeName = 'Test::Things::Thing';
  const register = async (SchemaHandlerPackage: string) => {
    const { RegistrationToken } = await account.client.send(
      new RegisterTypeCommand({ Type: 'RESOURCE', TypeName, SchemaHandlerPackage }),
    );
    return account.client.send(new DescribeTypeRegistrationCommand({ RegistrationToken }));
  };
  const file = pathToFileURL(path.join(folder, 'thing.zip')).href;
  expect(await register(file)).toMatchObject({
    ProgressStatus: 'FAILED',
    Description: expect.stringContaining(
      'is not a file below a folder that was named at the start',
    ) as string,
  });
  const listed = async (RegistrationStatusFilter: 'FAILED' | 'IN_PROGRESS') => {
    const list = new ListTypeRegistrationsCommand({ TypeName, RegistrationStatusFilter });
    return (await account.client.send(list)).RegistrationTokenList?.length;
  };
  expect([await listed('FAILED'), await listed('IN_PROGRESS')]).toEqual([1, 0]);
  account.cloudFormation.folders.add(folder);
  const done = await register(pathToFileURL(path.join(folder, 'thing.zip')).href);
  expect(done).toMatchObject({
    ProgressStatus: 'COMPLETE',
    TypeVersionArn: expect.stringMatching(/Test-Things-Thing\/00000002$/) as string,
  });

  await account.client.send(new SetTypeDefaultVersionCommand({ Arn: done.TypeVersionArn }));
  const { TypeVersionSummaries } = await account.client.send(
    new ListTypeVersionsCommand({ Type: 'RESOURCE', TypeName }),
  );
  expect(
    TypeVersionSummaries?.map(({ VersionId, IsDefaultVersion }) => [VersionId, IsDefaultVersion]),
  ).toEqual([
    ['00000001', false],
    ['00000002', true],
  ]);

  expect(await register('s3://bucket/thing.zip')).toMatchObject({
    ProgressStatus: 'FAILED',
    Description: expect.stringContaining('The specified bucket does not exist: bucket') as string,
  });
  expect(await register('https://example.com/thing.zip')).toMatchObject({
    Description: expect.stringContaining('a package needs an s3:// URL, or a file:// URL') as string,
  });
});
