import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { clientConfiguration } from '../../fixtures/blue-green-service';
import { startLocalAws, type LocalAws } from '../../local-aws';
import { CloudFormationApi } from '../api/cloudformation-api';
import { CloudFormation } from '../cloudformation';

let aws: LocalAws;
let engine: CloudFormation;
let client: CloudFormationClient;

beforeAll(async () => {
  aws = await startLocalAws();
  engine = new CloudFormation(aws);
  aws.register('cloudformation', new CloudFormationApi(engine));
  client = new CloudFormationClient({ ...clientConfiguration(aws), maxAttempts: 1 });
});
afterAll(async () => {
  await engine.close();
  await aws.close();
});

const topic = (name: unknown) => ({ Type: 'AWS::SNS::Topic', Properties: { TopicName: name } });
const nested = (depth: number, wrap: (inner: unknown) => unknown): unknown => {
  let value: unknown = 'a';
  for (let level = 0; level < depth; level += 1) value = wrap(value);
  return value;
};
const withTopic = (name: unknown, rest: object = {}) =>
  JSON.stringify({ ...rest, Resources: { T: topic(name) } });
const withPattern = (AllowedPattern: string, Default: string) =>
  withTopic({ Ref: 'P' }, { Parameters: { P: { Type: 'String', AllowedPattern, Default } } });
const withConditions = (Conditions: object) => withTopic('t', { Conditions });
const doubled = (depth: number) =>
  nested(depth, (inner) => ({ 'Fn::Sub': ['${a}${a}${a}${a}', { a: inner }] }));
const chain = Object.fromEntries(
  Array.from({ length: 900 }, (_, i) => [`C${i}`, { 'Fn::Not': [{ Condition: `C${i + 1}` }] }]),
);

const ALIASES = `
a: &a [x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
Resources: { T: { Type: AWS::SNS::Topic, Metadata: [*c, *c] } }`;
const TOO_DEEP = /lists and maps are nested more than 100 levels deep\./;

it.each<[string, string, RegExp]>([
  ['YAML aliases that multiply', ALIASES, /YAML aliases are not allowed/],
  ['an alias as a key', `? &a [x]\n: 1\n? *a\n: 2\nResources: {}`, /every key must be a string/],
  ['50,000 open brackets', '['.repeat(50_000), /levels deep|not well-formed/],
  ['20,000 nested lists', `Resources: ${'['.repeat(20_000)}${']'.repeat(20_000)}`, TOO_DEEP],
  ['nested block lists', `Resources:\n  ${'- '.repeat(5000)}a`, TOO_DEEP],
  [
    '!Join nested 2,000 times',
    withTopic('x').replace('"x"', `${'{"Fn::Join":["",['.repeat(2000)}"a"${']]}'.repeat(2000)}`),
    TOO_DEEP,
  ],
  [
    '!Sub that multiplies its text',
    withTopic(doubled(12)),
    /Fn::Sub makes a text of more than 1048576 characters/,
  ],
  [
    '!Cidr of four billion blocks',
    withTopic({ 'Fn::Join': ['', { 'Fn::Cidr': ['0.0.0.0/0', 4294967296, 0] }] }),
    /Fn::Cidr makes 1 to 256 blocks/,
  ],
  [
    'an AllowedPattern that is none',
    withPattern('(', 'a'),
    /Parameters\.P\.AllowedPattern: The pattern .* is not a regular expression\./,
  ],
  [
    'an exponential AllowedPattern',
    withPattern('(a+)+', `${'a'.repeat(60)}!`),
    /Parameters\.P\.AllowedPattern: .* takes longer than 2 seconds/,
  ],
  [
    'a condition of itself',
    withConditions({ A: { Condition: 'A' } }),
    /Circular dependency between conditions: \[A\]/,
  ],
  [
    'circular conditions',
    withConditions({
      A: { 'Fn::Not': [{ Condition: 'B' }] },
      B: { 'Fn::And': [{ Condition: 'A' }, { Condition: 'A' }] },
    }),
    /Circular dependency between conditions: \[A, B\]/,
  ],
  ['a condition that is not declared', withConditions(chain), /Condition C900 is not declared/],
])(
  'refuses %s with a sentence, and survives',
  async (_, template, sentence) => {
    const StackName = 'bad';
    const refused = client
      .send(new CreateStackCommand({ StackName, TemplateBody: template }))
      .then(async () => {
        // Functions of properties are evaluated only in the operation.
        await aws.clock.advance(60);
        const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }));
        const failed = engine
          .getStack(StackName)
          .events.find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED');
        engine.deleteStack(StackName);
        await aws.clock.advance(60);
        throw new Error(`${stack?.StackStatus}: ${failed?.ResourceStatusReason}`);
      });
    await expect(refused).rejects.toThrow(sentence);
    await expect(client.send(new DescribeStacksCommand({}))).resolves.toBeDefined();
  },
  20_000,
);

it('evaluates conditions once, in the order of their dependencies', async () => {
  const Conditions = Object.fromEntries([
    ...Array.from({ length: 60 }, (_, i) => [
      `C${i}`,
      { 'Fn::And': [{ Condition: `C${i + 1}` }, { Condition: `C${i + 1}` }] },
    ]),
    ['C60', { 'Fn::Equals': ['a', 'a'] }],
  ]) as object;
  const stack = await engine.createStack({ stackName: 'conditions', template: withConditions(Conditions) });
  expect(stack.prepared.conditions.C0).toBe(true);
});
