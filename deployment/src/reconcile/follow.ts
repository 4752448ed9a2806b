import { verdictOf } from '../../../runtime/deployment-status';
import type { Deployment } from '../../../runtime/deployments/reads';
import { fromDescription } from '../desired-state/description-marker';
import { progress } from '../messages/progress';
import { AT_ONCE_SECONDS, SOON_SECONDS, TARGET_SILENCE_MS } from '../polling/delays';
import { nextPoll, recordDeploymentPoll } from '../polling/schedule';
import { shiftMinutesOf } from '../polling/timeout';
import { complete } from './complete';
import { getGroup, inProgress, spread, type DeploymentOutcome, type OperationContext } from './context';
import { endReadyWait, endTerminationWait } from './end-waits';
import { awaitRollbackThenFail } from './fail';
import { isShifted } from './observe';
import { notEnded, timingOf, type Phase } from './phase';
import { pollDeploymentTarget } from './poll-target';
import { rollingBackPhase } from './rolling-back-phase';
import { stopUnlessObservable } from './stop-unless-observable';

type Deploying = Phase & { kind: 'deploying' };

/** Polls the deployment that brings the desired state, and follows it or ends the operation. */
export async function follow(operation: OperationContext, phase: Deploying): Promise<DeploymentOutcome> {
  const { api, invocation } = operation;
  const { deploymentId, history } = phase;
  if (phase.pollTarget === 'target' && history && invocation.now - history.at < TARGET_SILENCE_MS)
    return pollDeploymentTarget(operation, phase, history);
  const info = await stopUnlessObservable(operation, phase, () => api.findDeployment(deploymentId));
  const { verdict, known } = verdictOf(info?.status);
  if (info && !known)
    invocation.log(`Deployment ${deploymentId} has the unknown status ${String(info.status)}.`);
  switch (verdict) {
    case 'succeeded':
      return complete(operation, { ...phase, pollTarget: 'deployment' });
    case 'failed':
      if (info && mayDeployItself(operation, info))
        return inProgress(
          { ...timingOf(phase), ...notEnded, kind: 'ending', stopped: true, deploymentId },
          AT_ONCE_SECONDS,
          progress('OthersDeploymentFailed', { deploymentId }),
        );
      return awaitRollbackThenFail(operation, rollingBackPhase(phase, false, invocation.now), info);
    case 'pending':
      return stopUnlessObservable(operation, phase, () => followRunning(operation, phase, info));
  }
}

/**
 * Whether this operation can still deploy by itself after a deployment that it found running has not succeeded. An
 * earlier operation of this resource may have requested its stop. And a stack rollback, which is not repeated, must not
 * fail because of a deployment that others have started.
 */
function mayDeployItself({ owner, policy }: OperationContext, { status, description }: Deployment): boolean {
  const marker = fromDescription(description);
  if (marker?.operation === owner.operation) return false;
  return policy.rollback || (status === 'Stopped' && marker?.owner === owner.id);
}

async function followRunning(
  operation: OperationContext,
  phase: Deploying,
  info: Deployment | undefined,
): Promise<DeploymentOutcome> {
  const { api, desired, invocation } = operation;
  const { deploymentId } = phase;
  const { now } = invocation;
  // A deployment that is not visible is new, or was deleted along with its group.
  if (!info) await getGroup(operation);
  const untilShifted = desired.completeWhen === 'TRAFFIC_SHIFTED';
  const waitEnded = info !== undefined && (await endTerminationWait(operation, phase, info));
  if (untilShifted && info && (await isShifted(api, info)))
    return complete(operation, { ...phase, pollTarget: 'deployment' });
  // The phase first: when the answer of the stop is lost, it tells that this operation has requested it.
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
  const plan = { shiftMinutes: shiftMinutes ?? 0, untilShifted };
  const polled = recordDeploymentPoll(info, phase.history, now, plan);
  const { at, delaySeconds } = nextPoll(polled, plan, now, spread(operation));
  const status = info?.status ?? 'not visible yet';
  return inProgress(
    { ...phase, history: polled, shiftMinutes, pollTarget: at },
    delaySeconds,
    progress(polled.shifted ? 'TrafficShifted' : 'StatusIs', { deploymentId, status }),
  );
}

async function readShiftMinutes({ api }: OperationContext, info: Deployment): Promise<number> {
  return shiftMinutesOf(await api.findDeploymentConfig(info.deploymentConfigName ?? ''));
}
