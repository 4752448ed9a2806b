import type { RunEvent } from '../../view/events';
import { AllowedVersions } from './allowed-versions';

const service = (version: string): RunEvent => ({
  kind: 'taskSets',
  time: 0,
  service: 'web',
  taskSets: [
    { id: 't', status: 'PRIMARY', version, targetGroup: 'Blue', running: 1, desired: 1, healthy: 1 },
  ],
});

const deployment = (id: string, version: string | undefined, rollsBack?: string): RunEvent => ({
  kind: 'deployment',
  time: 0,
  id,
  status: 'InProgress',
  rollsBack,
  version,
  waitsForTermination: false,
  terminationWaitMinutes: undefined,
  error: undefined,
});

const allowTraffic = (deploymentId: string, status: 'InProgress' | 'Succeeded' | 'Failed'): RunEvent => ({
  kind: 'lifecycle',
  time: 0,
  deploymentId,
  name: 'AllowTraffic',
  status,
  hook: undefined,
  start: 0,
  end: undefined,
});

test.each<[string, RunEvent[], string[]]>([
  ['before the service exists', [], []],
  ['of a new service', [service('web:1')], ['web:1']],
  ['before the traffic moves', [service('web:1'), deployment('d-1', 'web:2')], ['web:1']],
  [
    'while the traffic moves',
    [service('web:1'), deployment('d-1', 'web:2'), allowTraffic('d-1', 'InProgress')],
    ['web:1', 'web:2'],
  ],
  [
    'when the traffic has moved, whatever the task sets say',
    [service('web:1'), deployment('d-1', 'web:2'), allowTraffic('d-1', 'Succeeded'), service('web:1')],
    ['web:2'],
  ],
  [
    'while a stopped shift is undone',
    [
      service('web:1'),
      deployment('d-1', 'web:2'),
      allowTraffic('d-1', 'InProgress'),
      allowTraffic('d-1', 'Failed'),
    ],
    ['web:1', 'web:2'],
  ],
  [
    'after a rollback to the version that the service was created with, which has no AppSpec',
    [
      service('web:1'),
      deployment('d-1', 'web:2'),
      allowTraffic('d-1', 'InProgress'),
      deployment('d-2', undefined, 'd-1'),
      allowTraffic('d-2', 'Succeeded'),
    ],
    ['web:1'],
  ],
])('the versions that are allowed %s', (_, events, expected) => {
  const allowed = new AllowedVersions();
  for (const event of events) allowed.take(event);
  expect([...allowed.versions]).toEqual(expected);
});
