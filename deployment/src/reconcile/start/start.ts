import type { CreateDeploymentCommandInput } from '@aws-sdk/client-codedeploy';
import { mayHaveWorked, toFailure } from '../../../../runtime/aws/aws-errors';
import { toAppSpec } from '../../desired-state/appspec';
import { markerOf, toDescription } from '../../desired-state/description-marker';
import { targetIdOf, type Group } from '../../desired-state/group';
import { parametersOf, withLiveDefaults } from '../../desired-state/task-set';
import { failure } from '../../messages/failures';
import { progress, REASONS } from '../../messages/progress';
import { SOON_SECONDS, UNANSWERED_VISIBLE_MS } from '../../polling/delays';
import { firstPollSeconds } from '../../polling/schedule';
import { operationDeadline } from '../../polling/timeout';
import { observeAndAct } from '../decide/observe-and-act';
import { withWayOut } from '../decide/with-way-out';
import { rollingBackPhase } from '../fail/rolling-back-phase';
import { retryLater } from '../holder/retry-later';
import { findOwn } from '../observe/find-own';
import { getGroup } from '../observe/get-group';
import { getPrimary } from '../observe/observe';
import {
  groupName,
  inProgress,
  spread,
  type DeploymentOutcome,
  type OperationContext,
} from '../operation/context';
import { ignoreErrors, refusedAsFalse } from '../operation/errors';
import { checkOwnerTag, isSuperseded, isSupersededIn } from '../operation/ownership';
import { deployingPhase, timingOf, type OperationTiming, type Phase } from '../operation/phase';
import { remember } from '../operation/what-ran-before';
import { hooksFor, toDeploymentInput } from './deployment-input';

/** Where an operation stands after its attempt to start its deployment. */
type Started =
  | (Phase & { kind: 'deploying' | 'deciding' | 'starting' | 'rollingBack' })
  | (DeploymentOutcome & { kind: 'retry' });

type Announced = Phase & { kind: 'starting' };

/**
 * Starts the deployment in the invocation that has decided to deploy, because CloudFormation may never invoke the handler
 * again, as in its express mode. After a transient error the phase is stored: the next invocation finds the deployment if
 * it was started.
 * @param isFirst whether no earlier invocation of this operation can have started a deployment
 */
export async function startAtOnce(
  operation: OperationContext,
  outcome: DeploymentOutcome,
  isFirst = false,
): Promise<DeploymentOutcome> {
  if (outcome.kind !== 'inProgress' || outcome.phase.kind !== 'starting') return outcome;
  const { phase } = outcome;
  try {
    return await start(operation, phase, isFirst);
  } catch (error) {
    if (!operation.invocation.isRetried(error)) throw error;
    return { kind: 'retry', phase, error };
  }
}

/** Starts the deployment that the phase announces. When another deployment holds the group, it observes and decides again. */
export async function start(
  operation: OperationContext,
  phase: Announced,
  isFirst = false,
): Promise<DeploymentOutcome> {
  return stopUnansweredIfFailing(operation, phase, () => startOrObserve(operation, phase, isFirst));
}

async function startOrObserve(
  operation: OperationContext,
  phase: Announced,
  isFirst: boolean,
): Promise<DeploymentOutcome> {
  const { invocation, desired } = operation;
  const started = await withWayOut(operation, () => startDeployment(operation, phase, isFirst));
  if (started.kind === 'retry') return started;
  if (started.kind !== 'deciding')
    return inProgress(started, firstPollSeconds(spread(operation)), progressOf(started));
  // The default timeout of a deployment does not count the wait for another one.
  const deadline = operationDeadline(invocation.startedAt, desired.timeoutInMinutes);
  const timing = { ...timingOf(phase), deadline };
  return started.busyWith === undefined
    ? observeAndAct(operation, timing)
    : retryLater(operation, timing, started.busyWith, SOON_SECONDS, REASONS.namedAsActive);
}

