import { matchesPattern, matchesWildcards } from '../patterns';

it('ends a pattern that takes exponential time', () => {
  expect(() => matchesPattern('^(a+)+$', `${'a'.repeat(60)}!`)).toThrow(
    'takes longer than 2 seconds to match.',
  );
});

it('names a pattern that is no regular expression, and knows lookaheads', () => {
  expect(() => matchesPattern('(', 'a')).toThrow('The pattern ( is not a regular expression.');
  expect([matchesPattern('^(?!aws)a', 'ab'), matchesPattern('^(?!aws)a', 'awsb')]).toEqual([true, false]);
});

it.each([
  ['ecs:*', 'ecs:RunTask', true],
  ['*', '', true],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['*b*d', 'abcbd', true],
  ['a.c', 'abc', false],
  ['', 'a', false],
])('%j matches %j: %s', (pattern, text, expected) => {
  expect(matchesWildcards(pattern, text)).toBe(expected);
});

it('takes no exponential time for many wildcards', () => {
  expect(matchesWildcards(`${'*a'.repeat(50)}b`, 'a'.repeat(10_000))).toBe(false);
});
