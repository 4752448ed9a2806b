import { ownerOf, ownerTagOf, type OwnerTag } from '../../runtime/owner/owner-tag';
import type { Request } from '../../runtime/resource';
import { ResourceModel } from '../src/models';
import { isNewer, precedes, statesOf } from '../src/reconcile/operation/claim';

const requestOf = (token: string, rollback = false): Request => ({
  accountId: '123456789012',
  partition: 'aws',
  region: 'eu-west-1',
  token,
  stackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/0a1b',
  logicalResourceId: 'Deployment',
  nextToken: undefined,
  rollback,
  stackTags: {},
  previousStackTags: {},
});

const version = (number: number): ResourceModel => new ResourceModel({ taskDefinition: `web:${number}` });

/** The tag of an operation that changes one version to another. */
function tagOf(
  [from, to]: [number, number],
  found: OwnerTag | undefined,
  { startedAt = 100_000, rollback = false, token = `${from} to ${to}` } = {},
): OwnerTag {
  const states = statesOf({ previous: version(from), desired: version(to) });
  return ownerTagOf(ownerOf(requestOf(token, rollback)), startedAt, found, states);
}

/** An update of version 1 to version 2, whose first invocation did not write its tag. */
const update = {
  request: requestOf('update'),
  previous: version(1),
  desired: version(2),
  startedAt: 100_000,
  now: 103_000,
};
const before = tagOf([3, 1], undefined, { startedAt: 50_000 });

describe('an update that AWS has kept from its tag', () => {
  test.each<[string, OwnerTag, boolean]>([
    ['its rollback', tagOf([2, 1], before, { rollback: true }), true],
    ['its rollback, on a host behind', tagOf([2, 1], before, { rollback: true, startedAt: 85_001 }), true],
    ['a rollback from long before', tagOf([2, 1], before, { rollback: true, startedAt: 85_000 }), false],
    ['the rollback of another update', tagOf([3, 1], before, { rollback: true }), false],
    ['the update before it', before, false],
    ['the update before it, on a host ahead', tagOf([3, 1], before, { startedAt: 102_000 }), false],
    ['an update to another state, on a host ahead', tagOf([3, 4], before, { startedAt: 102_000 }), true],
    ['an update back, before it', tagOf([2, 1], tagOf([1, 2], before)), false],
    ['a later update that has followed it', tagOf([2, 3], before), true],
    ['a later update that has followed another one', tagOf([3, 4], before), false],
  ])('is overtaken by %s', (_what, found, expected) => {
    expect(isNewer(found, update)).toBe(expected);
  });

  test('may follow a rollback when it begins', () => {
    const found = tagOf([2, 1], before, { rollback: true });
    expect(isNewer(found, { ...update, startedAt: update.now })).toBe(false);
  });

  test('is never overtaken as a stack rollback', () => {
    const rollback = { ...update, request: requestOf('update', true) };
    expect(isNewer(tagOf([2, 3], before), rollback)).toBe(false);
  });

  test('is not overtaken when it changes no parameter', () => {
    expect(isNewer(tagOf([2, 3], before), { ...update, previous: version(2) })).toBe(false);
  });
});

describe('the operation before another one, by a clock that is ahead', () => {
  test.each<[string, OwnerTag, boolean]>([
    ['the update before it', tagOf([3, 1], before, { startedAt: 114_999 }), true],
    ['the same, by a later time', tagOf([3, 1], before, { startedAt: 115_000 }), false],
    ['an update to another state', tagOf([3, 4], before, { startedAt: 105_000 }), false],
    ['an update back, which may be later', tagOf([2, 1], before, { startedAt: 105_000 }), false],
    ['a rollback, which may be later', tagOf([3, 1], before, { startedAt: 105_000, rollback: true }), false],
    ['one that names it', tagOf([3, 1], tagOf([1, 2], before, { token: 'update' })), false],
  ])('is %s', (_what, found, expected) => {
    expect(precedes(found, update)).toBe(expected);
  });

  test('is the one that a stack rollback undoes', () => {
    const rollback = { ...update, request: requestOf('update', true) };
    expect(precedes(tagOf([2, 1], before, { startedAt: 105_000 }), rollback)).toBe(true);
  });

  test('is not known to an update that changes no parameter', () => {
    expect(precedes(tagOf([3, 2], before), { ...update, previous: version(2) })).toBe(false);
  });
});
