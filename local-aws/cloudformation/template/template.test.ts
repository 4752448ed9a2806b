import { startLocalAws, type LocalAws } from '../../local-aws';
import { CloudFormation } from '../cloudformation';
import { parseTemplate } from './template';
import { WHERE_TYPES_ARE_LISTED } from './where-types-are-listed';

let aws: LocalAws;
let cloudFormation: CloudFormation;
beforeAll(async () => {
  aws = await startLocalAws();
  cloudFormation = new CloudFormation(aws);
});
afterAll(async () => {
  await cloudFormation.close();
  await aws.close();
});

let stacks = 0;

async function create(template: string, parameters: Record<string, string> = {}) {
  stacks += 1;
  const stack = await cloudFormation.createStack({ stackName: `s${stacks}`, template, parameters });
  await cloudFormation.settle(stack);
  return stack;
}

/** The outputs of a template with a log group. */
async function outputs(sections: string, parameters: Record<string, string> = {}) {
  const stack = await create(`Resources:\n  Log: { Type: AWS::Logs::LogGroup }\n${sections}`, parameters);
  return Object.fromEntries(Object.entries(stack.outputs).map(([name, { value }]) => [name, value]));
}

/** The message that refuses a template. Expects that nothing was created. */
async function refusal(template: string, parameters: Record<string, string> = {}): Promise<string> {
  const before = cloudFormation.stacks.all.length;
  const message = await create(template, parameters).then(
    () => 'accepted',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  expect(cloudFormation.stacks.all).toHaveLength(before);
  return message;
}

test.each([
  [
    'Fn::Sub with parameters, own variables and an escape',
    "!Sub ['${P}-${own}-${!P}', { own: x }]",
    'value-x-${P}',
  ],
  ['Fn::Join of a list parameter', "!Join ['/', !Ref L]", 'a/b'],
  ['Fn::Select of Fn::Split', "!Select [1, !Split ['|', 'app|group']]", 'group'],
  ['Fn::FindInMap', '!FindInMap [Sizes, !Ref AWS::Region, Small]', '1'],
  ['Fn::Base64', '!Base64 hello', 'aGVsbG8='],
  ['Fn::If', '!If [IsValue, yes-it-is, no]', 'yes-it-is'],
  ['Fn::If without the value', "!Join ['', [!If [IsOther, x, !Ref AWS::NoValue], y]]", 'y'],
  ['Fn::Cidr', "!Select [2, !Cidr ['10.0.0.0/16', 3, 8]]", '10.0.2.0/24'],
  ['Fn::GetAZs', "!Select [0, !GetAZs '']", 'us-east-1a'],
  [
    'pseudo parameters',
    '!Sub arn:${AWS::Partition}:${AWS::AccountId}:${AWS::URLSuffix}',
    'arn:aws:123456789012:amazonaws.com',
  ],
  ['a date, which stays a text', '2012-10-17', '2012-10-17'],
])('evaluates %s', async (_, expression, expected) => {
  const template = `
Parameters:
  P: { Type: String, Default: value }
  L: { Type: CommaDelimitedList, Default: 'a, b' }
Mappings: { Sizes: { us-east-1: { Small: 1 } } }
Conditions:
  IsValue: !And [!Equals [!Ref P, value], !Not [!Equals [!Ref P, other]]]
  IsOther: !Or [!Equals [!Ref P, other], !Not [{ Condition: IsValue }]]
Outputs:
  O:
    Value: ${expression}`;
  expect(await outputs(template)).toEqual({ O: expected });
});

test('omits resources and outputs whose condition is false', async () => {
  const stack = await create(
    `
Parameters: { More: { Type: String, Default: 'no' } }
Conditions: { WantsMore: !Equals [!Ref More, 'yes'] }
Resources:
  Log: { Type: AWS::Logs::LogGroup }
  Second: { Type: AWS::Logs::LogGroup, Condition: WantsMore }
Outputs:
  Name: { Value: !Ref Second, Condition: WantsMore }`,
  );

  expect([...stack.resources.keys()]).toEqual(['Log']);
  expect(stack.outputs).toEqual({});
});

test('names every unknown type, property and function with its place', async () => {
  const message = await refusal(`
Resources:
  Api:
    Type: AWS::ECS::Service
    Properties:
      Foo: 1
      LoadBalancers: [{ ContainerName: web, Port: 80 }]
  Bucket: { Type: AWS::S4::Bucket }
  Nested: { Type: AWS::CloudFormation::Stack }
  Log:
    Type: AWS::Logs::LogGroup
    Properties: { LogGroupName: !ToJsonString { a: 1 } }
  Parameter: { Type: AWS::SSM::Parameter, Properties: { Type: String } }
  Secret: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: '{{resolve:ssm:name}}' } }
  Saved: { Type: AWS::Logs::LogGroup, DeletionPolicy: Snapshot }
  Odd: { Type: AWS::Logs::LogGroup, Retain: true, DeletionPolicy: Keep, Condition: Missing }
Outputs: { O: { Value: '{{resolve:ssm:name}}' } }`);

  expect(message.split('\n')).toEqual([
    'Resources.Api.Properties.Foo: AWS::ECS::Service has no property Foo',
    'Resources.Api.Properties.LoadBalancers.0.Port: AWS::ECS::Service has no property LoadBalancers.Port',
    'Resources.Bucket.Type: the resource type AWS::S4::Bucket is not supported; did you mean AWS::S3::Bucket?',
    'Resources.Nested.Properties: AWS::CloudFormation::Stack needs the property TemplateURL',
    'Resources.Log.Properties.LogGroupName: the function Fn::ToJsonString needs Transform: AWS::LanguageExtensions',
    'Resources.Parameter.Properties: AWS::SSM::Parameter needs the property Value',
    'Resources.Saved: the resource type AWS::Logs::LogGroup does not support the policy Snapshot',
    "Resources.Odd.Retain: Invalid template resource property 'Retain'",
    'Resources.Odd.DeletionPolicy: "Keep" is none of Delete, Retain, RetainExceptOnCreate, Snapshot',
    'Resources.Odd.Condition: there is no condition Missing',
    'Outputs.O.Value: dynamic references ({{resolve:…}}) are supported in properties of resources only',
    WHERE_TYPES_ARE_LISTED,
  ]);
});

test('suggests a type for a misspelt one, but not a very different one', async () => {
  const message = await refusal(`
Resources:
  Api: { Type: AWS::ECS::Servce }
  Role: { Type: aws::iam::role }
  Queue: { Type: AWS::SQS::Line }
  Function: { Type: AWS::Serverless::Function }
  Own: { Type: 'Custom::' }`);

  const unknown = (logicalId: string, type: string, rest: string) =>
    `Resources.${logicalId}.Type: the resource type ${type} is not supported${rest}`;
  expect(message.split('\n')).toEqual([
    unknown('Api', 'AWS::ECS::Servce', '; did you mean AWS::ECS::Service?'),
    unknown('Role', 'aws::iam::role', '; did you mean AWS::IAM::Role?'),
    unknown('Queue', 'AWS::SQS::Line', ''),
    unknown('Function', 'AWS::Serverless::Function', ': it needs Transform: AWS::Serverless-2016-10-31'),
    unknown('Own', 'Custom::', ''),
    'The supported types are listed in docs/local-aws/README.md, "What it knows". Register others with --type ZIP and --module FOLDER of the command line, or with RegisterType.',
  ]);
});

const LOG = 'Log: { Type: AWS::Logs::LogGroup }';
test.each([
  ['no resources', 'Resources: {}', 'Template format error: At least one Resources member must be defined.'],
  [
    'a section of SAM without its transform',
    `Globals: {}\nResources: { ${LOG} }`,
    'Globals: the section Globals needs Transform: AWS::Serverless-2016-10-31',
  ],
  ['an unknown section', `Foo: 1\nResources: { ${LOG} }`, 'Invalid template property or properties [Foo]'],
  [
    'an alias',
    'Resources:\n  A: &a { Type: AWS::Logs::LogGroup }\n  B: *a',
    'Template error: YAML aliases are not allowed in CloudFormation templates',
  ],
  [
    'a resource without a type',
    'Resources: { A: { Properties: {} } }',
    'Template format error: [/Resources/A] Every Resources object must contain a Type member.',
  ],
  [
    'a reference to a missing name',
    'Resources: { A: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: !Ref Missing } } }',
    'Template format error: Unresolved resource dependencies [Missing] in the Resources block of the template',
  ],
  [
    'an output that refers to a missing name',
    `Resources: { ${LOG} }\nOutputs: { O: { Value: !GetAtt Missing.Arn } }`,
    'Unresolved resource dependencies [Missing] in the Outputs block of the template',
  ],
  [
    'a circular dependency',
    'Resources:\n  A: { Type: AWS::Logs::LogGroup, DependsOn: B }\n  B: { Type: AWS::Logs::LogGroup, DependsOn: A }',
    'Circular dependency between resources: [A, B]',
  ],
  [
    'an attribute that the type does not have',
    `Resources: { ${LOG} }\nOutputs: { O: { Value: !GetAtt Log.Foo } }`,
    'Template error: Requested attribute Foo does not exist in schema for AWS::Logs::LogGroup',
  ],
  [
    'a transform',
    `Transform: AWS::SecretsManager-2024-09-16\nResources: { ${LOG} }`,
    'Transform: the transform or macro AWS::SecretsManager-2024-09-16 is not supported here; send the template that it makes',
  ],
])('refuses %s', async (_, template, expected) => {
  expect(await refusal(template)).toBe(expected);
});

describe('rules', () => {
  const template = `
Parameters:
  Stage: { Type: String }
  Size: { Type: String, Default: small }
Rules:
  Large:
    RuleCondition: !Equals [!Ref Stage, prod]
    Assertions:
      - Assert: { 'Fn::Contains': [[medium, large], !Ref Size] }
        AssertDescription: Production needs at least a medium size.
      - Assert: { 'Fn::EachMemberIn': [{ 'Fn::RefAll': String }, [prod, medium, large]] }
        AssertDescription: Every text must be a known one.
  Version:
    Assertions:
      - Assert: !Not [{ 'Fn::Contains': [['1', '2'], !Ref Stage] }]
        AssertDescription: Version 3 is required.
Resources: { ${LOG} }`;

  test('refuse parameters with the descriptions of the failed assertions', async () => {
    expect(await refusal(template, { Stage: 'prod' })).toBe(
      'Rule Large failed: Production needs at least a medium size.\nRule Large failed: Every text must be a known one.',
    );
    expect(await refusal(template, { Stage: '2' })).toBe('Rule Version failed: Version 3 is required.');
  });

  test('accept parameters that keep them', async () => {
    expect((await create(template, { Stage: 'test' })).status).toBe('CREATE_COMPLETE');
    expect((await create(template, { Stage: 'prod', Size: 'large' })).status).toBe('CREATE_COMPLETE');
  });
});

test('names the line of invalid YAML', async () => {
  expect(await refusal('Resources:\n  A: { Type: [')).toMatch(
    /^Template format error: YAML not well-formed\. \(line 2, column \d+\)/,
  );
});

test.each([
  ['a missing value', '{ Type: String }', {}, 'Parameters: [P] must have values'],
  [
    'an undeclared parameter',
    '{ Type: String }',
    { P: 'x', Quarters: 'y' },
    'Parameters: [Quarters] do not exist in the template',
  ],
  [
    'a misspelt name',
    '{ Type: String }',
    { P: 'x', PP: 'y', VeryLong: 'z' },
    'Parameters: [PP, VeryLong] do not exist in the template; did you mean P?',
  ],
  ['a text for a number', '{ Type: Number }', { P: 'x' }, "Parameter 'P' must be a number."],
  [
    'a value that is not allowed',
    '{ Type: String, AllowedValues: [a, b] }',
    { P: 'c' },
    "Parameter 'P' must be one of AllowedValues",
  ],
  [
    'a value that does not match the pattern',
    "{ Type: String, AllowedPattern: '[a-z]+' }",
    { P: 'C' },
    "Parameter 'P' must match pattern [a-z]+",
  ],
  [
    'a value that is too long',
    '{ Type: String, MaxLength: 2, ConstraintDescription: keep it short }',
    { P: 'abc' },
    "Parameter 'P' failed to satisfy constraint: keep it short",
  ],
])('refuses parameters with %s', async (_, declaration, parameters, expected) => {
  expect(await refusal(`Parameters: { P: ${declaration} }\nResources: { ${LOG} }`, parameters)).toBe(
    expected,
  );
});

test('reads the SSM parameter that a parameter names', async () => {
  await create(
    'Resources: { P: { Type: AWS::SSM::Parameter, Properties: { Name: /size, Type: String, Value: large } } }',
  );
  const sections = `Parameters: { Size: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /size } }
Outputs: { Size: { Value: !Ref Size } }`;
  expect(await outputs(sections)).toEqual({ Size: 'large' });
});

describe('exports', () => {
  const exporting = (value: string) => `
Resources: { ${LOG} }
Outputs: { O: { Value: ${value}, Export: { Name: shared } } }`;
  const importing =
    'Resources: { User: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: !ImportValue shared } } }';

  test('have unique names, and cannot be deleted while a stack imports them', async () => {
    const owner = await create(exporting('one'));
    const second = await create(exporting('two'));
    expect(second).toMatchObject({ status: 'ROLLBACK_COMPLETE' });
    expect(second.events.map(({ ResourceStatusReason }) => ResourceStatusReason)).toContain(
      `Export with name shared is already exported by stack ${owner.name} Rollback requested by user.`,
    );

    const user = await create(importing);
    expect(cloudFormation.physicalId(user, 'User')).toBe('one');

    cloudFormation.deleteStack(owner.name);
    expect(owner).toMatchObject({
      status: 'CREATE_COMPLETE',
      reason: `Export shared cannot be deleted as it is in use by ${user.name}`,
    });
    await cloudFormation.updateStack({ stackName: owner.name, template: exporting('three') });
    await cloudFormation.settle(owner);
    expect(owner.events.map(({ ResourceStatusReason }) => ResourceStatusReason)).toContain(
      `Export shared cannot be updated as it is in use by ${user.name}`,
    );
    expect(owner.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  });
});

test.each([
  ['Resources:\n  Log:\n    Type: AWS::Logs::LogGroup\n    Properties:\n', '/Resources/Log/Properties'],
  [
    '{"Resources": {"Log": {"Type": "AWS::Logs::LogGroup", "DependsOn": ["A", null]}}}',
    '/Resources/Log/DependsOn/1',
  ],
])('names the place of a null', (text, place) => {
  expect(() => parseTemplate(text)).toThrow(
    `Template format error: [${place}] 'null' values are not allowed in templates`,
  );
});
