import { hasEnded, verdictOf } from '../../../runtime/deployment-status';
import { observeEnd } from '../../../runtime/deployments/await-end';
import type { Deployment } from '../../../runtime/deployments/reads';
import type { Failure } from '../../../runtime/failure';
import { primaryOf } from '../desired-state/desired';
import { deploymentFailure } from '../messages/deployment-failure';
import { listenerMending } from '../messages/listener-mending';
import { ignoreErrors, withFailurePrefix } from '../messages/errors';
import { failure } from '../messages/failures';
import { progress, REASONS } from '../messages/progress';
import type { Timeout } from '../messages/remediation';
import { SOON_SECONDS, STOP_REFUSED_SECONDS } from '../polling/delays';
import { rollbackPollSeconds } from '../polling/schedule';
import { complete } from './complete';
import {
  inProgress,
  isMarkedAsOurs,
  isStillOurs,
  type DeploymentOutcome,
  type OperationContext,
} from './context';
import type { OperationTiming, RollingBack } from './phase';
import { findListenerMismatch } from './listener-check';
import { readRunningState } from './read-running-state';

type Failing = OperationTiming & RollingBack;

/**
 * Waits for the end of a deployment that failed, timed out or was superseded, and for its rollback; then fails with
 * everything that is known. A deployment that still runs is stopped, again if CodeDeploy refuses the stop; a rollback is
 * never stopped.
 * @param known the deployment, if this invocation has read it already
 */
export async function awaitRollbackThenFail(
  operation: OperationContext,
  phase: Failing,
  known?: Deployment,
): Promise<DeploymentOutcome> {
  const { deploymentId, timedOut } = phase;
  return withFailurePrefix(
    operation.invocation,
    (aws) => failure(timedOut ? 'TimedOutNotStopped' : 'EndNotObserved', { deploymentId }, aws),
    () => awaitEnd(operation, phase, known),
  );
}

async function awaitEnd(
  operation: OperationContext,
  phase: Failing,
  known: Deployment | undefined,
): Promise<DeploymentOutcome> {
  const { api, invocation } = operation;
  const { deploymentId } = phase;
  const { hasFullyEnded, ending, info } = await observeEnd(api, phase, invocation.now, known);
  // It succeeded before the stop reached it: the desired version runs.
  if (ending.rollbackDeploymentId === undefined && verdictOf(info?.status).verdict === 'succeeded')
    return complete(operation, { ...phase, kind: 'rollingBack' });
  const running = ending.endedAt === undefined;
  const isOver = invocation.now >= phase.until;
  if (hasFullyEnded || (running && mustNotStop(operation, info)) || (isOver && !running))
    throw await describe(operation, phase, ending.rollbackDeploymentId);

  const waiting: Failing = { ...phase, ...ending };
  // The deployment of a superseded operation is stopped, whatever operation owns the group now: only this one knows it.
  const mayStop = running && (!phase.timedOut || (await isStillOurs(operation, phase.tagWrittenAt)));
  if (!mayStop)
    return inProgress(
      waiting,
      rollbackPollSeconds(info, invocation.now),
      progress('WaitingForRollback', { deploymentId }),
    );
  const accepted = await api.stopDeployment(deploymentId);
  if (isOver) throw await describe(operation, phase, ending.rollbackDeploymentId);
  const facts = { deploymentId, reason: phase.timedOut ? REASONS.timedOut : REASONS.superseded };
  return accepted
    ? inProgress(waiting, SOON_SECONDS, progress('Stopping', facts))
    : inProgress(waiting, STOP_REFUSED_SECONDS, progress('CannotStopYet', facts));
}

/** A deployment that others started is not stopped, unless WhenBusy is STOP: they watch it. */
function mustNotStop(operation: OperationContext, info: Deployment | undefined): boolean {
  return operation.desired.whenBusy !== 'STOP' && isStartedByOthers(operation, info);
}

function isStartedByOthers(operation: OperationContext, info: Deployment | undefined): boolean {
  return info !== undefined && !isMarkedAsOurs(operation, info.description);
}

/** Leaves out what cannot be read: the failure itself must be reported. */
async function describe(
  operation: OperationContext,
  phase: Failing,
  rollbackDeploymentId: string | undefined,
): Promise<Failure> {
  const { api, desired, invocation } = operation;
  const { deploymentId } = phase;
  const [info, target, rollback] = await Promise.all([
    ignoreErrors(api.findDeployment(deploymentId)),
    ignoreErrors(api.findTarget(deploymentId)),
    rollbackDeploymentId ? ignoreErrors(api.findDeployment(rollbackDeploymentId)) : undefined,
  ]);
  return deploymentFailure({
    info: info ?? { deploymentId },
    startedByOthers: isStartedByOthers(operation, info),
    target,
    rollback: rollback ?? (rollbackDeploymentId ? { deploymentId: rollbackDeploymentId } : undefined),
    hooks: desired.hooks,
    listenerMending: await ignoreErrors(mendingOf(operation, info)),
    running: await readRunningState(operation, info && hasEnded(info) ? (target ?? {}) : undefined),
    timeout: phase.timedOut ? timeoutOf(operation, phase, info) : undefined,
    region: invocation.request.region,
    partition: invocation.request.partition,
  });
}

/** How to mend the listener that CodeDeploy has refused. */
async function mendingOf(
  { api, desired }: OperationContext,
  info: Deployment | undefined,
): Promise<string | undefined> {
  if (info?.errorInformation?.code !== 'ELASTIC_LOAD_BALANCING_INVALID') return undefined;
  const group = await api.findGroup(desired);
  const service = group && (await api.findService(group));
  const primary = service && primaryOf(service);
  const mismatch = primary && (await findListenerMismatch(api, group, primary));
  return mismatch && listenerMending(mismatch);
}

/** The default timeout counts from the start of the deployment, TimeoutInMinutes from that of the operation. */
function timeoutOf(
  { desired, invocation }: OperationContext,
  { deadline }: Failing,
  info: Deployment | undefined,
): Timeout {
  const minutes = desired.timeoutInMinutes;
  if (minutes !== undefined) return { minutes, requested: true };
  const since = Math.max(info?.createTime?.getTime() ?? 0, invocation.startedAt);
  return { minutes: Math.round((deadline - since) / 60_000), requested: false };
}
