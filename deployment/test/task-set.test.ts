import type { TaskSet } from '@aws-sdk/client-ecs';
import {
  differences,
  leavesOpen,
  withLiveDefaults,
  parametersOf,
  matches,
  type TaskSetParameters,
} from '../src/desired-state/task-set';

const V1 = 'arn:aws:ecs:eu-west-1:123456789012:task-definition/shop:1';
const V2 = 'arn:aws:ecs:eu-west-1:123456789012:task-definition/shop:2';

const open: TaskSetParameters = {
  taskDefinition: V1,
  containerName: undefined,
  containerPort: undefined,
  platformVersion: undefined,
  network: undefined,
  capacityProviderStrategy: undefined,
};

const live: TaskSetParameters = {
  taskDefinition: V1,
  containerName: 'web',
  containerPort: 80,
  platformVersion: '1.4.0',
  network: { subnets: ['subnet-1', 'subnet-2'], securityGroups: ['sg-1'], assignPublicIp: 'ENABLED' },
  capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1, base: 0 }],
};

const rows: [string, Partial<TaskSetParameters>, boolean][] = [
  ['what is left open fits anything', {}, true],
  ['another revision is another version', { taskDefinition: V2 }, false],
  ['another container is another version', { containerName: 'api' }, false],
  ['another port is another version', { containerPort: 8080 }, false],
  ['the same container and port are the same version', { containerName: 'web', containerPort: 80 }, true],
  ['LATEST fits whatever ECS took it for', { platformVersion: 'LATEST' }, true],
  ['another platform version is another version', { platformVersion: '1.3.0' }, false],
  ['the same platform version is the same version', { platformVersion: '1.4.0' }, true],
  [
    'subnets are a set',
    { network: { subnets: ['subnet-2', 'subnet-1'], securityGroups: ['sg-1'], assignPublicIp: 'ENABLED' } },
    true,
  ],
  [
    'another subnet is another version',
    { network: { subnets: ['subnet-1', 'subnet-3'], securityGroups: ['sg-1'], assignPublicIp: 'ENABLED' } },
    false,
  ],
  [
    'another security group is another version',
    { network: { subnets: ['subnet-1', 'subnet-2'], securityGroups: ['sg-2'], assignPublicIp: 'ENABLED' } },
    false,
  ],
  [
    'no public address is the default, so it differs from a public one',
    { network: { subnets: ['subnet-1', 'subnet-2'], securityGroups: ['sg-1'] } },
    false,
  ],
  [
    'a capacity provider without a base has the base 0',
    { capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }] },
    true,
  ],
  [
    'another base is another version',
    { capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1, base: 1 }] },
    false,
  ],
  [
    'another weight is another version',
    { capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 2 }] },
    false,
  ],
];

test.each(rows)('%s', (_reason, asked, expected) => {
  expect(matches(live, { ...open, ...asked })).toBe(expected);
});

test('a task set for which ECS shows LATEST may run any platform version', () => {
  const latest = { ...live, platformVersion: 'LATEST' };
  expect(matches(latest, { ...open, platformVersion: '1.3.0' })).toBe(true);
  expect(matches(latest, { ...open, platformVersion: 'LATEST' })).toBe(true);
});

test('capacity providers, subnets and security groups are sets', () => {
  const [spot, fargate] = [
    { capacityProvider: 'FARGATE_SPOT', weight: 3 },
    { capacityProvider: 'FARGATE', base: 1 },
  ];
  const one = { subnets: ['a', 'b'], securityGroups: ['c', 'd'] };
  const other = { subnets: ['b', 'a'], securityGroups: ['d', 'c'], assignPublicIp: 'DISABLED' as const };
  const running = { ...live, network: one, capacityProviderStrategy: [spot, fargate] };
  const desired = { ...open, network: other, capacityProviderStrategy: [fargate, spot] };
  expect(matches(running, desired)).toBe(true);
  expect(running.network.subnets).toEqual(['a', 'b']);
});

test('a weight is not a base', () => {
  const running = { ...live, capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }] };
  const desired = { ...open, capacityProviderStrategy: [{ capacityProvider: 'FARGATE', base: 1 }] };
  expect(matches(running, desired)).toBe(false);
});

