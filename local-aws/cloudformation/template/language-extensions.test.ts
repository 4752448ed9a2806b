import { CreateStackCommand, type Capability } from '@aws-sdk/client-cloudformation';
import { accountPerTest } from '../fixtures/account';

const account = accountPerTest();

const TEMPLATE = `
Transform: AWS::LanguageExtensions
Parameters:
  Names: { Type: CommaDelimitedList }
  Keep: { Type: String, Default: Retain }
Mappings:
  Sizes: { us-east-1: { topics: [small, large] } }
Conditions:
  Fn::ForEach::Conditions: [Name, !Ref Names, { 'Is\${Name}': !Equals [!Ref AWS::Region, us-east-1] }]
Resources:
  Fn::ForEach::Topics:
    - Name
    - !Ref Names
    - 'Topic\${Name}':
        Type: AWS::SNS::Topic
        Condition: 'Is\${Name}'
        DeletionPolicy: !Ref Keep
        Properties:
          TopicName: !Sub '\${Name}-\${AWS::Region}'
  Fn::ForEach::Rows:
    - Row
    - [a.1, b-2]
    - Fn::ForEach::Columns:
        - Size
        - !FindInMap [Sizes, us-east-1, topics]
        - 'Log&{Row}\${Size}': { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: !Join ['/', [!Ref Row, !Ref Size]] } }
  Count:
    Type: AWS::SSM::Parameter
    Properties:
      Type: String
      Value: !Sub ['\${Length} of \${More}', { Length: !Length { Ref: Names }, More: !FindInMap [Sizes, nowhere, topics, { DefaultValue: none }] }]
  Json:
    Type: AWS::SSM::Parameter
    Properties: { Type: String, Value: !ToJsonString { Names: !Ref Names, Region: !Ref AWS::Region } }
Outputs:
  Fn::ForEach::Arns: [Name, !Ref Names, { 'Arn\${Name}': { Value: !GetAtt 'Topic\${Name}.TopicName' } }]
`;

const create = (template: string, parameters: Record<string, string> = {}) =>
  account.create(template, { parameters });

test('loops, Length, ToJsonString, a default of FindInMap and a policy from a parameter', async () => {
  const stack = await create(TEMPLATE, { Names: 'One,Two' });
  expect(stack.events.filter(({ ResourceStatus }) => ResourceStatus?.endsWith('FAILED'))).toEqual([]);
  expect([...stack.resources.keys()].sort()).toEqual([
    'Count', 'Json', 'Loga1large', 'Loga1small', 'Logb2large', 'Logb2small', 'TopicOne', 'TopicTwo',
  ]); // prettier-ignore
  expect(stack.resources.get('TopicOne')?.deletionPolicy).toBe('Retain');
  expect(stack.resources.get('Loga1small')?.properties).toEqual({ LogGroupName: 'a.1/small' });
  expect(stack.resources.get('Count')?.properties.Value).toBe('2 of none');
  expect(stack.resources.get('Json')?.properties.Value).toBe('{"Names":["One","Two"],"Region":"us-east-1"}');
  expect(stack.outputs.ArnTwo?.value).toBe('Two-us-east-1');

  await account.cloudFormation.updateStack({ stackName: 'shop', parameters: { Names: 'One,Three' } });
  await account.cloudFormation.settle(stack);
  expect(stack.status).toBe('UPDATE_COMPLETE');
  expect([...stack.resources.keys()]).toContain('TopicThree');
  expect([...stack.resources.keys()]).not.toContain('TopicTwo');
});

const looped = (loop: string, transform = 'AWS::LanguageExtensions') => `
Transform: [${transform}]
Resources: { 'Fn::ForEach::L': ${loop}, Topic: { Type: AWS::SNS::Topic } }`;
const many = JSON.stringify(Array.from({ length: 80 }, (_, index) => String(index)));

test.each([
  [
    'no list',
    looped('{}'),
    'Resources.Fn::ForEach::L: Fn::ForEach: it takes an identifier, a collection and a map',
  ],
  ['an unknown collection', looped('[N, !Ref Absent, {}]'), 'its collection must be a list'],
  ['one name twice', looped('[N, [a, b], { T: { Type: AWS::SNS::Topic } }]'), 'it makes T more than once'],
  [
    'too many entries',
    looped(`[N, ${many}, { 'Fn::ForEach::M': [M, ${many}, { 'T\${N}x\${M}': { Type: AWS::SNS::Topic } }] }]`),
    'it makes more than 5000 entries',
  ],
])('%s fails the transform', async (_, template, sentence) => {
  const stack = await account.create(template);
  expect(stack.status).toBe('ROLLBACK_COMPLETE');
  const reasons = stack.events.map(({ ResourceStatusReason }) => ResourceStatusReason ?? '');
  expect(reasons).toContainEqual(
    expect.stringMatching(/^Transform AWS::LanguageExtensions failed with: Resources.*: Fn::ForEach: /),
  );
  expect(reasons.join('\n')).toContain(sentence);
});

test.each([
  [
    'another transform',
    'Transform: AWS::SecretsManager-2024-09-16\nResources: { Topic: { Type: AWS::SNS::Topic } }',
    'Transform: the transform or macro AWS::SecretsManager-2024-09-16 is not supported here; send the template that it makes',
  ],
  [
    'a function without its transform',
    'Resources: { Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: !ToJsonString [a] } } }',
    'Resources.Topic.Properties.TopicName: the function Fn::ToJsonString needs Transform: AWS::LanguageExtensions',
  ],
])('refuses %s with a sentence', async (_, template, sentence) => {
  await expect(create(template)).rejects.toThrow(sentence);
});

test('a template with a transform needs the capability to expand', async () => {
  const TemplateBody = looped("[N, [a], { 'T${N}': { Type: AWS::SNS::Topic } }]");
  const send = (Capabilities: Capability[]) =>
    account.client.send(new CreateStackCommand({ StackName: 'shop', TemplateBody, Capabilities }));
  await expect(send([])).rejects.toThrow('Requires capabilities : [CAPABILITY_AUTO_EXPAND]');
  await send(['CAPABILITY_AUTO_EXPAND']);
  expect((await account.settle()).status).toBe('CREATE_COMPLETE');
});
