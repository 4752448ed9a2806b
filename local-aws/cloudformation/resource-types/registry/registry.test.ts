import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  CodeDeployClient,
  ListApplicationsCommand,
  ListDeploymentConfigsCommand,
} from '@aws-sdk/client-codedeploy';
import { strToU8, zipSync } from 'fflate';
import { accountPerTest } from '../../fixtures/account';
import { packThing, thingTemplate } from '../../fixtures/things';
import { eventLines } from '../../stacks/event-lines';
import type { Credentials } from './credentials';

const account = accountPerTest();

const file = (): string => path.join(mkdtempSync(path.join(tmpdir(), 'things-')), 'requests.jsonl');

test('uses the first version until another one becomes the default', async () => {
  const { registry } = account.cloudFormation;
  const second = registry.register(packThing(file(), { description: 'newer', required: ['Name'] }));
  expect(second).toMatchObject({
    version: '00000002',
    arn: 'arn:aws:cloudformation:us-east-1:123456789012:type/resource/Test-Things-Thing/00000002',
  });
  const first = await account.create(thingTemplate({ Thing: {} }), { stackName: 'first' });
  expect(first.status).toBe('CREATE_COMPLETE');

  registry.setDefaultVersion('Test::Things::Thing', '00000002');
  const later = await account.create(thingTemplate({ Thing: {} }), { stackName: 'later' });
  expect(eventLines(later)[2]).toContain('#: required key [Name] not found');
});

test('gives handlers provider credentials only together with a log group', async () => {
  const { registry } = account.cloudFormation;
  await account.create(thingTemplate({ Thing: {} }), { stackName: 'plain' });
  expect(account.requests()[0]!.requestData).toMatchObject({
    providerCredentials: null,
    providerLogGroupName: null,
  });

  const recordTo = file();
  registry.register(packThing(recordTo), { logGroupName: 'things-logs', asDefault: true });
  await account.create(thingTemplate({ Thing: {} }), { stackName: 'logged' });
  expect(JSON.parse(readFileSync(recordTo, 'utf8'))).toMatchObject({
    requestData: {
      providerCredentials: { accessKeyId: expect.stringMatching(/^ASIA/) as string },
      providerLogGroupName: 'things-logs',
    },
  });
});

test('finds the resource of a call by its access key', async () => {
  const stack = await account.create(thingTemplate({ Thing: {} }));
  const { accessKeyId } = account.requests()[0]!.requestData.callerCredentials;

  expect(account.cloudFormation.registry.credentials.ownerOf(accessKeyId)).toEqual({
    stackId: stack.id,
    logicalId: 'Thing',
    action: 'CREATE',
    permissions: [],
  });
});

test('lets a handler call only the actions in its permissions', async () => {
  const { registry } = account.cloudFormation;
  const recordTo = file();
  const handlers = { create: { permissions: ['codedeploy:listApp*'] }, read: { permissions: [] } };
  registry.register(packThing(recordTo, { handlers }), { asDefault: true });
  account.aws.faults.clear();
  await account.create(thingTemplate({ Thing: {} }));
  const [line = ''] = readFileSync(recordTo, 'utf8').split('\n');
  const { requestData } = JSON.parse(line) as { requestData: { callerCredentials: Credentials } };
  const { endpoint, region } = account.aws;
  const codeDeploy = new CodeDeployClient({ endpoint, region, credentials: requestData.callerCredentials });

  await expect(codeDeploy.send(new ListApplicationsCommand({}))).resolves.toMatchObject({ applications: [] });
  await expect(codeDeploy.send(new ListDeploymentConfigsCommand({}))).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringMatching(
      /is not authorized to perform: codedeploy:ListDeploymentConfigs/,
    ) as string,
  });
});

test('registers a module from its package', async () => {
  const typeName = 'Test::Things::One::MODULE';
  const fragment = 'Resources: { Thing: { Type: Test::Things::Thing, Properties: { Color: red } } }';
  account.cloudFormation.registry.register(
    zipSync({
      'schema.json': strToU8(JSON.stringify({ typeName })),
      'fragments/one.yaml': strToU8(fragment),
    }),
  );
  const stack = await account.create(`Resources: { One: { Type: ${typeName} } }`);

  expect([...stack.resources.keys()]).toEqual(['OneThing']);
});

test.each([
  ['no schema', { x: strToU8('') }, 'The package has no schema.json.'],
  [
    'no code',
    { 'schema.json': strToU8('{"typeName":"A::B::C"}'), '.rpdk-config': strToU8('{}') },
    'The package of A::B::C has no ResourceProvider.zip or no entrypoint.',
  ],
  [
    'a module without a template',
    { 'schema.json': strToU8('{"typeName":"A::B::C::MODULE"}') },
    'The package of A::B::C::MODULE has no template below fragments/.',
  ],
])('refuses a package with %s', (_, files, expected) => {
  expect(() => account.cloudFormation.registry.register(zipSync(files))).toThrow(expected);
});

test.each([
  [
    { replacementStrategy: 'delete_then_create' },
    'the replacementStrategy delete_then_create is not supported.',
  ],
  [
    { conditionalCreateOnlyProperties: ['/properties/Color'] },
    'conditionalCreateOnlyProperties are not supported.',
  ],
  [
    { propertyTransform: { '/properties/Color': '$lowercase(Color)' } },
    'propertyTransform is not supported.',
  ],
  [
    { handlers: { create: { permissions: [], timeoutInMinutes: 2161 } } },
    'timeoutInMinutes of create must be a number from 2 to 2160.',
  ],
  [
    { handlers: { delete: { permissions: [], timeoutInMinutes: 1 } } },
    'timeoutInMinutes of delete must be a number from 2 to 2160.',
  ],
])('refuses a type with %j', (schemaChanges, expected) => {
  expect(() => account.cloudFormation.registry.register(packThing(file(), schemaChanges))).toThrow(
    `Test::Things::Thing: ${expected}`,
  );
});