describe('what ran before is wanted exactly', () => {
  const FARGATE = { capacityProvider: 'FARGATE', weight: 1 };
  const SPOT = { capacityProvider: 'FARGATE_SPOT', weight: 1 };
  const onLaunchType = { ...live, capacityProviderStrategy: undefined };

  test.each<[string, running: TaskSetParameters, desired: Partial<TaskSetParameters>, boolean]>([
    ['the same', live, {}, true],
    ['another revision', live, { taskDefinition: V2 }, false],
    ['what is wanted absent, and runs', live, { platformVersion: undefined }, false],
    [
      'what is wanted absent, and does not run',
      { ...live, network: undefined },
      { network: undefined },
      true,
    ],
    [
      'LATEST, which may be another version than the one that runs',
      live,
      { platformVersion: 'LATEST' },
      false,
    ],
    ['launch type FARGATE instead of a strategy of it alone', onLaunchType, {}, true],
    [
      'launch type FARGATE instead of that strategy, and another port',
      onLaunchType,
      { containerPort: 8080 },
      false,
    ],
    ['a launch type instead of another strategy', onLaunchType, { capacityProviderStrategy: [SPOT] }, false],
    [
      'a launch type instead of a strategy of two',
      onLaunchType,
      { capacityProviderStrategy: [FARGATE, SPOT] },
      false,
    ],
    ['a launch type instead of an empty strategy', onLaunchType, { capacityProviderStrategy: [] }, false],
    ['no strategy where one runs', live, { capacityProviderStrategy: undefined }, false],
    [
      'another strategy than the one that runs',
      { ...live, capacityProviderStrategy: [SPOT] },
      { capacityProviderStrategy: [FARGATE] },
      false,
    ],
  ])('%s', (_what, running, changes, expected) => {
    expect(matches(running, { ...live, ...changes, exact: true })).toBe(expected);
  });

  test('and nothing is taken from what runs', () => {
    const desired: TaskSetParameters = { ...open, exact: true };
    expect(withLiveDefaults(desired, live)).toBe(desired);
  });
});

test('two task sets differ in the optional parameters whose values differ', () => {
  expect(differences(live, { ...live, taskDefinition: V2 })).toEqual([]);
  expect(differences(live, open)).toEqual([
    'containerName',
    'containerPort',
    'platformVersion',
    'network',
    'capacityProviderStrategy',
  ]);
});

test('a task set whose network is unknown does not run in a given one', () => {
  expect(matches({ ...live, network: undefined }, { ...open, network: {} as never })).toBe(false);
});

test('what is left open is taken from what runs', () => {
  expect(withLiveDefaults({ ...open, taskDefinition: V2, containerPort: 8080 }, live)).toEqual({
    ...live,
    taskDefinition: V2,
    containerPort: 8080,
  });
  expect(withLiveDefaults(open, live)).toEqual(live);
});

test('what the template sets is not taken from what runs', () => {
  const desired: TaskSetParameters = {
    taskDefinition: V2,
    containerName: 'api',
    containerPort: 8080,
    platformVersion: '1.3.0',
    network: { subnets: ['subnet-3'] },
    capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT' }],
  };
  expect(withLiveDefaults(desired, live)).toEqual(desired);
});

test('parameters come from the task set, an empty strategy is none', () => {
  const taskSet: TaskSet = {
    taskDefinition: V1,
    loadBalancers: [{ containerName: 'web', containerPort: 80 }],
    platformVersion: '1.4.0',
    networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
    capacityProviderStrategy: [],
  };
  expect(parametersOf(taskSet)).toEqual({
    ...live,
    network: { subnets: ['subnet-1'] },
    capacityProviderStrategy: undefined,
  });
  expect(parametersOf({})).toEqual({ ...open, taskDefinition: '' });
});

test('a template leaves something open unless it sets everything', () => {
  expect(leavesOpen({ ...live, capacityProviderStrategy: undefined })).toBe(true);
  expect(leavesOpen(live)).toBe(false);
});
