import { wrapped } from './layout';

test.each([
  ['a text that fits', 'one two', 2, 9, 'one two'],
  ['a text that is longer than the line', 'one two three', 2, 9, 'one two\n  three'],
  [
    'a word that is longer than the line',
    'see https://example.com now',
    0,
    10,
    'see\nhttps://example.com\nnow',
  ],
])('%s', (_, text, indent, width, expected) => {
  expect(wrapped(text, indent, width)).toBe(expected);
});
