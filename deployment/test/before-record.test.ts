import type { TaskSet } from '@aws-sdk/client-ecs';
import type { OwnerTag } from '../../runtime/owner/owner-tag';
import {
  BEFORE_TAG,
  completed,
  desiredHash,
  findRecord,
  fromBeforeValue,
  fromRecord,
  recordFor,
  recordOfUndone,
  toBeforeValue,
  toRecord,
  withoutRecordsSince,
  withRecord,
  type BeforeRecord,
} from '../src/desired-state/before-record';
import { parametersOf, type TaskSetParameters } from '../src/desired-state/task-set';

const open: TaskSetParameters = {
  taskDefinition: 'web:1',
  containerName: undefined,
  containerPort: undefined,
  platformVersion: undefined,
  network: undefined,
  capacityProviderStrategy: undefined,
};

const running: TaskSet = {
  taskDefinition: 'web:1',
  launchType: 'FARGATE',
  platformVersion: '1.4.0',
  loadBalancers: [{ containerName: 'app', containerPort: 80 }],
  networkConfiguration: {
    awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: 'DISABLED' },
  },
};
const live = parametersOf(running);
const otherNetwork: TaskSetParameters['network'] = {
  subnets: ['subnet-1'],
  securityGroups: ['sg-2'],
  assignPublicIp: 'DISABLED',
};
const spot = [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }];

describe('a record of what runs', () => {
  test.each<[string, Partial<TaskSetParameters>, boolean]>([
    ['the same parameters with another version', { taskDefinition: 'web:2' }, false],
    ['another port', { containerPort: 8080 }, true],
    ['another container', { containerName: 'web' }, true],
    ['another platform version', { platformVersion: '1.3.0' }, true],
    ['LATEST, which may be another version', { platformVersion: 'LATEST' }, true],
    ['another security group', { network: otherNetwork }, true],
    ['a strategy', { capacityProviderStrategy: spot }, true],
  ])('before a deployment that brings %s', (_name, next, needed) => {
    expect(recordFor(running, { ...live, ...next }) !== undefined).toBe(needed);
  });

  test('names FARGATE for the launch type, which an AppSpec cannot name', () => {
    const next = { ...live, network: otherNetwork };
    const named = { ...live, capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }] };
    expect(recordFor(running, next)).toEqual(named);
    expect(recordFor({ ...running, launchType: 'EC2' }, next)).toEqual(live);
  });

  test.each([
    live,
    { ...live, capacityProviderStrategy: [{ capacityProvider: 'A', base: 1, weight: 2 }] },
    { ...open, containerName: 'app', containerPort: 80 },
  ])('is read back as it was written: %j', (parameters) => {
    expect(fromRecord(toRecord(parameters).content)).toEqual(parameters);
  });

  test('of a later operation is right only where the template leaves something out', () => {
    const recorded = { ...live, taskDefinition: 'web:2', network: otherNetwork };
    expect(completed({ ...open, platformVersion: '1.3.0' }, recorded)).toEqual({
      ...live,
      platformVersion: '1.3.0',
      network: otherNetwork,
    });
    // The platform version that LATEST stood for.
    expect(completed({ ...open, platformVersion: 'LATEST' }, live)).toEqual(live);
  });
});

/** Operations, newest first, and the desired state that each has left. */
function ownerWith(...operations: [operation: string, left: TaskSetParameters | undefined][]): OwnerTag {
  const [[operation], ...superseded] = operations as [[string, unknown], ...[string, unknown][]];
  return {
    id: 'o',
    name: 'shop/Deployment',
    operation,
    superseded: superseded.map(([each]) => each),
    left: operations.map(([, left]) => (left ? desiredHash(left) : '')),
  };
}

describe('the tag', () => {
  const five = ['a', 'b', 'c', 'd', 'e'].map((digit) => ({
    operation: digit.repeat(6),
    sha256: digit.repeat(64),
  }));

  test('is read back as it was written, and has at most 256 characters with as many records as operations are known', () => {
    expect(fromBeforeValue(toBeforeValue(five))).toEqual(five);
    expect(toBeforeValue(five).length).toBeLessThanOrEqual(256);
    expect(fromBeforeValue(toBeforeValue([]))).toEqual([]);
  });

  test.each(['', 'x', 'a b c', 'a b ', ` ${'A'.repeat(43)}`, `a ${'A'.repeat(42)}`])(
    'with the value "%s" tells nothing',
    (value) => {
      expect(fromBeforeValue(value)).toEqual([]);
    },
  );

  test('has a key that stays what it is: groups that exist have it', () => {
    expect(BEFORE_TAG).toBe('org-codedeploy:ecs-deployment-before');
  });

  test('keeps the records of operations that the owner tag has', () => {
    const owner = { ...ownerWith(['f'.repeat(12), open]), superseded: ['c'.repeat(12), 'a'.repeat(12)] };
    const record = { operation: 'f'.repeat(12), sha256: 'f'.repeat(64) };
    const added = withRecord(five, record, owner).map(({ operation: each }) => each);
    expect(added).toEqual(['ffffff', 'aaaaaa', 'cccccc']);
  });
});

