import type { TaskSet } from '@aws-sdk/client-ecs';
import {
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
  [
    'subnets are a set',
    { network: { subnets: ['subnet-2', 'subnet-1'], securityGroups: ['sg-1'], assignPublicIp: 'ENABLED' } },
    true,
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
    'another weight is another version',
    { capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 2 }] },
    false,
  ],
];

test.each(rows)('%s', (_reason, asked, expected) => {
  expect(matches(live, { ...open, ...asked })).toBe(expected);
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
