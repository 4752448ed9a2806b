import { fromToken, toToken, type Position } from '../deployment-groups/page-token';

test.each<{ reason: string; position: Position }>([
  { reason: 'the next page of applications', position: { applications: 'token' } },
  { reason: 'the next application of the first page', position: { after: 'shop' } },
  {
    reason: 'more groups of an application',
    position: { applications: 'token', groups: { applicationName: 'shop', nextToken: 'more' } },
  },
])('a token brings back $reason', ({ position }) => {
  expect(fromToken(toToken(position))).toEqual(position);
});

test('without a token the list begins at the beginning', () => {
  expect(fromToken(undefined)).toEqual({});
});

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

test.each([
  { reason: 'is no JSON', token: 'not a token' },
  { reason: 'is no object', token: encode('shop') },
  { reason: 'is nothing', token: encode(null) },
  { reason: 'has a number where a name belongs', token: encode({ after: 1 }) },
  { reason: 'has a list where a token belongs', token: encode({ applications: [] }) },
  { reason: 'names only a part of the position', token: encode({ groups: { applicationName: 'shop' } }) },
  { reason: 'has a text as position', token: encode({ groups: 'shop' }) },
  { reason: 'has a position without an application', token: encode({ groups: { nextToken: 'more' } }) },
])('a token that $reason is refused', ({ token }) => {
  expect(() => fromToken(token)).toThrow('does not come from a LIST');
});
