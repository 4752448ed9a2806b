import { readWatchOptions } from './options';
import { troubleOf } from './trouble';

test.each([
  ['no stack', [], /^Name the stack with --stack-name\./],
  ['an unknown option', ['--stak-name', 'shop'], /Unknown option '--stak-name'.*--help/],
  [
    'too short a pause on AWS',
    ['--stack-name', 'shop', '--interval', '1'],
    /^--interval takes .* from 5 to 3600, not 1\.$/,
  ],
  [
    'a pause that is no number',
    ['--stack-name', 'shop', '--interval', ''],
    /^--interval takes a number of seconds/,
  ],
  [
    'an address that is no URL',
    ['--stack-name', 'shop', '--endpoint-url', '127.0.0.1:80'],
    /^--endpoint-url takes a URL/,
  ],
])('%s is refused with a sentence', (_, words, sentence) => {
  expect(() => readWatchOptions(words)).toThrow(sentence);
});

test('the defaults are a look every ten seconds, and the region of the environment', () => {
  expect(readWatchOptions(['--stack-name', 'shop'])).toEqual({
    stackName: 'shop',
    region: undefined,
    endpoint: undefined,
    intervalSeconds: 10,
    report: undefined,
  });
  expect(readWatchOptions(['--help'])).toBeUndefined();
});

const errorWith = (members: object): Error => Object.assign(new Error('what AWS says'), members);

test.each([
  ['throttling', { name: 'ThrottlingException' }, 'again', /throttles/],
  ['an expired token', { name: 'ExpiredToken' }, 'fresh', /Renew them/],
  ['a profile without valid credentials', { name: 'CredentialsProviderError' }, 'fresh', /Renew them/],
  ['a missing permission', { name: 'AccessDenied' }, 'end', /^A permission is missing: what AWS says/],
  ['a lost network', { code: 'ENOTFOUND' }, 'again', /cannot be reached \(ENOTFOUND\)/],
  [
    'an error of AWS',
    { name: 'InternalFailure', $metadata: { httpStatusCode: 500 } },
    'again',
    /failed to answer/,
  ],
  ['anything else', { name: 'ValidationError' }, 'end', /^what AWS says$/],
])('the watch meets %s', (_, members, then, sentence) => {
  const trouble = troubleOf(errorWith(members));
  expect(trouble.then).toBe(then);
  expect(trouble.sentence).toMatch(sentence);
});
