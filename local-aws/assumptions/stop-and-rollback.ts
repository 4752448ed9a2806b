import { NEEDS_A_FAILURE, NEEDS_A_LONG_DEPLOYMENT, NEEDS_A_SUCCESS, type Assumption } from './assumption';

export const STOP_AND_ROLLBACK: readonly Assumption[] = [
  {
    id: 'stop-01',
    question: '`autoRollbackEnabled` is absent',
    decision: '`DEPLOYMENT_STOP_ON_REQUEST` of the effective rollback configuration decides',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'guess',
    evidence: 'API reference, StopDeployment: the member is optional',
    dependsOn:
      'A stop by an operator: whether an update waits for a rollback. The handlers always send the member.',
    readings: [
      { name: 'configuration', says: 'the rollback configuration decides' },
      { name: 'never', says: 'no rollback', switch: { codeDeployReadings: { stopWithoutFlag: 'never' } } },
      { name: 'always', says: 'a rollback', switch: { codeDeployReadings: { stopWithoutFlag: 'always' } } },
    ],
  },
  {
    id: 'stop-02',
    question: '`autoRollbackEnabled: false`',
    decision: 'no rollback, whatever the configuration says',
    kind: 'open',
    noticedBy: 'users',
    sure: 'guess',
    evidence: 'API reference, StopDeployment',
    dependsOn: 'A stop by an operator.',
    readings: [
      { name: 'never', says: 'no rollback' },
      {
        name: 'configuration',
        says: 'the rollback configuration decides',
        switch: { codeDeployReadings: { stopWithFalse: 'configuration' } },
      },
    ],
  },
  {
    id: 'stop-03',
    question: 'a ready wait that timed out',
    decision: 'counts as a stop on request',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'documented',
    evidence: 'API reference, DeploymentReadyOption: the status is changed to Stopped',
    dependsOn: 'Whether a rollback follows a ready wait that no approval ends.',
    readings: [
      { name: 'stop', says: 'a stop on request' },
      { name: 'failure', says: 'a failure' },
    ],
    noProbe: NEEDS_A_LONG_DEPLOYMENT,
  },
  {
    id: 'stop-04',
    question: 'answer of StopDeployment',
    decision: 'Succeeded; the deployment is Stopped two seconds later',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'likely',
    evidence:
      'API reference, StopDeployment: Pending or Succeeded; recording `stop-answer`: Succeeded, for servers',
    dependsOn: 'The wait for the end of a deployment that was stopped.',
    readings: [
      { name: 'Succeeded', says: 'Succeeded; the deployment is Stopped two seconds later' },
      {
        name: 'Pending',
        says: 'Pending; the deployment runs on for a while',
        switch: { codeDeployFaults: { stopPendingSeconds: 12 } },
      },
    ],
  },
  {
    id: 'stop-05',
    question: 'a stop after CodeDeploy has begun to terminate the original task set',
    decision: '`DeploymentAlreadyCompletedException`',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'guess',
    evidence: 'Documentation is silent',
    dependsOn:
      'D6 at the very end of a termination wait: the stop comes too late, and a new deployment is needed.',
    readings: [
      { name: 'completed', says: '`DeploymentAlreadyCompletedException`' },
      {
        name: 'unsupported',
        says: '`UnsupportedActionForDeploymentTypeException`',
        switch: { codeDeployReadings: { stopWhileTerminating: 'unsupported' } },
      },
    ],
    noProbe: NEEDS_A_LONG_DEPLOYMENT,
  },
  {
    id: 'stop-06',
    question: 'first moment at which there is something to roll back',
    decision: 'the beginning of Install',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'likely',
    evidence: 'User Guide, AppSpec hooks section, BeforeInstall',
    dependsOn:
      'Whether an operation waits for a rollback after a stop at the very beginning. Where CodeDeploy makes one and names it late, the operation ends before a rollback that changes nothing; the next operation waits for that one.',
    readings: [
      { name: 'install', says: 'the beginning of Install' },
      {
        name: 'creation',
        says: 'any moment: a rollback deployment is made for each',
        switch: { codeDeployReadings: { rollbackFrom: 'creation' } },
      },
    ],
  },
  {
    id: 'stop-07',
    question: 'events and target of a rollback',
    decision: 'all events Succeeded, without a call of a hook; the same task sets',
    kind: 'open',
    noticedBy: 'users',
    sure: 'likely',
    evidence:
      'Recording `rollback-of-a-function`: all events of a rollback Succeeded; recordings `alarm-during-install` and `alarm-during-traffic-shift`: no new task set. No recording of the events for an ECS service',
    dependsOn: 'The progress message during a rollback.',
    readings: [
      { name: 'Succeeded', says: 'all events Succeeded' },
      {
        name: 'Skipped',
        says: 'all events Skipped except AllowTraffic',
        switch: { codeDeployReadings: { rollbackEvents: 'Skipped' } },
      },
    ],
  },
  {
    id: 'stop-08',
    question: 'revision of a rollback',
    decision: 'that of the last deployment that succeeded; absent when there is none',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'likely',
    evidence: 'User Guide, Redeploy and roll back: the last known good revision',
    dependsOn:
      'D3 compares the revision of an active deployment; a rollback is waited for whatever it brings.',
    readings: [
      { name: 'lastSuccessful', says: 'that of the last deployment that succeeded' },
      { name: 'absent', says: 'absent', switch: { codeDeployReadings: { rollbackRevision: 'absent' } } },
    ],
    noProbe: NEEDS_A_SUCCESS,
  },
  {
    id: 'stop-09',
    question: 'a rollback that is stopped or fails',
    decision: 'changes nothing more, and is not rolled back itself',
    kind: 'open',
    noticedBy: 'users',
    sure: 'guess',
    evidence: 'Documentation is silent',
    dependsOn: 'After a rollback that failed the next operation deploys again (D11).',
    readings: [
      { name: 'nothing', says: 'changes nothing more' },
      { name: 'partly', says: 'leaves a part done' },
    ],
    noProbe: NEEDS_A_FAILURE,
  },
  {
    id: 'stop-10',
    question: 'ContinueDeployment',
    decision:
      'READY_WAIT when no type is given; otherwise `DeploymentIsNotInReadyStateException`, for TERMINATION_WAIT `InvalidDeploymentStatusException`',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'guess',
    evidence: 'API reference, ContinueDeployment: both errors are listed',
    dependsOn: 'An operation that ends a wait just after the wait has ended: it must look again, not fail.',
    readings: [
      { name: 'byWait', says: 'an error for each wait' },
      {
        name: 'notReady',
        says: '`DeploymentIsNotInReadyStateException` for both',
        switch: { codeDeployReadings: { wrongWait: 'notReady' } },
      },
      {
        name: 'unsupported',
        says: '`UnsupportedActionForDeploymentTypeException`',
        switch: { codeDeployReadings: { wrongWait: 'unsupported' } },
      },
    ],
  },
  {
    id: 'stop-11',
    question: 'a stop in the termination wait',
    decision: 'accepted, and rolled back like any other',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'likely',
    evidence:
      'User Guide, stop and roll back in the console during the wait; CodeDeploy keeps the original task set for it',
    dependsOn:
      'D6: the fast rollback while the original task set stands. Refused for a minute, the operation ends the wait and deploys: minutes instead of seconds. An update whose time is over in the wait fails while the wait goes on.',
    readings: [
      { name: 'accepted', says: 'stopped and rolled back' },
      {
        name: 'refused',
        says: '`UnsupportedActionForDeploymentTypeException`',
        switch: { codeDeployReadings: { lateStop: 'refused' } },
      },
    ],
  },
  {
    id: 'stop-12',
    question: 'a second stop before the deployment is Stopped',
    decision: 'Succeeded again',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'guess',
    evidence: 'Documentation is silent',
    dependsOn: 'An invocation that comes twice stops twice.',
    readings: [
      { name: 'accepted', says: 'Succeeded again' },
      {
        name: 'refused',
        says: '`DeploymentAlreadyCompletedException`',
        switch: { codeDeployReadings: { secondStop: 'refused' } },
      },
    ],
  },
];
