import {
  fromTagValue,
  isSupersededBy,
  ownerAfterUpdate,
  ownerOf,
  ownerTagOf,
  toTagValue,
} from '../owner/owner-tag';
import type { OwnerTag } from '../owner/owner-tag';
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
  expect(ownerOf({ ...request, logicalResourceId: undefined }).name).toBe('shop/unknown');
});

test('outside of stacks there is one owner, because logical ids change from one operation to the next', () => {
  const outside = ownerOf({ ...request, stackId: undefined });
  expect(outside.name).toBe('a resource outside of stacks');
  expect(ownerOf({ ...request, stackId: undefined, logicalResourceId: 'Another' })).toEqual(outside);
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
    formerOwners: ['00112233aabb'],
    redeployToken: '99112233aabb',
    redeploys: true as const,
  };
  expect(fromTagValue(toTagValue(claimant))).toEqual(claimant);
});

describe('an operation that finds another one in the tag', () => {
  const own = ownerOf(request);
  const other = { ...own, operation: '0123456789ab' };

  const invocation = { request, startedAt: 1_000, now: 100_000 };

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
    expect(isSupersededBy(found, invocation)).toBe(superseded);
  });

  const tooFastClock = { ...other, startedAt: 3_000 };

  test('which began in the future, by the clock of another host, is the one before', () => {
    expect(isSupersededBy(tooFastClock, { ...invocation, now: 1_000 })).toBe(false);
    expect(isSupersededBy({ ...other, startedAt: 62_000 }, { ...invocation, now: 1_000 })).toBe(true);
  });

  test('which began within a minute of a stack rollback is the update that it undoes', () => {
    const rollback = { ...invocation, request: { ...request, rollback: true } };
    expect(isSupersededBy(tooFastClock, rollback)).toBe(false);
    expect(isSupersededBy({ ...other, startedAt: 62_000 }, rollback)).toBe(true);
  });
});

test('an update of another owner takes the resource over and remembers that owner', () => {
  const found = ownerTagOf(ownerOf(request), 0);
  const other = { ...request, stackId: request.stackId?.replace('0a1b', 'ffff'), token: 'other' };
  const taken = ownerTagOf(ownerAfterUpdate(other, found), 0, found);
  expect(taken).toMatchObject({ id: ownerOf(other).id, formerOwners: [found.id] });
  const back = ownerTagOf(ownerAfterUpdate(request, taken), 0, taken);
  expect(back).toMatchObject({ id: found.id, formerOwners: [taken.id] });
});

test('an update outside of stacks leaves the owner as it is', () => {
  const found = ownerTagOf(ownerOf(request), 0);
  const outside = { ...request, stackId: undefined, token: 'other' };
  const { id, name } = found;
  expect(ownerAfterUpdate(outside, found)).toEqual({ id, name, operation: ownerOf(outside).operation });
});

test('the tag remembers some superseded operations, not all', () => {
  let claimant = ownerOf(request);
  for (const token of ['one', 'two', 'three', 'four', 'five', 'six'])
    claimant = ownerTagOf(ownerOf({ ...request, token }), 0, claimant);
  const before = ['five', 'four', 'three', 'two'].map((token) => ownerOf({ ...request, token }).operation);
  expect(claimant).toMatchObject({ superseded: before });
});

const token = { redeployToken: '0123456789ab', redeploys: true as const };

test('a tag value has only characters that tags may have, and not too many', () => {
  const owner = ownerOf({ ...request, logicalResourceId: 'L'.repeat(255) });
  let found: OwnerTag = { ...owner, id: 'former' };
  for (let count = 0; count < 6; count++) found = ownerTagOf(owner, 1_800_000_000_000, found, token);
  const value = toTagValue(found);
  expect(value).toMatch(/^[\w .:/=+@-]{1,256}$/);
});

test('a tag value that an operator edited names no operation', () => {
  expect(fromTagValue('')).toEqual({ id: '', operation: '', name: 'unknown' });
});
