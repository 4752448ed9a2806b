import { startLocalAws } from '../../local-aws';
import { unusableInput } from '../unusable-input';

it.each([
  [
    'a number without end',
    'CreateService',
    '{"serviceName":"a","desiredCount":1e999}',
    /desiredCount is not a finite number\./,
  ],
  ['a body nested 100,000 times', 'CreateService', `{"tags":${'['.repeat(100_000)}`, /nested too deep|JSON/],
])('the JSON protocol refuses %s, and survives', async (_, operation, body, sentence) => {
  const aws = await startLocalAws();
  const headers = { 'x-amz-target': `AmazonEC2ContainerServiceV20141113.${operation}` };
  const answer = await fetch(aws.endpoint, { method: 'POST', headers, body });
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringMatching(sentence)]);
  await aws.close();
});

it.each([
  ['numbers in lists', { a: [1, { b: -Infinity }] }, 'a.1.b is not a finite number.'],
  [
    'dates, bytes and absent members',
    { at: new Date(0), zip: new Uint8Array(3), none: undefined },
    undefined,
  ],
])('judges %s', (_, input, expected) => {
  expect(unusableInput(input)).toBe(expected);
});

it('refuses an input that is nested too deep, with its place', () => {
  const deep: unknown = JSON.parse('[['.repeat(40) + ']]'.repeat(40));
  expect(unusableInput(deep)).toMatch(/^0(\.0)+ is nested more than 64 levels deep\.$/);
});
