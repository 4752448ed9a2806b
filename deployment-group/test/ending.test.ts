import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import { decide, type Deployments, type Step } from '../src/ending';
import type { Phase } from '../src/phase';

const NOW = Date.UTC(2026, 0, 1);
const ID = 'd-ORIGINAL1';
const deployment = (info: DeploymentInfo): DeploymentInfo => ({ deploymentId: ID, creator: 'user', ...info });
const ended = (secondsAgo: number, info: DeploymentInfo = {}) =>
  deployment({ status: 'Stopped', completeTime: new Date(NOW - secondsAgo * 1000), ...info });
const rollback = (status: DeploymentInfo['status']) =>
  deployment({ deploymentId: 'd-ROLLBACK1', creator: 'codeDeployRollback', status });

test.each<{ reason: string; seen: Partial<Deployments>; phase?: Phase; step: Step }>([
  { reason: 'nothing ever ran', seen: {}, step: { kind: 'deleteGroup' } },
  {
    reason: 'a deployment runs: the old version has to come back',
    seen: { running: deployment({ status: 'InProgress' }) },
    step: { kind: 'stop', deploymentId: ID },
  },
  {
    reason: 'a deployment waits for an approval',
    seen: { running: deployment({ status: 'Ready' }) },
    step: { kind: 'stop', deploymentId: ID },
  },
  {
    reason: 'all traffic is on the new version already: only the wait is left',
    seen: { running: deployment({ status: 'InProgress', instanceTerminationWaitTimeStarted: true }) },
    step: { kind: 'endTerminationWait', deploymentId: ID },
  },
  {
    reason: 'a rollback runs: stopping it would leave the service between two versions',
    seen: { running: rollback('InProgress') },
    step: { kind: 'wait', deploymentId: 'd-ROLLBACK1' },
  },
  {
    reason: 'the deployment was asked to end before',
    seen: { running: deployment({ status: 'InProgress' }) },
    phase: { kind: 'ending', deploymentId: ID },
    step: { kind: 'wait', deploymentId: ID },
  },
  {
    reason: 'another team started another one in between',
    seen: { running: deployment({ status: 'Created' }) },
    phase: { kind: 'ending', deploymentId: 'd-BEFORE001' },
    step: { kind: 'stop', deploymentId: ID },
  },
  {
    reason: 'list and deployment contradict each other',
    seen: { unclear: true },
    step: { kind: 'retryLater' },
  },
  {
    reason: 'the deployment has stopped and its rollback runs',
    seen: { last: ended(5), rollback: rollback('InProgress') },
    step: { kind: 'wait', deploymentId: 'd-ROLLBACK1' },
  },
  {
    reason: 'the rollback has ended',
    seen: { last: ended(5), rollback: rollback('Succeeded') },
    step: { kind: 'deleteGroup' },
  },
  {
    reason: 'the rollback has failed: nothing more will come',
    seen: { last: ended(5), rollback: rollback('Failed') },
    step: { kind: 'deleteGroup' },
  },
  {
    reason: 'the deployment has stopped a moment ago and its rollback does not show yet',
    seen: { last: ended(5) },
    step: { kind: 'retryLater' },
  },
  {
    reason: 'no automatic rollback has come for a minute',
    seen: { last: ended(60) },
    step: { kind: 'deleteGroup' },
  },
  {
    reason: 'the deployment has succeeded: nothing is rolled back',
    seen: { last: ended(5, { status: 'Succeeded' }) },
    step: { kind: 'deleteGroup' },
  },
  {
    reason: 'what ended last is a rollback itself',
    seen: { last: ended(5, { creator: 'codeDeployRollback', status: 'Failed' }) },
    step: { kind: 'deleteGroup' },
  },
])('$step.kind when $reason', ({ seen, phase, step }) => {
  const nothing: Deployments = { running: undefined, unclear: false, last: undefined, rollback: undefined };
  expect(decide({ ...nothing, ...seen }, phase, NOW)).toEqual(step);
});
