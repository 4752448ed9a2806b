import {
  desiredTags,
  isMadeBy,
  isOwnedBy,
  toOwnerTag,
  shownTags,
  tagChanges,
  withChanges,
} from '../src/tags';
import { request } from './examples';

const OWNER_TAG = 'org-codedeploy:ecs-deployment-group';

describe('the owner tag of a group', () => {
  test('is one reserved tag without the token in it', () => {
    const tag = toOwnerTag(request({ token: 'secret-token' }), 0);
    expect(Object.keys(tag)).toEqual([OWNER_TAG]);
    expect(tag[OWNER_TAG]).toMatch(/^[0-9a-f]{12} [0-9a-f]{12}@0 \w+\/\w+$/);
  });

  test.each([
    { reason: 'the same operation, delivered again', change: {}, made: true, owned: true },
    {
      reason: 'another operation of the same resource',
      change: { token: 'another' },
      made: false,
      owned: true,
    },
    {
      reason: 'another resource of the stack',
      change: { logicalResourceId: 'Other' },
      made: false,
      owned: false,
    },
    {
      reason: 'the same template as another stack',
      change: { stackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/shop/7' },
      made: false,
      owned: false,
    },
    {
      reason: 'an operation outside a stack',
      change: { stackId: undefined, logicalResourceId: undefined },
      made: false,
      owned: false,
    },
  ])('tells $reason', ({ change, made, owned }) => {
    const tags = toOwnerTag(request(), 0);
    expect(isMadeBy(request(change), tags)).toBe(made);
    expect(isOwnedBy(request(change), tags)).toBe(owned);
  });

  test('is not on a group that another stack made', () => {
    expect(isMadeBy(request(), { team: 'shop' })).toBe(false);
    expect(isOwnedBy(request(), { team: 'shop' })).toBe(false);
  });
});

test('a tag of the resource wins over a stack tag of the same key', () => {
  const tags = desiredTags({ team: 'stack', stage: 'prod' }, [{ key: 'team', value: 'resource' }]);
  expect(tags).toEqual({ team: 'resource', stage: 'prod' });
  expect(desiredTags({ team: 'stack' }, undefined)).toEqual({ team: 'stack' });
});

describe('tag changes', () => {
  test.each([
    {
      reason: 'a tag that is new',
      previous: {},
      desired: { team: 'shop' },
      actual: {},
      add: { team: 'shop' },
      removeKeys: [],
    },
    {
      reason: 'a tag with a new value',
      previous: { team: 'shop' },
      desired: { team: 'web' },
      actual: { team: 'shop' },
      add: { team: 'web' },
      removeKeys: [],
    },
    {
      reason: 'a tag that the template no longer has',
      previous: { team: 'shop' },
      desired: {},
      actual: { team: 'shop' },
      add: {},
      removeKeys: ['team'],
    },
    {
      reason: 'nothing when the update is called again',
      previous: { team: 'shop' },
      desired: { stage: 'prod' },
      actual: { stage: 'prod' },
      add: {},
      removeKeys: [],
    },
    {
      reason: 'a declared tag that an operator changed',
      previous: { team: 'shop' },
      desired: { team: 'shop' },
      actual: { team: 'hand' },
      add: { team: 'shop' },
      removeKeys: [],
    },
    {
      reason: 'nothing about tags that others put there',
      previous: {},
      desired: {},
      actual: { cost: '42' },
      add: {},
      removeKeys: [],
    },
    {
      reason: 'nothing about reserved tags and those of AWS, even if they were declared once',
      previous: { [OWNER_TAG]: 'x', 'org-codedeploy:ecs-deployment': 'y', 'aws:z': 'z' },
      desired: {},
      actual: { [OWNER_TAG]: 'x', 'org-codedeploy:ecs-deployment': 'y', 'aws:z': 'z' },
      add: {},
      removeKeys: [],
    },
  ])('are $reason', ({ previous, desired, actual, add, removeKeys }) => {
    const changes = tagChanges(previous, desired, actual);
    expect(changes).toEqual({ add, removeKeys });
    expect(tagChanges(previous, desired, withChanges(actual, changes))).toEqual({ add: {}, removeKeys: [] });
  });
});

test('tags that are named like members of every object are added and removed like others', () => {
  const actual = Object.fromEntries([
    ['constructor', 'x'],
    ['toString', 'x'],
  ]);
  const desired = Object.fromEntries([['valueOf', 'y']]);
  expect(tagChanges(actual, desired, actual)).toEqual({
    add: desired,
    removeKeys: ['constructor', 'toString'],
  });
  expect(tagChanges({}, actual, {})).toEqual({ add: actual, removeKeys: [] });
});

test('the model shows tags by key, without the reserved ones and those of AWS', () => {
  const actual = {
    team: 'shop',
    [OWNER_TAG]: 'x',
    'org-codedeploy:ecs-deployment': 'y',
    'aws:cloudformation:stack-name': 'shop',
    cost: '42',
  };
  expect(shownTags(actual)).toEqual([
    { key: 'cost', value: '42' },
    { key: 'team', value: 'shop' },
  ]);
});