describe('the record of what ran under a desired state', () => {
  const other = { ...open, taskDefinition: 'web:2' };
  const third = { ...open, taskDefinition: 'web:3' };
  const [one, two, three] = ['111111abcdef', '222222abcdef', '333333abcdef'];
  const record = (of: string): BeforeRecord => ({ operation: of.slice(0, 6), sha256: of[0]!.repeat(64) });
  test.each<[string, OwnerTag | undefined, string[], string | undefined]>([
    ['the operation that has left it', ownerWith([one, open]), [one], one],
    ['the first of two that have left it', ownerWith([two, open], [one, open]), [two, one], one],
    ['the next one, when that one has recorded nothing', ownerWith([two, other], [one, open]), [two], two],
    ['the first one of a row', ownerWith([three, third], [two, other], [one, open]), [three, two, one], one],
    ['before its rollback that failed', ownerWith([two, other], [one, open]), [one], one],
    ['none before it was left', ownerWith([two, open], [one, other]), [one], undefined],
    ['none without an operation that has left it', ownerWith([one, other]), [one], undefined],
    ['none without an owner tag', undefined, [one], undefined],
    ['none of a tag without left states', { ...ownerWith([one, open]), left: [] }, [one], undefined],
  ])('is that of %s', (_name, owner, recorded, expected) => {
    const records = recorded.map(record);
    expect(findRecord(records, open, owner)?.operation).toBe(expected?.slice(0, 6));
    const since = records.slice(
      0,
      records.findIndex(({ operation: each }) => expected?.startsWith(each)) + 1,
    );
    expect(withoutRecordsSince(records, open, owner)).toEqual(
      records.filter((each) => !since.includes(each)),
    );
  });

  test('is not that of an operation that has brought it: its record tells what ran under the state before', () => {
    const records = [record(two)];
    const returned = ownerWith([three, undefined], [two, other], [one, open]);
    const brings = [desiredHash(open)];
    expect(findRecord(records, open, { ...returned, brings })).toBeUndefined();
    expect(withoutRecordsSince(records, open, { ...returned, brings })).toEqual(records);
    expect(findRecord(records, other, { ...returned, brings })).toEqual(record(two));
  });

  test('is not that of an operation that has brought it before a later one has left it again', () => {
    const records = [record(two)];
    const owner = ownerWith([three, open], [two, other], [one, open]);
    const brings = [desiredHash(third)];
    expect(findRecord(records, open, { ...owner, brings })).toBeUndefined();
  });

  test('is not that of an operation that has brought it where the tag lacks the one that has left it', () => {
    const records = [record(two)];
    // The tag showed too late for the stack rollback to name the update that it undoes.
    const owner = ownerWith([three, third], [two, other], [one, open]);
    const brings = [desiredHash(open), desiredHash(open)];
    expect(findRecord(records, open, { ...owner, brings })).toBeUndefined();
  });
});

describe('the record of the operation that a stack rollback undoes', () => {
  const [update, rollback] = ['111111abcdef', '222222abcdef'];
  const record: BeforeRecord = { operation: '111111', sha256: 'a'.repeat(64) };
  const undone = desiredHash(open);
  const brings = [undone];

  test('is found by the newest operation, whatever the owner tag says it has left', () => {
    expect(recordOfUndone([record], { ...ownerWith([update, undefined]), brings }, rollback, undone)).toBe(
      record,
    );
  });

  test('is found when the tag has the rollback already', () => {
    const owner = { ...ownerWith([rollback, undefined], [update, undefined]), brings: ['', ...brings] };
    expect(recordOfUndone([record], owner, rollback, undone)).toBe(record);
  });

  test('is none when that operation has recorded nothing, or the tag is gone', () => {
    const older: BeforeRecord = { ...record, operation: '000000' };
    const owner = { ...ownerWith([update, undefined]), brings };
    expect(recordOfUndone([older], owner, rollback, undone)).toBeUndefined();
    expect(recordOfUndone([record], undefined, rollback, undone)).toBeUndefined();
  });

  test('is none when the tag does not have that operation, but the one before it', () => {
    const owner = { ...ownerWith([update, undefined]), brings };
    const other = desiredHash({ ...open, taskDefinition: 'web:2' });
    expect(recordOfUndone([record], owner, rollback, other)).toBeUndefined();
    expect(recordOfUndone([record], owner, rollback, undefined)).toBeUndefined();
  });
});
