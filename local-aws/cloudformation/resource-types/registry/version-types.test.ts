import { DescribeTypeCommand, RegisterTypeCommand } from '@aws-sdk/client-cloudformation';
import { S3Client, CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { strToU8, zipSync } from 'fflate';
import { accountPerTest } from '../../fixtures/account';
import { packThing, thingTemplate } from '../../fixtures/things';
import { eventLines } from '../../stacks/event-lines';
import type { Stack } from '../../stacks/stack';

const account = accountPerTest();
const TYPE = 'Test::Things::Thing';
const MODULE = 'Test::Things::One::MODULE';

/** A module of one thing. */
const packModule = (color: string): Uint8Array =>
  zipSync({
    'schema.json': strToU8(JSON.stringify({ typeName: MODULE })),
    'fragments/one.json': strToU8(thingTemplate({ Thing: { Color: color } })),
  });

beforeEach(async () => {
  const { endpoint, region } = account.aws;
  const credentials = { accessKeyId: 'USER', secretAccessKey: 'secret' };
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'packages' }));
  const packages = {
    'thing-1.zip': packThing('/dev/null', { description: 'first' }),
    'thing-2.zip': packThing('/dev/null', { description: 'second' }),
    'module-1.zip': packModule('red'),
    'module-2.zip': packModule('blue'),
  };
  for (const [Key, Body] of Object.entries(packages))
    await s3.send(new PutObjectCommand({ Bucket: 'packages', Key, Body }));
  s3.destroy();
  // The type that accounts of these tests have from the start.
  account.cloudFormation.registry.deregister(TYPE, undefined);
});

/** A template that registers version `number` of the type and of the module, and keeps the versions before. */
const registering = (number: number, extra = ''): string => `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: resources.cloudformation.amazonaws.com }, Action: 'sts:AssumeRole' }] }
  Thing:
    Type: AWS::CloudFormation::ResourceVersion
    UpdateReplacePolicy: Retain
    Properties:
      TypeName: ${TYPE}
      SchemaHandlerPackage: s3://packages/thing-${number}.zip
      ExecutionRoleArn: !GetAtt Role.Arn
      LoggingConfig: { LogGroupName: things, LogRoleArn: !GetAtt Role.Arn }
  ThingDefault: { Type: AWS::CloudFormation::ResourceDefaultVersion, Properties: { TypeVersionArn: !Ref Thing } }
  One:
    Type: AWS::CloudFormation::ModuleVersion
    UpdateReplacePolicy: Retain
    Properties: { ModuleName: '${MODULE}', ModulePackage: s3://packages/module-${number}.zip }
  OneDefault: { Type: AWS::CloudFormation::ModuleDefaultVersion, Properties: { Arn: !Ref One } }
${extra}
Outputs:
  Version: { Value: !GetAtt Thing.VersionId }
  Type: { Value: !GetAtt Thing.TypeArn }
  Provisioning: { Value: !GetAtt Thing.ProvisioningType }
  Module: { Value: !GetAtt One.VersionId }`;

const FAILING = `
  Failing:
    Type: AWS::CloudFormation::ResourceVersion
    DependsOn: [OneDefault, ThingDefault]
    Properties: { TypeName: A::B::C, SchemaHandlerPackage: s3://packages/nothing.zip }`;

const describe = (TypeName: string) =>
  account.client.send(
    new DescribeTypeCommand({ TypeName, Type: TypeName === MODULE ? 'MODULE' : 'RESOURCE' }),
  );

/** The failed resources with their reasons. */
const failures = (stack: Stack): string =>
  eventLines(stack)
    .filter((line) => line.includes('_FAILED'))
    .join('\n');