function progressOf(started: Exclude<Started, { kind: 'deciding' | 'retry' }>) {
  const { deploymentId } = started;
  if (deploymentId === undefined) return progress('StartAwaitsOwnerTag', {});
  return started.kind === 'rollingBack'
    ? progress('Stopping', { deploymentId, reason: REASONS.superseded })
    : progress('Started', { deploymentId });
}

/**
 * Starts the deployment of this operation, once. CreateDeployment has no client token, so an invocation after the first
 * looks for a deployment that an earlier one has started.
 * @returns the phase of the deployment to follow; `deciding` with the deployment that holds the group; `starting` again
 *   when the owner tag does not show this operation yet; `rollingBack` when a newer operation has superseded this one
 *   and its deployment has to stop; `retry` when CreateDeployment, or the read of the owner tag after it, got no answer,
 *   and with the phase `deciding` when CodeDeploy starts no deployment now and names none that runs.
 */
async function startDeployment(
  operation: OperationContext,
  phase: Announced,
  isFirst: boolean,
): Promise<Started> {
  const { desired, invocation } = operation;
  const timing = timingFrom(phase, invocation.now);
  const started = await findStarted(operation, phase, isFirst);
  if (started) return started;
  if (invocation.now >= phase.deadline) {
    const elapsedMinutes = Math.round((invocation.now - invocation.startedAt) / 60_000);
    throw failure('TimeoutBeforeStart', {
      minutes: desired.timeoutInMinutes ?? elapsedMinutes,
      groupName: groupName(desired),
    });
  }
  const group = await getGroup(operation);
  const input = await toInput(operation, phase, group);
  const result = input ? await createDeployment(operation, phase, input) : { busyWith: undefined };
  if ('kind' in result) return result;
  if ('busyWith' in result) return { ...timing, kind: 'deciding', busyWith: result.busyWith };
  const { deploymentId } = result;
  invocation.log(`Started deployment ${deploymentId} of ${groupName(desired)}.`);
  try {
    const found = await operation.api.group.findOwner(operation.groupArn);
    // One answer without the tag does not stop the deployment: the next invocation reads it again.
    if (!found) return { ...phase, unansweredSince: invocation.now, deploymentId };
    return isSupersededIn(found, operation)
      ? await stopSupersededDeployment(operation, timing, deploymentId)
      : deployingPhase(timing, deploymentId, {
          shiftMinutes: phase.shiftMinutes,
          targetId: targetIdOf(group),
        });
  } catch (error) {
    // No single answer of AWS may end an operation whose deployment has just started.
    return { kind: 'retry', phase: { ...phase, unansweredSince: invocation.now, deploymentId }, error };
  }
}

/**
 * Where the operation stands by what its earlier invocations have done, and by the owner tag.
 * @returns undefined when none has started a deployment and the tag shows this operation: the deployment can start
 */
async function findStarted(
  operation: OperationContext,
  phase: Announced,
  isFirst: boolean,
): Promise<Started | undefined> {
  const timing = timingFrom(phase, phase.unansweredSince ?? operation.invocation.now);
  const known = isFirst || phase.deploymentId !== undefined;
  const { deploymentId: own, mayBeHidden } = known
    ? { deploymentId: phase.deploymentId, mayBeHidden: false }
    : await findOwn(operation);
  // The other delivery of the first event may have started what CodeDeploy lists and does not show yet.
  if (mayBeHidden && operation.invocation.now - phase.tagWrittenAt < UNANSWERED_VISIBLE_MS)
    return { ...phase };
  if (own && (await isSuperseded(operation))) return stopSupersededDeployment(operation, timing, own);
  // Superseded, and the unanswered CreateDeployment may have started a deployment that only this operation would stop:
  // the next invocation looks for it again.
  const mayAppearLater = !own && mayAppear(phase, operation.invocation.now);
  if (mayAppearLater && (await isSuperseded(operation))) return { ...phase };
  if ((await checkOwnerTag(operation, phase.tagWrittenAt)) === 'notVisibleYet') return { ...phase };
  return own === undefined ? undefined : deployingPhase(timing, own, { shiftMinutes: phase.shiftMinutes });
}

