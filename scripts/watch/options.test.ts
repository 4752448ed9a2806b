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
  expect(() => readWatchOptions(words, {})).toThrow(sentence);
});

test('the defaults are a look every ten seconds, and the region of the environment', () => {
  expect(readWatchOptions(['--stack-name', 'shop'], { AWS_DEFAULT_REGION: 'eu-west-1' })).toEqual({
    stackName: 'shop',
    region: 'eu-west-1',
    endpoint: undefined,
    address: undefined,
    intervalSeconds: 10,
    report: undefined,
  });
  expect(readWatchOptions(['--help'])).toBeUndefined();
});

const LOCAL = 'http://127.0.0.1:4566';

test.each([
  ['an option with a local AWS', ['--endpoint-url', 'http://localhost:4566'], {}, 1],
  ['a local AWS in the environment', [], { AWS_ENDPOINT_URL: LOCAL }, 1],
  ['a local CloudFormation', [], { AWS_ENDPOINT_URL_CLOUDFORMATION: LOCAL }, 1],
  [
    'a short pause with a local AWS in the environment',
    ['--interval', '0.2'],
    { AWS_ENDPOINT_URL: LOCAL },
    0.2,
  ],
  ['an endpoint in a VPC', [], { AWS_ENDPOINT_URL: 'https://vpce-1.cloudformation.example.com' }, 10],
])('the pause between two looks: %s', (_, words, environment, seconds) => {
  expect(readWatchOptions(['--stack-name', 'shop', ...words], environment)?.intervalSeconds).toBe(seconds);
});

const errorWith = (members: object): Error => Object.assign(new Error('what AWS says'), members);

const LATER = { region: 'us-east-1', address: undefined };

test.each([
  [
    'throttling',
    { name: 'ThrottlingException' },
    'again',
    'AWS throttles the calls of the watch. It looks less often.',
  ],
  [
    'an expired token',
    { name: 'ExpiredToken' },
    'fresh',
    'AWS does not take the credentials (ExpiredToken). Renew them; the watch goes on by itself.',
  ],
  [
    'a profile without valid credentials',
    { name: 'CredentialsProviderError' },
    'fresh',
    'AWS does not take the credentials (CredentialsProviderError). Renew them; the watch goes on by itself.',
  ],
  [
    'no credentials',
    { name: 'CredentialsProviderError', message: 'Could not load credentials from any providers' },
    'fresh',
    'There are no AWS credentials. The watch goes on when it finds some.',
  ],
  [
    'a lost network',
    { code: 'ENOTFOUND', hostname: 'ecs.us-east-1.amazonaws.com' },
    'again',
    'AWS cannot be reached at ecs.us-east-1.amazonaws.com (ENOTFOUND). The watch tries again.',
  ],
  [
    'an error of AWS',
    { name: 'InternalFailure', $metadata: { httpStatusCode: 500 } },
    'again',
    'AWS failed to answer (InternalFailure). The watch tries again.',
  ],
])('the watch meets %s while it runs', (_, members, then, sentence) => {
  const { what, later, then: found } = troubleOf(errorWith(members), LATER);
  expect([found, `${what} ${later}`]).toEqual([then, sentence]);
});

test.each([
  [
    'a missing permission',
    { name: 'AccessDenied' },
    LATER,
    'A permission is missing: what AWS says docs/see-it.md has the policy of the watch.',
  ],
  [
    'no region',
    { message: 'Region is missing' },
    LATER,
    'There is no region. Give it with --region, or set AWS_REGION.',
  ],
  [
    'no credentials',
    { message: 'Could not load credentials from any providers' },
    LATER,
    'There are no AWS credentials. Log in, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and start the watch again.',
  ],
  [
    'a host that does not exist',
    { code: 'ENOTFOUND', hostname: 'cloudformation.us-esat-1.amazonaws.com' },
    { region: 'us-esat-1', address: undefined },
    'AWS cannot be reached at cloudformation.us-esat-1.amazonaws.com (ENOTFOUND). Look at the network, the region (us-esat-1) and --endpoint-url.',
  ],
  [
    'a local AWS that has ended',
    { code: 'ECONNREFUSED' },
    { region: 'us-east-1', address: LOCAL },
    'AWS cannot be reached at 127.0.0.1:4566 (ECONNREFUSED). Look at the network, the region (us-east-1) and --endpoint-url.',
  ],
  ['anything else', { name: 'ValidationError' }, LATER, 'what AWS says'],
])('a watch does not begin with %s', (_, members, place, sentence) => {
  const { what, first = 'It begins.' } = troubleOf(errorWith(members), place);
  expect(`${what} ${first}`.trim()).toBe(sentence);
});