test('a stack registers types; its update makes another version the default, and keeps the first', async () => {
  const { registry } = account.cloudFormation;
  const stack = await account.create(registering(1), { stackName: 'registry' });
  expect(failures(stack)).toBe('');
  expect(stack.outputs).toMatchObject({
    Version: { value: '00000002' },
    Type: { value: 'arn:aws:cloudformation:us-east-1:123456789012:type/resource/Test-Things-Thing' },
    Provisioning: { value: 'FULLY_MUTABLE' },
    Module: { value: '00000001' },
  });
  const { physicalId: role = '' } = stack.resources.get('Role')!;
  expect(await describe(TYPE)).toMatchObject({
    Description: 'first',
    IsDefaultVersion: true,
    ExecutionRoleArn: `arn:aws:iam::123456789012:role/${role}`,
    LoggingConfig: { LogGroupName: 'things', LogRoleArn: `arn:aws:iam::123456789012:role/${role}` },
  });

  await account.update(stack, registering(2));
  expect(failures(stack)).toBe('');
  expect(await describe(TYPE)).toMatchObject({ Description: 'second', DefaultVersionId: '00000003' });
  expect(await describe(MODULE)).toMatchObject({ DefaultVersionId: '00000002' });
  expect(registry.versions(TYPE).map(({ deprecated }) => deprecated)).toEqual([true, false, false]);
});

test('a delete deregisters the type; it is refused while another version is active', async () => {
  const { registry } = account.cloudFormation;
  const stack = await account.create(registering(1), { stackName: 'registry' });
  await account.update(stack, registering(2));
  account.cloudFormation.deleteStack('registry');
  await account.settle('registry');
  expect(stack.status).toBe('DELETE_FAILED');
  expect(failures(stack)).toContain('This type has more than one active version.');

  registry.deregister(TYPE, '00000002');
  registry.deregister(MODULE, '00000001');
  account.cloudFormation.deleteStack('registry');
  await account.settle('registry');
  expect(stack.status).toBe('DELETE_COMPLETE');
  expect(account.cloudFormation.findProvider(TYPE)).toBeUndefined();
  expect(registry.fragments().size).toBe(0);
});

test('a failed update returns to the type’s default version, and a replaced module default stays', async () => {
  const stack = await account.create(registering(1), { stackName: 'registry' });
  await account.update(stack, registering(2, FAILING));
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await describe(TYPE)).toMatchObject({ Description: 'first', DefaultVersionId: '00000002' });
  // The delete of the new AWS::CloudFormation::ModuleDefaultVersion does nothing, so the new version stays the default.
  expect(await describe(MODULE)).toMatchObject({ DefaultVersionId: '00000002' });
});

test.each([
  [
    'another type',
    { TypeName: 'Test::Things::Other', Key: 'thing-1.zip' },
    'The package contains the resource Test::Things::Thing, not the resource Test::Things::Other.',
  ],
  [
    'a module',
    { TypeName: TYPE, Key: 'module-1.zip' },
    'The package contains the module Test::Things::One::MODULE, not the resource Test::Things::Thing.',
  ],
  [
    'nothing',
    { TypeName: TYPE, Key: 'nothing.zip' },
    'S3 error: The specified key does not exist: nothing.zip',
  ],
])('refuses a package with %s', async (_, { TypeName, Key }, expected) => {
  const stack = await account.create(
    JSON.stringify({
      Resources: {
        Version: {
          Type: 'AWS::CloudFormation::ResourceVersion',
          Properties: { TypeName, SchemaHandlerPackage: `s3://packages/${Key}` },
        },
      },
    }),
  );
  expect(failures(stack)).toContain(expected);
});

test('a type has at most 50 active versions', async () => {
  const register = () =>
    account.client.send(
      new RegisterTypeCommand({
        Type: 'MODULE',
        TypeName: MODULE,
        SchemaHandlerPackage: 's3://packages/module-1.zip',
      }),
    );
  const { registry } = account.cloudFormation;
  for (let count = 0; count < 51; count += 1) await register();
  expect(registry.versions(MODULE)).toHaveLength(50);
  registry.deregister(MODULE, '00000002');
  await register();
  expect(registry.versions(MODULE)).toHaveLength(51);
});
