import { accountPerTest } from '../fixtures/account';
import { eventLines } from '../stacks/event-lines';

const TYPE = 'Test::Things::Pair::MODULE';
const FRAGMENT = `
Parameters:
  Name: { Type: String }
  Extra: { Type: String, Default: 'no' }
Conditions:
  WantsExtra: !Equals [!Ref Extra, 'yes']
Resources:
  First:
    Type: Test::Things::Thing
    Properties: { Color: !Sub '\${Name}-\${AWS::StackName}' }
  Second:
    Type: Test::Things::Thing
    DependsOn: First
    Properties: { Color: !GetAtt First.Info.Text, Name: !Ref First }
  Third:
    Type: Test::Things::Thing
    Condition: WantsExtra
    Properties: { Color: !Sub 'after \${Second}' }
`;

const account = accountPerTest();
beforeEach(() => {
  account.cloudFormation.registry.registerFragment(TYPE, FRAGMENT);
});

test('a module becomes its resources, and its logical id becomes their prefix', async () => {
  const stack = await account.create(`
Resources:
  Pair: { Type: ${TYPE}, Properties: { Name: red, Extra: 'yes' } }
Outputs:
  Dotted: { Value: !Ref Pair.First }
  Joined: { Value: !Ref PairFirst }
  Attribute: { Value: !GetAtt Pair.Second.Info.Text }
  Text: { Value: !Sub '\${Pair.First} and \${Pair.Second.Id}' }`);

  expect([...stack.resources.values()].map(({ logicalId, properties }) => [logicalId, properties])).toEqual([
    ['PairFirst', { Color: 'red-shop' }],
    ['PairSecond', { Color: 'nameless, red-shop', Name: 'thing-1' }],
    ['PairThird', { Color: 'after thing-2' }],
  ]);
  const values = Object.entries(stack.outputs).map(([name, { value }]) => [name, value]);
  expect(Object.fromEntries(values)).toEqual({
    Dotted: 'thing-1',
    Joined: 'thing-1',
    Attribute: 'thing-1, nameless, red-shop',
    Text: 'thing-1 and thing-2',
  });
  expect(stack.prepared.modules.PairFirst).toEqual({ TypeHierarchy: TYPE, LogicalIdHierarchy: 'Pair' });
});

test('the resources of a module get its condition and dependencies', async () => {
  const stack = await account.create(`
Parameters: { Both: { Type: String, Default: 'no' } }
Conditions: { WantsBoth: !Equals [!Ref Both, 'yes'] }
Resources:
  Base: { Type: Test::Things::Thing, Properties: { Color: white } }
  Pair: { Type: ${TYPE}, DependsOn: Base, Properties: { Name: red } }
  Other: { Type: ${TYPE}, Condition: WantsBoth, Properties: { Name: blue } }
  Last: { Type: Test::Things::Thing, DependsOn: Pair, Properties: { Color: white } }`);

  expect(eventLines(stack).filter((line) => line.endsWith('CREATE_COMPLETE'))).toEqual(
    ['Base', 'PairFirst', 'PairSecond', 'Last', 'shop'].map((name) => `${name} CREATE_COMPLETE`),
  );
});

test.each([
  [
    'a property without a parameter in the module',
    `Pair: { Type: ${TYPE}, Properties: { Name: a, Foo: b } }`,
    `Resources.Pair.Properties.Foo: ${TYPE} has no property Foo`,
  ],
  [
    'a parameter without a value',
    `Pair: { Type: ${TYPE} }`,
    `Resources.Pair.Properties: ${TYPE} needs a value for Name`,
  ],
  [
    'a module that is not registered',
    'Pair: { Type: A::B::C::MODULE }',
    'Resources.Pair.Type: the module A::B::C::MODULE is not registered',
  ],
  [
    'a module with a misspelt name',
    `Pair: { Type: ${TYPE.replace('::MODULE', 's::MODULE')} }`,
    `is not registered; did you mean ${TYPE}?`,
  ],
  [
    'a registered type with a misspelt name',
    'Pair: { Type: Test::Things::Think }',
    'Resources.Pair.Type: the resource type Test::Things::Think is not supported; did you mean Test::Things::Thing?',
  ],
])('refuses %s', async (_, resource, expected) => {
  await expect(account.create(`Resources:\n  ${resource}`)).rejects.toThrow(expected);
});
