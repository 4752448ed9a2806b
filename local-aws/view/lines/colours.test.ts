import { hasColours } from './colours';

test.each<[string, NodeJS.ProcessEnv, boolean | undefined, boolean]>([
  ['a terminal', {}, true, true],
  ['a pipe, of which Node.js says nothing', {}, undefined, false],
  ['a pipe of a CI server', { CI: '1' }, false, false],
  ['a pipe with FORCE_COLOR', { FORCE_COLOR: '1' }, false, true],
  ['a terminal with FORCE_COLOR=0', { FORCE_COLOR: '0' }, true, false],
  ['a terminal with NO_COLOR', { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
  ['a terminal that has none', { TERM: 'dumb' }, true, false],
])('colours: %s', (_, environment, isTerminal, expected) => {
  expect(hasColours(environment, isTerminal)).toBe(expected);
});
