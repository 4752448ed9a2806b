import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import { endNotYetObserved } from '../../runtime/deployments/await-end';
import type { Active } from '../../runtime/deployments/find-active';
import { decide, type Step } from '../src/decide';
import type { Phase } from '../src/phase';

const ID = 'd-ORIGINAL1';
const active = (info: DeploymentInfo, deploymentId = ID): Active => ({
  deploymentId,
  info: { creator: 'user', ...info, deploymentId },
});
const awaiting = (deploymentId: string): Phase => ({ kind: 'ending', ...endNotYetObserved, deploymentId });

test.each<{ reason: string; seen?: Active; phase?: Phase; step: Step }>([
  { reason: 'nothing runs and no rollback can follow', step: { kind: 'deleteGroup' } },
  {
    reason: 'a deployment is under way: the old version has to come back',
    seen: active({ status: 'InProgress' }),
    step: { kind: 'stop', deploymentId: ID },
  },
  {
    reason: 'a deployment waits for an approval',
    seen: active({ status: 'Ready' }),
    step: { kind: 'stop', deploymentId: ID },
  },
  {
    reason: 'all traffic is on the new version already: only the wait is left',
    seen: active({ status: 'InProgress', instanceTerminationWaitTimeStarted: true }),
    step: { kind: 'endTerminationWait', deploymentId: ID },
  },
  {
    reason: 'a rollback runs: stopping it would leave the service between two versions',
    seen: active({ creator: 'codeDeployRollback', status: 'InProgress' }, 'd-ROLLBACK1'),
    step: { kind: 'wait', deploymentId: 'd-ROLLBACK1' },
  },
  {
    reason: 'its end was requested before',
    seen: active({ status: 'InProgress' }),
    phase: awaiting(ID),
    step: { kind: 'wait', deploymentId: ID },
  },
  {
    reason: 'CodeDeploy refused its end before, and is asked again',
    seen: active({ status: 'InProgress' }),
    phase: { kind: 'ending', ...endNotYetObserved, deploymentId: ID, refused: true },
    step: { kind: 'stop', deploymentId: ID },
  },
  {
    reason: 'another team started another one in between',
    seen: active({ status: 'Created' }),
    phase: awaiting('d-BEFORE001'),
    step: { kind: 'stop', deploymentId: ID },
  },
  {
    reason: 'CodeDeploy names a deployment that it does not show yet',
    seen: { deploymentId: ID, info: undefined },
    step: { kind: 'retryLater', deploymentId: ID },
  },
  {
    reason: 'the deployment has just stopped and its rollback is not visible yet',
    seen: active({ status: 'Stopped' }),
    step: { kind: 'wait', deploymentId: ID },
  },
])('$step.kind when $reason', ({ seen, phase, step }) => {
  expect(decide(seen, phase)).toEqual(step);
});
