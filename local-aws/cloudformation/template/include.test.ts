import {
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  GetTemplateCommand,
  GetTemplateSummaryCommand,
  type Capability,
  type CreateStackInput,
} from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { clientConfiguration } from '../../fixtures/blue-green-service';
import { accountPerTest } from '../fixtures/account';
import type { Stack } from '../stacks/stack';

const account = accountPerTest();
let s3: S3Client;
beforeEach(async () => {
  s3 = new S3Client({ ...clientConfiguration(account.aws), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'snippets' }));
});
afterEach(() => {
  s3.destroy();
});

const put = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket: 'snippets', Key, Body }));
const StackName = 'shop';
const include = (key: string) => ({
  'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: `s3://snippets/${key}` } },
});

/** Creates the stack over the API, where the capabilities count. */
async function create(TemplateBody: string | object, more: Partial<CreateStackInput> = {}) {
  const text = typeof TemplateBody === 'string' ? TemplateBody : JSON.stringify(TemplateBody);
  const Capabilities: Capability[] = ['CAPABILITY_AUTO_EXPAND'];
  await account.client.send(new CreateStackCommand({ StackName, TemplateBody: text, Capabilities, ...more }));
  return account.settle();
}

/** Why a transform has failed the creation of the stack. */
function failureOf({ status, events }: Stack): string {
  expect(status).toBe('ROLLBACK_COMPLETE');
  return (
    events.find(({ ResourceStatus }) => ResourceStatus === 'ROLLBACK_IN_PROGRESS')?.ResourceStatusReason ?? ''
  );
}

const topic = (name = 'orders') => ({ Type: 'AWS::SNS::Topic', Properties: { TopicName: name } });

describe('AWS::Include puts a snippet', () => {
  test('into a section, a resource, properties and a list, in JSON and YAML', async () => {
    await put('section.yaml', 'Second: { Type: AWS::SNS::Topic, Properties: { TopicName: { Ref: Name } } }');
    await put('resource.json', JSON.stringify(topic('whole')));
    await put('properties.yaml', 'DisplayName: Orders');
    await put('tag.json', '{ "Key": "team", "Value": "a" }');
    const stack = await create(
      `
Parameters: { Name: { Type: String, Default: second } }
Resources:
  First:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: first
      Tags: [!Transform { Name: AWS::Include, Parameters: { Location: s3://snippets/tag.json } }]
      Fn::Transform:
        - { Name: AWS::Include, Parameters: { Location: s3://snippets/properties.yaml } }
  Whole: !Transform { Name: AWS::Include, Parameters: { Location: s3://snippets/resource.json } }
  Fn::Transform: { Name: AWS::Include, Parameters: { Location: s3://snippets/section.yaml } }`,
    );

    expect(stack.status).toBe('CREATE_COMPLETE');
    expect([...stack.resources.values()].map(({ properties }) => properties)).toEqual([
      { TopicName: 'first', Tags: [{ Key: 'team', Value: 'a' }], DisplayName: 'Orders' },
      { TopicName: 'whole' },
      { TopicName: 'second' },
    ]);
  });

  test('into the whole template, beside another transform', async () => {
    await put(
      'all.yaml',
      'Resources: { Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: orders } } }',
    );
    const Parameters = { Location: 's3://snippets/all.yaml' };
    const Transform = ['AWS::LanguageExtensions', { Name: 'AWS::Include', Parameters }];
    const stack = await create({ Transform, Outputs: { Names: { Value: 'none' } } });
    expect([stack.status, [...stack.resources.keys()]]).toEqual(['CREATE_COMPLETE', ['Topic']]);
  });

  test('from a location with parameters', async () => {
    await put('beta.json', JSON.stringify({ Topic: topic() }));
    const Location = { 'Fn::Sub': 's3://${Bucket}/${Stage}.json' };
    const template = {
      Parameters: { Bucket: { Type: 'String', Default: 'snippets' }, Stage: { Type: 'String' } },
      Resources: { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location } } },
    };
    const Parameters = [{ ParameterKey: 'Stage', ParameterValue: 'beta' }];
    const stack = await create(template, { Parameters });
    expect([...stack.resources.keys()]).toEqual(['Topic']);
  });

  test('as it is at the time of each operation', async () => {
    await put('topic.json', JSON.stringify({ Topic: topic('orders') }));
    const template = JSON.stringify({ Resources: include('topic.json') });
    const stack = await create(template);
    await expect(account.update(stack, template)).rejects.toThrow('No updates are to be performed.');
    await put('topic.json', JSON.stringify({ Topic: topic('invoices') }));
    await account.update(stack, template);
    expect(stack.resources.get('Topic')?.properties).toEqual({ TopicName: 'invoices' });
  });

  test('which GetTemplate shows in the processed stage only', async () => {
    await put('topic.json', JSON.stringify({ Topic: topic() }));
    const original = JSON.stringify({ Resources: include('topic.json') });
    await create(original);
    const bodies = ['Original', 'Processed', undefined].map(async (stage) => {
      const TemplateStage = stage as 'Original' | undefined;
      return (await account.client.send(new GetTemplateCommand({ StackName, TemplateStage }))).TemplateBody;
    });
    const processed = JSON.stringify({ Resources: { Topic: topic() } });
    expect(await Promise.all(bodies)).toEqual([original, processed, original]);
  });
});