/**
 * The input of CreateDeployment; undefined when the service was deleted. Then the operation observes again, and fails.
 */
async function toInput(
  operation: OperationContext,
  { ignoreAlarms, container, configName }: Announced,
  group: Group,
): Promise<CreateDeploymentCommandInput | undefined> {
  const { api, desired, owner } = operation;
  const service = await api.service.find(group);
  if (!service) return undefined;
  const primary = getPrimary(service);
  const parameters = withLiveDefaults(desired.parameters, parametersOf(primary));
  const complete = { ...parameters, ...container };
  await remember(operation, primary, complete);
  const content = toAppSpec(complete, await hooksFor(operation, group));
  return {
    ...toDeploymentInput(desired, group, content, ignoreAlarms),
    ...(configName && { deploymentConfigName: configName }),
    description: toDescription(desired.description, markerOf(owner, parameters)),
  };
}

/** Calls CreateDeployment. When it gets no answer, the phase remembers that it may have started the deployment. */
async function createDeployment(
  { api, invocation }: OperationContext,
  phase: Announced,
  input: CreateDeploymentCommandInput,
): Promise<{ deploymentId: string } | { busyWith: string } | (DeploymentOutcome & { kind: 'retry' })> {
  try {
    const made = await api.deployments.create(input);
    if (!('limit' in made)) return made;
    // The deployment that holds the group may be the one of an earlier call without an answer.
    const next: Phase =
      phase.unansweredSince === undefined ? { ...timingOf(phase), kind: 'deciding' } : phase;
    return { kind: 'retry', phase: next, error: made.limit };
  } catch (error) {
    if (!mayHaveWorked(error)) throw error;
    return { kind: 'retry', phase: { ...phase, unansweredSince: invocation.now }, error };
  }
}

/** The timing of an operation whose deployment starts at a moment: the default timeout counts from then on. */
function timingFrom(phase: Announced, start: number): OperationTiming {
  const { timeoutMs = Infinity, deadline } = phase;
  return timingOf({ ...phase, deadline: Math.min(deadline, start + timeoutMs) });
}

/** Whether the deployment of a CreateDeployment without an answer may still become visible. */
function mayAppear({ unansweredSince }: Announced, now: number): boolean {
  return unansweredSince !== undefined && now - unansweredSince < UNANSWERED_VISIBLE_MS;
}

/**
 * Continues an operation. If an earlier CreateDeployment got no answer and the operation fails now, this stops the
 * deployment that it may have started, and the failure tells what became of it.
 */
async function stopUnansweredIfFailing(
  operation: OperationContext,
  { unansweredSince, deploymentId: started }: Announced,
  run: () => Promise<DeploymentOutcome>,
): Promise<DeploymentOutcome> {
  try {
    return await run();
  } catch (error) {
    if (unansweredSince === undefined || operation.invocation.isRetried(error)) throw error;
    const cause = toFailure(error);
    const deploymentId = started ?? (await ignoreErrors(findOwn(operation)))?.deploymentId;
    if (deploymentId === undefined)
      throw failure('MayHaveStarted', { groupName: groupName(operation.desired) }, cause);
    const stopped = await ignoreErrors(operation.api.deployments.stop(deploymentId));
    throw failure(stopped ? 'EndedAfterStop' : 'EndedWithDeployment', { deploymentId }, cause);
  }
}

/**
 * Stops the deployment of this operation, which a newer one has superseded. The newer operation writes the owner tag
 * and then observes. If it did both after this operation had read the tag and before the deployment started, it does
 * not know the deployment, and only this operation can stop it.
 */
async function stopSupersededDeployment(
  { api, invocation }: OperationContext,
  timing: OperationTiming,
  deploymentId: string,
): Promise<Started> {
  // When CodeDeploy refuses the stop, the next invocation asks again.
  await refusedAsFalse(invocation, () => api.deployments.stop(deploymentId));
  return rollingBackPhase({ ...timing, deploymentId }, false, invocation.now);
}
