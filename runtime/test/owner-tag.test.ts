import {
  fromTagValue,
  isOrphanOf,
  isSupersededBy,
  isUndoneBy,
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

test('ids stay what they are: the tags of groups that exist hold them', () => {
  expect(ownerOf(request)).toEqual({
    name: 'shop/Deployment',
    id: 'c47e87e0809c',
    operation: '930bbdc51b6a',
  });
  expect(ownerOf({ ...request, stackId: undefined }).id).toBe('89c88fb8db9e');
});

test('an owner in something that is not an ARN of a stack is named by its logical id', () => {
  expect(ownerOf({ ...request, stackId: 'no-arn' }).name).toBe('Deployment');
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

test.each([1_800_000_000_000, undefined])(
  'a tag value tells that the operation is part of a rollback',
  (startedAt) => {
    const rollback = { ...ownerOf({ ...request, rollback: true }), ...(startedAt && { startedAt }) };
    expect(rollback.rollback).toBe(true);
    expect(fromTagValue(toTagValue(rollback))).toEqual(rollback);
  },
);

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

  test.each([
    ['at the same moment', 1_000, 90_000, false],
    ['a moment later', 1_001, 90_000, true],
    ['this very moment', 61_000, 61_000, true],
    ['in the future, within the difference of two clocks', 61_000, 60_999, false],
    ['in the future, beyond the difference of two clocks', 61_001, 1_000, true],
  ])('which began %s', (_when, began, now, superseded) => {
    expect(isSupersededBy({ ...other, startedAt: began }, { ...invocation, now })).toBe(superseded);
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

describe('an update that AWS has kept from its tag is undone', () => {
  const rollback = { ...ownerOf(request), operation: '0123456789ab', rollback: true as const };
  const invocation = { request, startedAt: 100_000, now: 103_000 };

  test.each<[string, OwnerTag, boolean]>([
    ['by a rollback that began later', { ...rollback, startedAt: 101_000 }, true],
    ['by one that began before, by the clock of its host', { ...rollback, startedAt: 85_001 }, true],
    ['not by one that began long before', { ...rollback, startedAt: 85_000 }, false],
    ['not by one that tells no time', rollback, false],
    ['not by another update', { ...ownerOf(request), operation: 'ba9876543210', startedAt: 101_000 }, false],
  ])('%s', (_what, found, expected) => {
    expect(isUndoneBy(found, invocation)).toBe(expected);
  });

  test('not when it begins, nor when it is a rollback itself', () => {
    const found = { ...rollback, startedAt: 101_000 };
    expect(isUndoneBy(found, { ...invocation, startedAt: invocation.now })).toBe(false);
    expect(isUndoneBy(found, { ...invocation, request: { ...request, rollback: true } })).toBe(false);
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

test('an update outside of stacks that finds no tag has the owner of such resources', () => {
  const outside = { ...request, stackId: undefined };
  expect(ownerAfterUpdate(outside, undefined)).toEqual(ownerOf(outside));
});

test('what an earlier create has left behind is known by its owner, in a stack only', () => {
  const left = ownerTagOf(ownerOf({ ...request, token: 'earlier' }), 0);
  expect(isOrphanOf(request, left)).toBe(true);
  expect(isOrphanOf({ ...request, logicalResourceId: 'Another' }, left)).toBe(false);
  const outside = { ...request, stackId: undefined };
  expect(isOrphanOf(outside, ownerTagOf(ownerOf(outside), 0))).toBe(false);
});

test('the first tag of a group has the owner and the start of the operation only', () => {
  const owner = ownerOf(request);
  expect(ownerTagOf(owner, 5)).toStrictEqual({ ...owner, startedAt: 5 });
});

test('the next tag of the same owner names the operation before, and no former owner', () => {
  const found = ownerTagOf(ownerOf({ ...request, token: 'before' }), 0);
  const owner = ownerOf(request);
  expect(ownerTagOf(owner, 5, found, { redeployToken: '0123456789ab' })).toStrictEqual({
    ...owner,
    startedAt: 5,
    superseded: [found.operation],
    redeployToken: '0123456789ab',
  });
});

test('the tag remembers two former owners', () => {
  const owner = ownerOf(request);
  const found = { ...owner, id: 'third', formerOwners: ['second', owner.id, 'first', 'zeroth'] };
  expect(ownerTagOf(owner, 0, found).formerOwners).toEqual(['third', 'second']);
});

test('the tag remembers some superseded operations, not all', () => {
  let claimant = ownerOf(request);
  for (const token of ['one', 'two', 'three', 'four', 'five', 'six'])
    claimant = ownerTagOf(ownerOf({ ...request, token }), 0, claimant);
  const before = ['five', 'four', 'three', 'two'].map((token) => ownerOf({ ...request, token }).operation);
  expect(claimant).toMatchObject({ superseded: before });
});

describe('a tag value', () => {
  const owner = { id: '0123456789ab', operation: 'ba9876543210', name: 'shop/Deployment' };

  test.each<[string, Partial<OwnerTag>, string]>([
    ['of an owner alone', {}, '0123456789ab ba9876543210 shop/Deployment'],
    ['with a start', { startedAt: 46_656 }, '0123456789ab ba9876543210@1000 shop/Deployment'],
    [
      'with superseded operations',
      { superseded: ['one', 'two'] },
      '0123456789ab ba9876543210@@one.two shop/Deployment',
    ],
    [
      'with former owners',
      { formerOwners: ['one', 'two'] },
      '0123456789ab ba9876543210@@@one.two shop/Deployment',
    ],
    [
      'with a RedeployToken',
      { redeployToken: 'c0ffee' },
      '0123456789ab ba9876543210@@@@c0ffee shop/Deployment',
    ],
    [
      'with a RedeployToken that is new',
      { redeployToken: 'c0ffee', redeploys: true },
      '0123456789ab ba9876543210@@@@c0ffee.new shop/Deployment',
    ],
  ])('%s is written and read back', (_what, more, value) => {
    expect(toTagValue({ ...owner, ...more })).toBe(value);
    expect(fromTagValue(value)).toStrictEqual({ ...owner, ...more });
  });

  test('of a name with spaces keeps them', () => {
    expect(fromTagValue(toTagValue({ ...owner, name: 'a resource outside of stacks' })).name).toBe(
      'a resource outside of stacks',
    );
  });
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
  expect(fromTagValue('')).toStrictEqual({ id: '', operation: '', name: 'unknown' });
});
