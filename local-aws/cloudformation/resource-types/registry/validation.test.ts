import type { ResourceSchema } from './schema';
import { validatorOf } from './validation';

const schema = {
  typeName: 'Test::Patterns::Pattern',
  properties: {
    Letters: { type: 'string', pattern: '^[a-z]+$' },
    Digits: { type: 'string', pattern: '^[0-9]+$' },
    Slow: { type: 'string', pattern: '^(a+)+$' },
  },
  primaryIdentifier: ['/properties/Letters'],
} as unknown as ResourceSchema;
const problem = (name: string) => `#/${name}: failed validation constraint for keyword [pattern]`;

it.each([
  ['each property matches its own pattern', { Letters: 'abc', Digits: '123', Slow: 'aaa' }, []],
  [
    'a property matches the pattern of another',
    { Letters: '123', Digits: 'abc' },
    [problem('Letters'), problem('Digits')],
  ],
  ['a pattern takes exponential time', { Slow: `${'a'.repeat(60)}!` }, [problem('Slow')]],
])('judges a model in which %s', (_, model, expected) => {
  expect(validatorOf(schema)(model)).toEqual(expected);
});
