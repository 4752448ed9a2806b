import { isTransient, toFailure } from '../../../runtime/aws-errors';
import { Failure } from '../../../runtime/failure';
import type { Deployment } from '../api';
import { complete } from './complete';
import { findOwn } from './start';
import { awaitRollbackThenFail, rollingBackPhase } from './fail';
import { pollDeploymentTarget } from './poll-target';
import { fromDescription } from '../desired-state/description-marker';
import { isShifted } from './observe';
import {
  getGroup,
  inProgress,
  isStillOurs,
  spread,
  type DeploymentOutcome,
  type OperationContext,
} from './context';
import { notEnded, type Phase } from './phase';
import { ignoreAndLog, ignoreErrors } from '../messages/errors';
import { nextPoll, recordDeploymentPoll } from '../polling/schedule';
import { verdictOf } from '../../../runtime/deployment-status';
import { shiftMinutesOf } from '../polling/timeout';

/**
 * A target that has not answered for so long, as when only its calls are throttled, is left alone for one look: the
 * deployment may have ended meanwhile, or its time may be over. (milliseconds)
 */
const WITHOUT_TARGET = 60_000;

/** Looks at the deployment that brings what is desired, and goes on with it, or ends. */
export async function follow(
  operation: OperationContext,
  phase: Phase & { kind: 'deploying' },
): Promise<DeploymentOutcome> {
  const { invocation } = operation;
  const { deploymentId, tagWrittenAt, deadline, history } = phase;
  if (phase.pollTarget === 'target' && history && invocation.now - history.at < WITHOUT_TARGET)
    return pollDeploymentTarget(operation, phase, history);
  const info = await orStop(operation, phase, () => operation.api.findDeployment(deploymentId));
  const { verdict, known } = verdictOf(info?.status);
  if (info && !known)
    invocation.log(`Deployment ${deploymentId} has the unknown status ${String(info.status)}.`);
  switch (verdict) {
    case 'succeeded':
      return complete(operation, deploymentId);
    case 'failed':
      if (info && isNoFailureOfThis(operation, info))
        return inProgress(
          { tagWrittenAt, deadline, ...notEnded, kind: 'ending', stopped: true, deploymentId },
          0,
          `Deployment ${deploymentId}, which another operation has started, has not succeeded.`,
        );
      return awaitRollbackThenFail(operation, rollingBackPhase(phase, false, invocation.now), info);
    case 'pending':
      return orStop(operation, phase, () => carryOn(operation, phase, info));
  }
}

/**
 * Whether the end of a deployment that this operation found running leaves it to deploy by itself. An earlier operation
 * of this resource may have asked for a stop and been given up. And the way back, which nobody is there to repeat, does
 * not depend on what others have started.
 */
function isNoFailureOfThis(
  { owner, policy }: OperationContext,
  { status, description }: Deployment,
): boolean {
  const mark = fromDescription(description);
  if (mark?.operation === owner.operation) return false;
  return policy.rollback || (status === 'Stopped' && mark?.owner === owner.id);
}

/**
 * Looks at a running deployment. When that is refused for good, as without the permission, the operation fails, and
 * nobody would watch its deployment any more: then it is stopped first.
 */
async function orStop<Answer>(
  operation: OperationContext,
  { deploymentId, tagWrittenAt }: Phase & { kind: 'deploying' },
  look: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await look();
  } catch (error) {
    const failure = toFailure(error);
    if (failure === error || isTransient(failure)) throw error;
    const stop = async (): Promise<boolean> =>
      (await findOwn(operation)) === deploymentId &&
      (await isStillOurs(operation, tagWrittenAt)) &&
      (await operation.api.stopDeployment(deploymentId));
    const what = (await ignoreErrors(stop())) ? 'was stopped because' : 'goes on, but';
    throw new Failure(
      failure.code,
      `Deployment ${deploymentId} ${what} it cannot be watched. ${failure.message}`,
    );
  }
}

async function carryOn(
  operation: OperationContext,
  phase: Phase & { kind: 'deploying' },
  info: Deployment | undefined,
): Promise<DeploymentOutcome> {
  const { api, desired, invocation } = operation;
  const { deploymentId } = phase;
  const { now } = invocation;
  // What cannot be history yet is waited for; but not if it was deleted along with its group.
  if (!info) await getGroup(operation);
  const untilShifted = desired.completeWhen === 'TRAFFIC_SHIFTED';
  if (untilShifted && info && (await isShifted(api, info))) return complete(operation, deploymentId);
  // The intention is kept first: should the answer of the stop get lost, it is still known who stopped it.
  if (now >= phase.deadline)
    return inProgress(
      rollingBackPhase(phase, true, now),
      0,
      `The time of deployment ${deploymentId} is over.`,
    );
  if (info && (await endReadyWait(operation, phase, info)))
    return inProgress(phase, 5, `Deployment ${deploymentId} goes on without an approval.`);
  const shiftMinutes =
    phase.shiftMinutes ??
    (info ? shiftMinutesOf(await api.findDeploymentConfig(info.deploymentConfigName ?? '')) : null);
  const plan = { shiftMinutes: shiftMinutes ?? 0, untilShifted };
  const history = recordDeploymentPoll(info, phase.history, now, plan);
  const { at, delaySeconds } = nextPoll(history, plan, now, spread(operation));
  return inProgress(
    { ...phase, history, shiftMinutes, pollTarget: at },
    delaySeconds,
    `Deployment ${deploymentId} is ${info?.status ?? 'not visible yet'}${history.shifted ? ', all traffic is shifted' : ''}.`,
  );
}

/**
 * The ready wait is there for somebody to approve a new version. The way back brings the old one, and must not depend
 * on somebody being there: its own deployment goes on at once.
 */
async function endReadyWait(
  operation: OperationContext,
  { tagWrittenAt, deploymentId }: Phase & { kind: 'deploying' },
  { status, description }: Deployment,
): Promise<boolean> {
  const { api, policy, owner, invocation } = operation;
  const own = fromDescription(description)?.operation === owner.operation;
  if (status !== 'Ready' || !policy.rollback || !own || !(await isStillOurs(operation, tagWrittenAt)))
    return false;
  const ended = await ignoreAndLog(invocation.log, 'The ready wait cannot be ended.', async () => {
    await api.endWait(deploymentId, 'READY_WAIT');
    return true;
  });
  return ended ?? false;
}
