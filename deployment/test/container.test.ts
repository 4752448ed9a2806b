import { withOnlyContainer } from '../src/desired-state/container';
import type { TaskSetParameters } from '../src/desired-state/task-set';

type Containers = Record<string, number[]>;
type Choice = Pick<TaskSetParameters, 'containerName' | 'containerPort'>;

const none: Choice = { containerName: undefined, containerPort: undefined };
const live: Choice = { containerName: 'app', containerPort: 80 };

// written in the template, what runs, the containers of the wanted task definition and their ports, what is taken
test.each<[string, Choice, Choice, Containers, Choice]>([
  ['what runs, when it exists', none, live, { app: [80], log: [] }, live],
  ['what runs, when it exists among others', none, live, { app: [80, 81], web: [90] }, live],
  ['the only port', none, live, { app: [8080] }, { containerName: 'app', containerPort: 8080 }],
  ['the only container', none, live, { web: [80], log: [] }, { containerName: 'web', containerPort: 80 }],
  [
    'the only container for a task set without one',
    none,
    none,
    { web: [80] },
    { containerName: 'web', containerPort: 80 },
  ],
  ['nothing of two containers', none, live, { web: [80], api: [90] }, live],
  ['nothing of two ports', none, live, { app: [8080, 8081] }, live],
  ['nothing without a port', none, live, { app: [] }, live],
  [
    'the written port',
    { ...none, containerPort: 90 },
    { containerName: 'app', containerPort: 90 },
    { web: [90] },
    { containerName: 'web', containerPort: 90 },
  ],
  [
    'nothing against a written port',
    { ...none, containerPort: 90 },
    { containerName: 'app', containerPort: 90 },
    { app: [80] },
    { containerName: 'app', containerPort: 90 },
  ],
  ['nothing against a written container', { ...none, containerName: 'app' }, live, { web: [80] }, live],
  [
    'the only port of a written container',
    { ...none, containerName: 'app' },
    live,
    { app: [90] },
    { containerName: 'app', containerPort: 90 },
  ],
])('%s is taken', (_name, written, running, containers, taken) => {
  const taskDefinition = {
    containerDefinitions: Object.entries(containers).map(([name, ports]) => ({
      name,
      portMappings: ports.map((containerPort) => ({ containerPort })),
    })),
  };
  const rest = {
    taskDefinition: 'web:2',
    platformVersion: undefined,
    network: undefined,
    capacityProviderStrategy: undefined,
  };
  const result = withOnlyContainer({ ...rest, ...written }, { ...rest, ...running }, taskDefinition);
  expect(result).toEqual({ ...rest, ...taken });
});

describe('the parameters stay the same object, so that the operation has nothing to remember,', () => {
  const parameters: TaskSetParameters = {
    ...live,
    taskDefinition: 'web:2',
    platformVersion: undefined,
    network: undefined,
    capacityProviderStrategy: undefined,
  };
  const mapped = (name: string | undefined, containerPort: number) => ({
    ...(name !== undefined && { name }),
    portMappings: [{ containerPort }],
  });
  const written = { ...parameters, ...none };

  test('when container and port that run exist', () => {
    const containerDefinitions = [mapped('app', 80)];
    expect(withOnlyContainer(written, parameters, { containerDefinitions })).toBe(parameters);
  });

  test('when the task definition cannot be read, or has no containers', () => {
    expect(withOnlyContainer(written, parameters, undefined)).toBe(parameters);
    expect(withOnlyContainer(written, parameters, {})).toBe(parameters);
  });

  test('when the only container with a port has no name, or a mapping no port', () => {
    expect(withOnlyContainer(written, parameters, { containerDefinitions: [mapped(undefined, 90)] })).toBe(
      parameters,
    );
    const containerDefinitions = [{ name: 'web', portMappings: [{}] }, { name: 'log' }];
    expect(withOnlyContainer(written, parameters, { containerDefinitions })).toBe(parameters);
  });
});