describe('the capabilities', () => {
  beforeEach(async () => {
    const AssumeRolePolicyDocument = {
      Statement: [
        { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
      ],
    };
    await put(
      'role.json',
      JSON.stringify({ Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument } } }),
    );
  });
  const template = JSON.stringify({ Resources: { Topic: topic(), ...include('role.json') } });

  test('of CreateStack include CAPABILITY_AUTO_EXPAND, and those that the snippet needs', async () => {
    await expect(create(template, { Capabilities: [] })).rejects.toThrow(
      'Requires capabilities : [CAPABILITY_IAM, CAPABILITY_AUTO_EXPAND]',
    );
    await expect(create(template)).rejects.toThrow('Requires capabilities : [CAPABILITY_IAM]');
    const stack = await create(template, { Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'] });
    expect(stack.status).toBe('CREATE_COMPLETE');
  });

  test('of a change set do not include CAPABILITY_AUTO_EXPAND, because it shows what the snippet brings', async () => {
    const input = {
      StackName,
      ChangeSetName: 'first',
      ChangeSetType: 'CREATE',
      TemplateBody: template,
    } as const;
    await expect(account.client.send(new CreateChangeSetCommand(input))).rejects.toThrow(
      'Requires capabilities : [CAPABILITY_IAM]',
    );
    await account.client.send(new CreateChangeSetCommand({ ...input, Capabilities: ['CAPABILITY_IAM'] }));
    expect(Object.keys(account.cloudFormation.getStack(StackName).prepared.resources)).toEqual([
      'Topic',
      'Role',
    ]);
  });

  test('are in GetTemplateSummary, which reads no snippet', async () => {
    const unreadable = JSON.stringify({ Resources: { Topic: topic(), ...include('none.json') } });
    const summary = await account.client.send(new GetTemplateSummaryCommand({ TemplateBody: unreadable }));
    expect(summary).toMatchObject({
      Capabilities: ['CAPABILITY_AUTO_EXPAND'],
      DeclaredTransforms: ['AWS::Include'],
      ResourceTypes: ['AWS::SNS::Topic'],
    });
  });
});

test.each([
  ['a missing object', include('none.json'), /s3:\/\/snippets\/none.json: S3 error: .*key does not exist/],
  [
    'a missing bucket',
    { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://nowhere/a.json' } } },
    'S3 bucket [nowhere] does not exist.',
  ],
  [
    'a location that is not in S3',
    { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: './a.yaml' } } },
    'The location parameter is not a valid S3 uri: ./a.yaml (Resources)',
  ],
  [
    'a snippet that is not an object',
    include('list.json'),
    's3://snippets/list.json must have keys with values',
  ],
  ['a snippet with a short form', include('short.yaml'), 'Snippets have no short forms such as !Ref.'],
  [
    'a snippet that is neither YAML nor JSON',
    include('broken.json'),
    "The specified S3 object's content should be valid Yaml/JSON: s3://snippets/broken.json",
  ],
  [
    'a snippet that includes another one',
    include('outer.json'),
    'uses the transform AWS::Include, which a snippet cannot',
  ],
  [
    'a name that the template has, too',
    include('topic.json'),
    'and the template both have [Topic] there (Resources)',
  ],
])('%s fails the stack, without a resource', async (_, member, message) => {
  await put('list.json', '[1]');
  await put('short.yaml', 'Other: { Type: AWS::SNS::Topic, Properties: { TopicName: !Ref Name } }');
  await put('broken.json', '{ "a"');
  await put('outer.json', JSON.stringify(include('topic.json')));
  await put('topic.json', JSON.stringify({ Topic: topic() }));
  const stack = await create({ Resources: { Topic: topic(), ...member } });
  expect(failureOf(stack)).toMatch(message);
  expect(stack.resources.size).toBe(0);
});

test('refuses another macro', async () => {
  const macro = { 'Fn::Transform': { Name: 'Acme::Macro' } };
  await expect(create({ Resources: { Topic: topic(), ...macro } })).rejects.toThrow(
    'Resources: the transform or macro Acme::Macro is not supported here; send the template that it makes',
  );
  expect(account.cloudFormation.stacks.all).toEqual([]);
});

test('refuses a snippet, or all together, larger than a template', async () => {
  await put('large.json', JSON.stringify({ Text: 'x'.repeat(1_048_576) }));
  await put('half.json', JSON.stringify({ Text: 'x'.repeat(600_000) }));
  const twice = (key: string) => ({
    Resources: {
      Topic: { ...topic(), Metadata: include(key) },
      Other: { ...topic(), Metadata: include(key) },
    },
  });
  expect(failureOf(await create(twice('large.json')))).toMatch('has more than 1048576 bytes');
  await account.client.send(new DeleteStackCommand({ StackName }));
  await account.settle();
  await expect(create(twice('half.json'))).rejects.toThrow(
    'Template may not exceed 1048576 bytes in size, with its snippets.',
  );
});

test('a snippet that may not be read fails the stack', async () => {
  await put('topic.json', JSON.stringify({ Topic: topic() }));
  account.aws.faults.deny({ service: 's3', operation: 'GetObject' });
  expect(failureOf(await create({ Resources: include('topic.json') }))).toMatch(
    /Transform AWS::Include failed with: s3:\/\/snippets\/topic.json: S3 error: .*not authorized/,
  );
});

test('a snippet in the section Parameters fails the stack', async () => {
  const stack = await create({ Parameters: include('a.json'), Resources: { Topic: topic() } });
  expect(failureOf(stack)).toMatch('a snippet cannot be included in the section Parameters');
});
