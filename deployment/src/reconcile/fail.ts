import { hasEnded, verdictOf } from '../../../runtime/deployment-status';
import { Failure, HandlerErrorCode } from '../../../runtime/failure';
import type { Timeout } from '../messages/remediation';
import type { Deployment } from '../api';
import { complete } from './complete';
import type { Owner } from '../../../runtime/owner-tag';
import { fromDescription } from '../desired-state/description-marker';
import { failureMessage } from '../messages/failure-message';
import { inProgress, isStillOurs, type DeploymentOutcome, type OperationContext } from './context';
import { notEnded, type OperationTiming, type RollingBack } from './phase';
import { withFailurePrefix, ignoreErrors } from '../messages/errors';
import { readRunningState } from '../messages/running-state';
import { rollbackPollSeconds } from '../polling/schedule';
import { GRACE_MS, observeEnd } from './await-end';

type Failing = OperationTiming & RollingBack;

/**
 * The phase of a deployment that has failed, or whose time is over or that nobody needs, and that is to be stopped.
 * Calls may have come to nothing long beyond the deadline: what is left to do has its own time, from now.
 */
export function rollingBackPhase(
  { tagWrittenAt, deadline, deploymentId }: OperationTiming & { deploymentId: string },
  timedOut: boolean,
  now: number,
): Failing {
  return {
    kind: 'rollingBack',
    tagWrittenAt,
    deadline,
    timedOut,
    until: Math.max(deadline, now) + GRACE_MS,
    deploymentId,
    ...notEnded,
  };
}

/**
 * Waits for the end of a deployment that failed or ran out of time, and for its rollback, then fails with all that is
 * known. One that runs although its time is over is stopped, again and again if need be; a rollback never is.
 * @param known the deployment, if this call has looked at it already
 */
export async function awaitRollbackThenFail(
  operation: OperationContext,
  phase: Failing,
  known?: Deployment,
): Promise<DeploymentOutcome> {
  const goesOn = phase.timedOut
    ? `The time of deployment ${phase.deploymentId} is over, but it could not be stopped, and may go on.`
    : `Deployment ${phase.deploymentId} has not succeeded, and its end could not be watched.`;
  return withFailurePrefix(goesOn, () => goOn(operation, phase, known));
}

async function goOn(
  operation: OperationContext,
  phase: Failing,
  known: Deployment | undefined,
): Promise<DeploymentOutcome> {
  const { api, invocation } = operation;
  const { deploymentId } = phase;
  const { settled, ending, info } = await observeEnd(api, phase, invocation.now, known);
  // It came through before the stop reached it: what was asked for runs.
  if (ending.rollbackDeploymentId === null && verdictOf(info?.status).verdict === 'succeeded')
    return complete(operation, deploymentId);
  const running = ending.endedAt === null;
  const failure = async (): Promise<Failure> =>
    new Failure(
      HandlerErrorCode.NotStabilized,
      await describe(operation, phase, ending.rollbackDeploymentId),
    );
  const over = invocation.now >= phase.until;
  if (settled || (running && isTheirs(operation, info)) || (over && !running)) throw await failure();

  // What this operation has started and a newer one does not know of is stopped whoever owns the group by now.
  if (running && (!phase.timedOut || (await isStillOurs(operation, phase.tagWrittenAt)))) {
    const why = phase.timedOut ? 'its time is over' : 'a newer operation has taken over';
    const stopping = await api.stopDeployment(deploymentId);
    if (over) throw await failure();
    return inProgress(
      { ...phase, ...ending },
      stopping ? 5 : 15,
      stopping
        ? `Stopping deployment ${deploymentId}: ${why}.`
        : `Deployment ${deploymentId} is to end (${why}), but CodeDeploy does not stop it at this point.`,
    );
  }
  return inProgress(
    { ...phase, ...ending },
    rollbackPollSeconds(info, invocation.now),
    `Deployment ${deploymentId} has not succeeded; waiting for its rollback.`,
  );
}

/** Somebody else's deployment is not ours to stop, unless WhenBusy says so: whoever started it watches it. */
function isTheirs({ desired, owner }: OperationContext, info: Deployment | undefined): boolean {
  return desired.whenBusy !== 'STOP' && isSomebodyElses(info, owner);
}

function isSomebodyElses(info: Deployment | undefined, owner: Owner): boolean {
  return info !== undefined && fromDescription(info.description)?.owner !== owner.id;
}

/** What cannot be read is left out: the failure itself must be reported. */
async function describe(
  operation: OperationContext,
  phase: Failing,
  rollbackDeploymentId: string | null,
): Promise<string> {
  const { api, desired, invocation, owner } = operation;
  const { deploymentId } = phase;
  const [info, target, rollback] = await Promise.all([
    ignoreErrors(api.findDeployment(deploymentId)),
    ignoreErrors(api.findTarget(deploymentId)),
    rollbackDeploymentId ? ignoreErrors(api.findDeployment(rollbackDeploymentId)) : undefined,
  ]);
  return failureMessage({
    info: info ?? { deploymentId },
    startedBySomebodyElse: isSomebodyElses(info, owner),
    target,
    rollback: rollback ?? (rollbackDeploymentId ? { deploymentId: rollbackDeploymentId } : undefined),
    hooks: desired.hooks,
    running: await readRunningState(operation, info && hasEnded(info) ? (target ?? {}) : undefined),
    timeout: phase.timedOut ? timeoutOf(operation, phase, info) : undefined,
    region: invocation.request.region,
    partition: invocation.request.partition,
  });
}

/** By default the time counts from the start of the deployment, TimeoutInMinutes from that of the operation. */
function timeoutOf(
  { desired, invocation }: OperationContext,
  { deadline }: Failing,
  info: Deployment | undefined,
): Timeout {
  const asked = desired.timeoutInMinutes;
  if (asked !== undefined) return { minutes: asked, asked: true };
  const since = Math.max(info?.createTime?.getTime() ?? 0, invocation.startedAt);
  return { minutes: Math.round((deadline - since) / 60_000), asked: false };
}
