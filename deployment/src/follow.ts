import { isTransient, toFailure } from '../../runtime/aws-errors';
import { Failure, HandlerErrorCode, notFound } from '../../runtime/failure';
import type { Deployment } from './api';
import { findOwn } from './deploy';
import { toModel } from './desired';
import { fromDescription } from './marks';
import { failureMessage } from './message';
import { getPrimary, isShifted } from './observe';
import {
  getGroup,
  groupName,
  inProgress,
  isStillOurs,
  type DeploymentOutcome,
  type Operation,
} from './operation';
import type { Phase } from './phase';
import { nextLookSeconds } from './schedule';
import { GRACE, settle } from './settle';
import { verdictOf } from '../../runtime/deployment-status';

/** Looks at the deployment that brings what is desired, and goes on with it, or ends. */
export async function follow(
  operation: Operation,
  phase: Phase & { name: 'deploying' },
): Promise<DeploymentOutcome> {
  const { invocation } = operation;
  const { deploymentId } = phase;
  const info = await watch(operation, phase);
  const { verdict, known } = verdictOf(info?.status);
  if (info && !known)
    invocation.log(`Deployment ${deploymentId} has the unknown status ${String(info.status)}.`);
  switch (verdict) {
    case 'succeeded':
      return complete(operation);
    case 'failed':
      return reportFailure(operation, failing(phase, invocation.now >= phase.deadline && isStopped(info)));
    case 'pending':
      return carryOn(operation, phase, info);
  }
}

/** Whether somebody has stopped it, and be it this operation, whose answer was lost: not an alarm, nor a limit of CodeDeploy's. */
function isStopped(info: Deployment | undefined): boolean {
  return info?.status === 'Stopped' && info.errorInformation?.code !== 'ALARM_ACTIVE';
}

/**
 * Looks at the deployment. When that is refused for good, as without the permission, the operation fails, and nobody
 * would watch its deployment any more: then it is stopped first.
 */
async function watch(
  operation: Operation,
  { deploymentId, replaced }: Phase & { name: 'deploying' },
): Promise<Deployment | undefined> {
  const { api } = operation;
  try {
    return await api.findDeployment(deploymentId);
  } catch (error) {
    const failure = toFailure(error);
    if (isTransient(failure)) throw failure;
    const stop = async (): Promise<boolean> => {
      if ((await findOwn(operation)) !== deploymentId || !(await isStillOurs(operation, replaced)))
        return false;
      await api.stopDeployment(deploymentId);
      return true;
    };
    const what = (await orUndefined(stop())) ? 'was stopped because' : 'goes on, but';
    throw new Failure(
      failure.code,
      `Deployment ${deploymentId} ${what} it cannot be watched. ${failure.message}`,
    );
  }
}

async function carryOn(
  operation: Operation,
  phase: Phase & { name: 'deploying' },
  info: Deployment | undefined,
): Promise<DeploymentOutcome> {
  const { api, desired, invocation } = operation;
  const { deploymentId } = phase;
  const { now } = invocation;
  const untilShifted = desired.completeWhen === 'TRAFFIC_SHIFTED';
  if (untilShifted && info && (await isShifted(operation, info))) return complete(operation);
  if (now >= phase.deadline && (await isStillOurs(operation, phase.replaced))) {
    await api.stopDeployment(deploymentId);
    return inProgress(
      operation,
      failing(phase, true),
      5,
      `Stopping deployment ${deploymentId}: its time is over.`,
    );
  }
  if (info && (await endReadyWait(operation, phase, info)))
    return inProgress(operation, phase, 5, `Deployment ${deploymentId} goes on without an approval.`);
  const shiftedAt = phase.shiftedAt ?? (info?.instanceTerminationWaitTimeStarted ? now : null);
  const delay = nextLookSeconds({ info, now, shiftMinutes: phase.shiftMinutes, shiftedAt, untilShifted });
  return inProgress(
    operation,
    { ...phase, shiftedAt },
    delay,
    `Deployment ${deploymentId} is ${info?.status ?? 'not visible yet'}${shiftedAt ? ', all traffic is shifted' : ''}.`,
  );
}

/**
 * The ready wait is there for somebody to approve a new version. The way back brings the old one, and must not depend
 * on somebody being there: its own deployment goes on at once.
 */
async function endReadyWait(
  operation: Operation,
  { replaced, deploymentId }: Phase & { name: 'deploying' },
  { status, description }: Deployment,
): Promise<boolean> {
  const { api, policy, owner } = operation;
  const own = fromDescription(description)?.operation === owner.operation;
  if (status !== 'Ready' || !policy.rollback || !own || !(await isStillOurs(operation, replaced)))
    return false;
  await api.endWait(deploymentId, 'READY_WAIT');
  return true;
}

function failing(
  { replaced, deadline, deploymentId }: Phase & { name: 'deploying' },
  timedOut: boolean,
): Phase & { name: 'rollingBack' } {
  return {
    name: 'rollingBack',
    replaced,
    deadline,
    timedOut,
    deploymentId,
    rollbackDeploymentId: null,
    endedAt: null,
  };
}

/** The answer of a create or update ends by reading. */
async function complete(operation: Operation): Promise<DeploymentOutcome> {
  const { api, desired } = operation;
  const service = await api.findService(await getGroup(operation));
  if (!service) throw notFound(`The service of ${groupName(operation)} is gone.`);
  return { kind: 'done', model: toModel(desired, getPrimary(service), desired.parameters) };
}

/** Waits for the rollback of a deployment that failed or ran out of time, then fails with all that is known. */
export async function reportFailure(
  operation: Operation,
  phase: Phase & { name: 'rollingBack' },
): Promise<DeploymentOutcome> {
  const { now } = operation.invocation;
  const { settled, ending } = await settle(operation.api, phase, now);
  if (!settled && now < phase.deadline + GRACE)
    return inProgress(
      operation,
      { ...phase, ...ending },
      5,
      `Deployment ${phase.deploymentId} has not succeeded; waiting for its rollback.`,
    );
  throw new Failure(
    HandlerErrorCode.NotStabilized,
    await describeFailure(operation, phase.timedOut, phase.deploymentId, ending.rollbackDeploymentId),
  );
}

/** What cannot be read is left out: the failure itself must be reported. */
async function describeFailure(
  operation: Operation,
  timedOut: boolean,
  deploymentId: string,
  rollbackDeploymentId: string | null,
): Promise<string> {
  const { api, desired, invocation } = operation;
  const { request, startedAt, now } = invocation;
  const [info, target, rollback, live] = await Promise.all([
    orUndefined(api.findDeployment(deploymentId)),
    orUndefined(api.findTarget(deploymentId)),
    rollbackDeploymentId ? orUndefined(api.findDeployment(rollbackDeploymentId)) : undefined,
    orUndefined(liveTaskDefinition(operation)),
  ]);
  return failureMessage({
    info: info ?? { deploymentId },
    target,
    rollback: rollback ?? (rollbackDeploymentId ? { deploymentId: rollbackDeploymentId } : undefined),
    hooks: desired.hooks,
    live,
    timedOutMinutes: timedOut
      ? (desired.timeoutInMinutes ?? Math.round((now - startedAt) / 60_000))
      : undefined,
    region: request.region,
    partition: request.partition,
  });
}

async function liveTaskDefinition(operation: Operation): Promise<string | undefined> {
  const group = await operation.api.findGroup(operation.desired);
  const service = group && (await operation.api.findService(group));
  return service && getPrimary(service).taskDefinition;
}

async function orUndefined<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch {
    return undefined;
  }
}
