import { observeEnd } from '../../../../runtime/deployments/await-end';
import { hasEnded, verdictOf } from '../../../../runtime/deployments/deployment-status';
import type { Deployment } from '../../../../runtime/deployments/reads';
import type { Failure } from '../../../../runtime/messages/failure';
import { primaryOf } from '../../desired-state/desired';
import { deploymentFailure } from '../../messages/deployment-failure';
import { failure } from '../../messages/failures';
import { listenerMending } from '../../messages/listener-mending';
import { progress, REASONS } from '../../messages/progress';
import type { Timeout } from '../../messages/remediation';
import { SOON_SECONDS, STOP_REFUSED_SECONDS } from '../../polling/delays';
import { rollbackPollSeconds } from '../../polling/schedule';
import { operationDeadline } from '../../polling/timeout';
import { complete } from '../follow/complete';
import { findListenerMismatch } from '../observe/listener-check';
import { readRunningState } from '../observe/read-running-state';
import {
  inProgress,
  rolledBackIn,
  type DeploymentOutcome,
  type OperationContext,
} from '../operation/context';
import { ignoreErrors, withFailurePrefix } from '../operation/errors';
import { isMarkedAsOurs, readOwnerTag } from '../operation/ownership';
import type { OperationTiming, RollingBack } from '../operation/phase';

type Failing = OperationTiming & RollingBack;

/**
 * Ends an operation whose deployment failed, was stopped, timed out or was superseded. It waits until the deployment
 * and its automatic rollback have ended, then throws the failure with everything that is known. A deployment that still
 * runs is stopped; when CodeDeploy refuses the stop, the next invocation repeats it. A rollback is never stopped.
 * @param known the deployment, if this invocation has read it already
 * @returns `done` when the deployment has succeeded before CodeDeploy could stop it, else `inProgress`
 * @throws Failure NotStabilized at the end
 */
export async function awaitRollback(
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
  const { hasFullyEnded, ending, info } = await observeEnd(api.deployments, phase, invocation.now, known);
  // A deployment that has succeeded before CodeDeploy could stop it is a success of the operation.
  if (ending.rollbackDeploymentId === undefined && verdictOf(info?.status).verdict === 'succeeded')
    return complete(operation, { ...phase, kind: 'rollingBack' });
  const running = ending.endedAt === undefined;
  // The time for the stop and the rollback is over: the operation fails with what is known.
  const isOver = invocation.now >= phase.givesUpAt;
  if (hasFullyEnded || (running && mustNotStop(operation, info)) || (isOver && !running))
    throw await readFailure(operation, phase, ending.rollbackDeploymentId);

  const waiting: Failing = { ...phase, ...ending };
  // An operation that has timed out stops its deployment only as long as the owner tag is not another's. A superseded
  // operation stops it in any case: the newer operation may not know the deployment.
  const mayStop =
    running && (!phase.timedOut || (await readOwnerTag(operation, phase.tagWrittenAt)) !== 'notVisibleYet');
  if (!mayStop)
    return inProgress(
      waiting,
      rollbackPollSeconds(info, invocation.now),
      progress('WaitingForRollback', { deploymentId }),
    );
  const accepted = await api.deployments.stop(deploymentId);
  // The last stop is requested, but the operation does not wait for it any more.
  if (isOver) throw await readFailure(operation, phase, ending.rollbackDeploymentId);
  const facts = { deploymentId, reason: phase.timedOut ? REASONS.timedOut : REASONS.superseded };
  return accepted
    ? inProgress(waiting, SOON_SECONDS, progress('Stopping', facts))
    : inProgress(waiting, STOP_REFUSED_SECONDS, progress('CannotStopYet', facts));
}

/** Another team watches the deployment that it has started, so it is stopped only with WhenBusy STOP. */
function mustNotStop(operation: OperationContext, info: Deployment | undefined): boolean {
  return operation.desired.whenBusy !== 'STOP' && isStartedByOthers(operation, info);
}

function isStartedByOthers(operation: OperationContext, info: Deployment | undefined): boolean {
  return info !== undefined && !isMarkedAsOurs(operation, info.description);
}

/** The failure of the deployment. It leaves out what cannot be read, because it must be reported in any case. */
async function readFailure(
  operation: OperationContext,
  phase: Failing,
  rollbackDeploymentId: string | undefined,
): Promise<Failure> {
  const { api, desired, invocation } = operation;
  const { deploymentId } = phase;
  const [info, target, rollback] = await Promise.all([
    ignoreErrors(api.deployments.findDeployment(deploymentId)),
    ignoreErrors(api.deployments.findTarget(deploymentId)),
    rollbackDeploymentId ? ignoreErrors(api.deployments.findDeployment(rollbackDeploymentId)) : undefined,
  ]);
  return deploymentFailure({
    info: info ?? { deploymentId },
    startedByOthers: isStartedByOthers(operation, info),
    target,
    rollback: rollback ?? (rollbackDeploymentId ? { deploymentId: rollbackDeploymentId } : undefined),
    hooks: desired.hooks,
    rolledBack: rolledBackIn(operation),
    listenerMending: await ignoreErrors(mendingOf(operation, info)),
    running: await readRunningState(operation, info && hasEnded(info) ? (target ?? {}) : undefined),
    timeout: phase.timedOut ? timeoutOf(operation, phase, info) : undefined,
    region: invocation.request.region,
    partition: invocation.request.partition,
  });
}

/** How to mend the production listener; undefined when CodeDeploy has not refused it, or it can be used. */
async function mendingOf(
  { api, desired }: OperationContext,
  info: Deployment | undefined,
): Promise<string | undefined> {
  if (info?.errorInformation?.code !== 'ELASTIC_LOAD_BALANCING_INVALID') return undefined;
  const group = await api.group.find(desired);
  const service = group && (await api.service.find(group));
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
  const { startedAt } = invocation;
  const isMaximum = deadline >= operationDeadline(startedAt, undefined);
  const minutes = desired.timeoutInMinutes;
  if (minutes !== undefined) return { minutes, requested: true, isMaximum };
  const since = Math.max(info?.createTime?.getTime() ?? 0, startedAt);
  return { minutes: Math.round((deadline - since) / 60_000), requested: false, isMaximum };
}
