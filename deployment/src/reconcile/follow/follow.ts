import { verdictOf } from '../../../../runtime/deployments/deployment-status';
import type { Deployment } from '../../../../runtime/deployments/reads';
import { fromDescription } from '../../desired-state/description-marker';
import { progress } from '../../messages/progress';
import { AT_ONCE_SECONDS, SOON_SECONDS, TARGET_POLL_EXPIRES_MS } from '../../polling/delays';
import { nextPoll, recordDeploymentPoll } from '../../polling/schedule';
import { shiftMinutesOf } from '../../polling/timeout';
import { awaitRollback } from '../fail/fail';
import { rollingBackPhase } from '../fail/rolling-back-phase';
import { getGroup } from '../observe/get-group';
import { isShifted } from '../observe/observe';
import { inProgress, type DeploymentOutcome, type OperationContext } from '../operation/context';
import { endNotYetObserved, timingOf, type Phase } from '../operation/phase';
import { complete } from './complete';
import { endReadyWait, endTerminationWait } from './end-waits';
import { pollDeploymentTarget } from './poll-target';
import { stopUnlessObservable } from './stop-unless-observable';

type Deploying = Phase & { kind: 'deploying' };

/**
 * One poll of the deployment that brings the desired version, or of its target.
 * @returns `done` when the deployment has succeeded, and with CompleteWhen TRAFFIC_SHIFTED when all its traffic is
 *   shifted; `rollingBack` when it is Failed or Stopped, or has timed out; `ending` when it is Failed or Stopped, but
 *   this operation has not started it and still deploys; else `deploying` with the next poll
 * @throws Failure NotStabilized when it is Failed or Stopped, and no rollback runs or may follow
 */
export async function follow(operation: OperationContext, phase: Deploying): Promise<DeploymentOutcome> {
  const { api, invocation } = operation;
  const { deploymentId, history } = phase;
  if (phase.nextPolled === 'target' && history && invocation.now - history.polledAt < TARGET_POLL_EXPIRES_MS)
    return pollDeploymentTarget(operation, phase, history);
  const info = await stopUnlessObservable(operation, phase, () =>
    api.deployments.findDeployment(deploymentId),
  );
  const { verdict, known } = verdictOf(info?.status);
  if (info && !known)
    invocation.log(`Deployment ${deploymentId} has the unknown status ${String(info.status)}.`);
  switch (verdict) {
    case 'succeeded':
      return complete(operation, { ...phase, nextPolled: 'deployment' });
    // CodeDeploy's statuses Failed and Stopped.
    case 'failed':
      if (info && canStillDeploy(operation, info))
        return inProgress(
          { ...timingOf(phase), ...endNotYetObserved, kind: 'ending', endsSoon: true, deploymentId },
          AT_ONCE_SECONDS,
          progress('OthersDeploymentFailed', { deploymentId }),
        );
      return awaitRollback(operation, rollingBackPhase(phase, false, invocation.now), info);
    case 'pending':
      return stopUnlessObservable(operation, phase, () => followRunning(operation, phase, info));
  }
}

/**
 * Whether the operation still deploys after a deployment that it has not started itself has failed or was stopped. That
 * is no failure of this operation when an earlier operation of this resource may have requested the stop. Nor does it
 * fail a stack rollback, because CloudFormation does not repeat a rollback.
 */
function canStillDeploy(
  { owner, policy, claim }: OperationContext,
  { status, description }: Deployment,
): boolean {
  const marker = fromDescription(description);
  if (marker?.operation === owner.operation) return false;
  return (
    policy.rollback || (status === 'Stopped' && marker !== undefined && claim.owners.includes(marker.owner))
  );
}

/**
 * Continues with a deployment that runs or is not visible yet: ends its waits in a stack rollback, else schedules the
 * next poll.
 */
async function followRunning(
  operation: OperationContext,
  phase: Deploying,
  info: Deployment | undefined,
): Promise<DeploymentOutcome> {
  const { api, desired, invocation } = operation;
  const { deploymentId } = phase;
  const { now } = invocation;
  // A deployment that is not visible is new, or was deleted along with its group. Without a group this throws.
  if (!info) await getGroup(operation);
  const untilShifted = desired.completeWhen === 'TRAFFIC_SHIFTED';
  const waitEnded = info !== undefined && (await endTerminationWait(operation, phase, info));
  if (untilShifted && info && (await isShifted(api.deployments, info)))
    return complete(operation, { ...phase, nextPolled: 'deployment' });
  // The next invocation requests the stop, with a phase that says so. If AWS's answer to the stop is lost, the phase is
  // still there.
  if (now >= phase.deadline)
    return inProgress(
      rollingBackPhase(phase, true, now),
      AT_ONCE_SECONDS,
      progress('TimedOut', { deploymentId }),
    );
  if (info && (await endReadyWait(operation, phase, info)))
    return inProgress(phase, SOON_SECONDS, progress('ReadyWaitEnded', { deploymentId }));
  if (waitEnded) return inProgress(phase, SOON_SECONDS, progress('EndingTerminationWait', { deploymentId }));
  const shiftMinutes = phase.shiftMinutes ?? (info ? await readShiftMinutes(operation, info) : undefined);
  const plan = { shiftMinutes: shiftMinutes ?? 0, untilShifted, endsWaits: operation.policy.rollback };
  const polled = recordDeploymentPoll(info, phase.history, now, plan);
  const { what, delaySeconds } = nextPoll(polled, plan, now);
  const status = info?.status ?? 'not visible yet';
  return inProgress(
    { ...phase, history: polled, shiftMinutes, nextPolled: what },
    delaySeconds,
    progress(polled.shifted ? 'TrafficShifted' : 'StatusIs', { deploymentId, status }),
  );
}

async function readShiftMinutes({ api }: OperationContext, info: Deployment): Promise<number> {
  return shiftMinutesOf(await api.deployments.findConfig(info.deploymentConfigName ?? ''));
}
