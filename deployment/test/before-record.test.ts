import type { TaskSet } from '@aws-sdk/client-ecs';
import {
  desiredHash,
  fromBeforeValue,
  fromRecord,
  isRecordOf,
  leavesOpen,
  recordFor,
  toBeforeValue,
  toRecord,
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
  test.each<[string, Partial<TaskSetParameters>, Partial<TaskSetParameters>, boolean]>([
    ['the same parameters with another version', {}, { taskDefinition: 'web:2' }, false],
    ['another port', {}, { containerPort: 8080 }, true],
    ['another container', {}, { containerName: 'web' }, true],
    ['another platform version', {}, { platformVersion: '1.3.0' }, true],
    ['LATEST, which may be another version', {}, { platformVersion: 'LATEST' }, true],
    ['another security group', {}, { network: otherNetwork }, true],
    ['a strategy', {}, { capacityProviderStrategy: spot }, true],
    ['another port, which the template set before', { containerPort: 80 }, { containerPort: 8080 }, false],
    [
      'another port and network, one of them set',
      { containerPort: 80 },
      { containerPort: 1, platformVersion: '1.3.0' },
      true,
    ],
  ])('before a deployment that brings %s', (_name, previous, next, needed) => {
    const record = recordFor({ ...open, ...previous }, running, { ...live, ...next });
    expect(record !== undefined).toBe(needed);
  });

  test('names FARGATE where a strategy takes the place of the launch type', () => {
    expect(recordFor(open, running, { ...live, capacityProviderStrategy: spot })).toEqual({
      ...live,
      capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }],
    });
    const onInstances: TaskSet = { ...running, launchType: 'EC2' };
    expect(recordFor(open, onInstances, { ...live, capacityProviderStrategy: spot })).toEqual(live);
  });

  test.each([
    live,
    { ...live, capacityProviderStrategy: [{ capacityProvider: 'A', base: 1, weight: 2 }] },
    { ...open, containerName: 'app', containerPort: 80 },
  ])('is read back as it was written: %j', (parameters) => {
    expect(fromRecord(toRecord(parameters).content)).toEqual(parameters);
  });
});

describe('the tag', () => {
  const { sha256 } = toRecord(live);
  const before = { operation: '0123456789ab', desired: desiredHash(open), sha256 };

  test('is read back as it was written, and has at most 256 characters', () => {
    expect(fromBeforeValue(toBeforeValue(before))).toEqual(before);
    expect(toBeforeValue(before).length).toBeLessThanOrEqual(256);
  });

  test.each(['', 'x', 'a b c', 'a b '])('with the value "%s" tells nothing', (value) => {
    expect(fromBeforeValue(value)).toBeUndefined();
  });

  const owner = { id: 'o', name: 'shop/Deployment', operation: 'newest' };
  test.each([
    ['of the newest operation', { ...owner, operation: before.operation }, open, true],
    ['of a superseded operation', { ...owner, superseded: ['x', before.operation] }, open, true],
    ['of an operation that is forgotten', { ...owner, superseded: ['x'] }, open, false],
    ['without an owner', undefined, open, false],
    [
      'of another desired state',
      { ...owner, operation: before.operation },
      { ...open, containerPort: 80 },
      false,
    ],
  ])('%s', (_name, found, written, used) => {
    expect(isRecordOf(before, written, found)).toBe(used);
    expect(isRecordOf(undefined, written, found)).toBe(false);
  });
});

test('a template leaves something open unless it sets everything', () => {
  expect(leavesOpen(live)).toBe(true);
  expect(leavesOpen({ ...live, capacityProviderStrategy: spot })).toBe(false);
});
