import { ownerTagOf, fromTagValue, isSupersededBy, ownerOf, toTagValue } from '../owner-tag';
import type { Request } from '../resource';

const request: Request = {
  accountId: '123456789012',
  partition: 'aws',
  region: 'eu-west-1',
  token: 'secret-token',
  stackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/0a1b',
  logicalResourceId: 'Deployment',
  nextToken: undefined,
  rollback: false,
  stackTags: {},
  previousStackTags: {},
};

test('an owner is named by stack and logical id', () => {
  expect(ownerOf(request).name).toBe('shop/Deployment');
  expect(ownerOf({ ...request, stackId: undefined }).name).toBe('Deployment');
  expect(ownerOf({ ...request, stackId: undefined, logicalResourceId: undefined }).name).toBe('unknown');
});

test('the same resource of another stack of the same name is another owner', () => {
  const other = ownerOf({ ...request, stackId: request.stackId?.replace('0a1b', 'ffff') });
  expect(other.id).not.toBe(ownerOf(request).id);
});

test('a tag value tells the owner and holds no token', () => {
  const owner = ownerOf(request);
  expect(fromTagValue(toTagValue(owner))).toEqual(owner);
  expect(toTagValue(owner)).not.toContain(request.token);
});

test('a tag value tells when the operation began and which ones it supersedes', () => {
  const claimant = {
    ...ownerOf(request),
    startedAt: 1_800_000_000_000,
    superseded: ['0123456789ab', 'ba9876543210'],
  };
  expect(fromTagValue(toTagValue(claimant))).toEqual(claimant);
});

describe('an operation that finds another one in the tag', () => {
  const own = ownerOf(request);
  const other = { ...own, operation: '0123456789ab' };

  test.each([
    ['began later', { ...other, startedAt: 2_000 }, true],
    [
      'has taken its place, by whatever clock',
      { ...other, startedAt: 500, superseded: ['ba9876543210', own.operation] },
      true,
    ],
    ['is the one before, which a late read shows', { ...other, startedAt: 500 }, false],
    ['tells no time', other, false],
    ['is itself', { ...own, startedAt: 1_000 }, false],
  ])('which %s', (_, found, superseded) => {
    expect(isSupersededBy(found, own, 1_000)).toBe(superseded);
  });
});

test('the tag remembers some superseded operations, not all', () => {
  let claimant = ownerOf(request);
  for (const token of ['one', 'two', 'three', 'four', 'five', 'six'])
    claimant = ownerTagOf(ownerOf({ ...request, token }), 0, claimant);
  const before = ['five', 'four', 'three', 'two'].map((token) => ownerOf({ ...request, token }).operation);
  expect(claimant).toMatchObject({ superseded: before });
});

test('a tag value has only characters that tags may have, and not too many', () => {
  const owner = ownerOf({ ...request, logicalResourceId: 'L'.repeat(255) });
  const value = toTagValue(ownerTagOf(owner, 1_800_000_000_000, owner));
  expect(value).toMatch(/^[\w .:/=+@-]{1,256}$/);
});

test('a tag value that an operator edited names no operation', () => {
  expect(fromTagValue('')).toEqual({ id: '', operation: '', name: 'unknown' });
});
