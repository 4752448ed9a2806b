import { allow, deny } from '../fixtures/policy-statements';
import { deniedBy, parseStackPolicy, type PolicyAction } from './stack-policy';

const policy = (...Statement: object[]) => JSON.stringify({ Statement });
const onA = { Resource: 'LogicalResourceId/A' };

it.each<[why: string, statements: object[], action: PolicyAction, denied: boolean]>([
  [
    'everything is denied that nothing allows',
    [allow({ Resource: 'LogicalResourceId/B' })],
    'Update:Modify',
    true,
  ],
  ['a denial wins', [deny(onA), allow()], 'Update:Modify', true],
  [
    'another action is not denied',
    [allow(), deny({ Action: ['Update:Replace', 'Update:Delete'] })],
    'Update:Modify',
    false,
  ],
  ['NotAction', [allow(), deny({ Action: undefined, NotAction: 'Update:Modify' })], 'Update:Delete', true],
  [
    'NotResource',
    [allow(), deny({ Resource: undefined, NotResource: 'LogicalResourceId/B*' })],
    'Update:Modify',
    true,
  ],
  ['a pattern', [allow(), deny({ Resource: 'LogicalResourceId/*' })], 'Update:Replace', true],
  [
    'a type',
    [allow(), deny({ Condition: { StringLike: { ResourceType: 'Test::*' } } })],
    'Update:Modify',
    true,
  ],
  [
    'another type',
    [allow(), deny({ Condition: { StringEquals: { ResourceType: ['AWS::RDS::DBInstance'] } } })],
    'Update:Modify',
    false,
  ],
])('%s', (_, statements, action, denied) => {
  const parsed = parseStackPolicy(policy(...statements));
  const reason = deniedBy(parsed, action, { logicalId: 'A', type: 'Test::Things::Thing' });
  expect(reason !== undefined).toBe(denied);
});

it.each([
  ['{', /it must be a JSON object/],
  [policy({ ...allow(), Effect: 'Maybe' }), /Statement \[#1\]: Effect must be Allow or Deny/],
  [policy(allow(), allow({ Action: 'Update:Read' })), /Statement \[#2\]: Action Update:Read must be one of/],
  [policy(allow({ Resource: undefined })), /neither Resource nor NotResource/],
  [policy(allow({ Condition: { Bool: { a: true } } })), /StringEquals and StringLike of ResourceType only/],
])('refuses the policy %s', (text, sentence) => {
  expect(() => parseStackPolicy(text)).toThrow(sentence);
});
