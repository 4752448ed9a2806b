import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import { mayTriggerRollback, endedWithinRollbackWindow } from '../deployments/rollback';

const NOW = Date.UTC(2026, 0, 1);

test.each([
  [new Date(NOW), true],
  [new Date(NOW - 59_999), true],
  [new Date(NOW - 60_000), false],
  [undefined, false],
])('something may follow what ended at %s: %s', (endTime, expected) => {
  expect(endedWithinRollbackWindow(endTime, NOW)).toBe(expected);
});

const rollsBackOn = (...events: ('DEPLOYMENT_FAILURE' | 'DEPLOYMENT_STOP_ON_ALARM')[]) => ({
  autoRollbackConfiguration: { enabled: true, events },
});
const alarm = { errorInformation: { code: 'ALARM_ACTIVE' } } as const;

test.each<[reason: string, info: DeploymentInfo, expected: boolean]>([
  ['it has succeeded', { status: 'Succeeded', ...rollsBackOn('DEPLOYMENT_FAILURE') }, false],
  ['it runs', { status: 'InProgress' }, false],
  ['it has failed', { status: 'Failed', ...rollsBackOn('DEPLOYMENT_FAILURE') }, true],
  [
    'it has failed, and only alarms count',
    { status: 'Failed', ...rollsBackOn('DEPLOYMENT_STOP_ON_ALARM') },
    false,
  ],
  [
    'it has failed, and the rollback is off',
    { status: 'Failed', autoRollbackConfiguration: { enabled: false, events: ['DEPLOYMENT_FAILURE'] } },
    false,
  ],
  ['an alarm stopped it', { status: 'Stopped', ...alarm, ...rollsBackOn('DEPLOYMENT_STOP_ON_ALARM') }, true],
  [
    'an alarm stopped it, and only failures count',
    { status: 'Stopped', ...alarm, ...rollsBackOn('DEPLOYMENT_FAILURE') },
    false,
  ],
  ['an operator stopped it, who may have asked for a rollback', { status: 'Stopped' }, true],
  [
    'it is a rollback itself',
    { status: 'Failed', creator: 'codeDeployRollback', ...rollsBackOn('DEPLOYMENT_FAILURE') },
    false,
  ],
])('CodeDeploy may roll a deployment back: %s', (_, info, expected) => {
  expect(mayTriggerRollback(info)).toBe(expected);
});
