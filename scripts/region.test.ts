import { regionOf } from './region';

test.each([
  ['the option before everything', 'eu-west-1', { AWS_REGION: 'a', AWS_DEFAULT_REGION: 'b' }, 'eu-west-1'],
  ["the SDK's variable", undefined, { AWS_REGION: 'a', AWS_DEFAULT_REGION: 'b' }, 'a'],
  ['the variable of the AWS CLI', undefined, { AWS_DEFAULT_REGION: 'b' }, 'b'],
  ['an empty variable is as none', undefined, { AWS_REGION: '', AWS_DEFAULT_REGION: 'b' }, 'b'],
  ['none', undefined, {}, undefined],
])('the region: %s', (_, option, environment, expected) => {
  expect(regionOf(option, environment)).toBe(expected);
});
