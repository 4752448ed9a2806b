import type { DeploymentInfo, LifecycleEvent } from '@aws-sdk/client-codedeploy';
import { RECORDINGS } from '#local-aws';
import { hasEnded, isRollback } from '../../runtime/deployments/deployment-status';
import { adviceFor, failedEvent } from '../src/messages/remediation';

const { alarmDuringInstall, alarmDuringTrafficShift } = RECORDINGS;

test('a recorded deployment that an alarm stopped has ended, at the event that failed, and is explained', () => {
  for (const [{ deploymentInfo, lifecycleEvents }, failed] of [
    [alarmDuringInstall.answers, 'Install'],
    [alarmDuringTrafficShift.answers, 'AllowTraffic'],
  ] as const) {
    const info = deploymentInfo as DeploymentInfo;
    const events = lifecycleEvents.map(
      ([lifecycleEventName, status]) => ({ lifecycleEventName, status }) as LifecycleEvent,
    );
    expect(hasEnded(info)).toBe(true);
    expect(failedEvent({ lifecycleEvents: events })).toBe(failed);
    expect(adviceFor({ info, target: { lifecycleEvents: events }, hooks: {} }, undefined)).toBe(
      'Find out why, and update again when no alarm fires.',
    );
  }
});

test('a recorded rollback is known as one', () => {
  expect(isRollback(alarmDuringInstall.answers.rollback as DeploymentInfo)).toBe(true);
  expect(hasEnded(alarmDuringInstall.answers.rollback)).toBe(true);
});
