import type { CreateDeploymentCommandInput } from '@aws-sdk/client-codedeploy';
import { mayHaveWorked, toFailure } from '../../../runtime/aws-errors';
import { toAppSpec } from '../desired-state/appspec';
import { markerOf, toDescription } from '../desired-state/description-marker';
import type { Group } from '../desired-state/group';
import { parametersOf, withLiveDefaults } from '../desired-state/task-set';
import { ignoreErrors, refusedAsFalse } from '../messages/errors';
import { failure } from '../messages/failures';
import { progress, REASONS } from '../messages/progress';
import { SOON_SECONDS, UNANSWERED_VISIBLE_MS } from '../polling/delays';
import { firstPollSeconds } from '../polling/schedule';
import { operationDeadline } from '../polling/timeout';
import {
  getGroup,
  groupName,
  inProgress,
  isStillOurs,
  isSuperseded,
  spread,
  type DeploymentOutcome,
  type OperationContext,
} from './context';
import { remember } from './before';
import { hooksFor, toDeploymentInput } from './deployment-input';
import { findOwn } from './find-own';
import { observeAndAct } from './observe-and-act';
import { getPrimary } from './observe';
import { deployingPhase, timingOf, type OperationTiming, type Phase } from './phase';
import { retryLater } from './retry-later';
import { rollingBackPhase } from './rolling-back-phase';
import { sayingWayOut } from './way-out';

/** Where an operation stands after it tried to start its deployment. */
type Started =
  | (Phase & { kind: 'deploying' | 'deciding' | 'starting' | 'rollingBack' })
  | (DeploymentOutcome & { kind: 'retry' });

type Announced = Phase & { kind: 'starting' };

/**
 * Starts a deployment in the invocation that has decided to. CloudFormation may never invoke the handler again, as in its
 * express mode. A transient error keeps the phase: the next invocation finds the deployment if it was started.
 */
export async function startAtOnce(
  operation: OperationContext,
  outcome: DeploymentOutcome,
): Promise<DeploymentOutcome> {
  if (outcome.kind !== 'inProgress' || outcome.phase.kind !== 'starting') return outcome;
  const { phase } = outcome;
  try {
    return await start(operation, phase);
  } catch (error) {
    if (!operation.invocation.isRetried(error)) throw error;
    return { kind: 'retry', phase, error };
  }
}

/** Starts the deployment that the phase announces, or observes again when another deployment came first. */
export async function start(operation: OperationContext, phase: Announced): Promise<DeploymentOutcome> {
  return tellUnanswered(operation, phase, () => startOrObserve(operation, phase));
}

async function startOrObserve(operation: OperationContext, phase: Announced): Promise<DeploymentOutcome> {
  const { invocation, desired } = operation;
  const group = await getGroup(operation);
  const started = await sayingWayOut(operation, () => startDeployment(operation, phase, group));
  if (started.kind === 'retry') return started;
  if (started.kind !== 'deciding')
    return inProgress(started, firstPollSeconds(spread(operation)), describe(started));
  // Waiting for another deployment does not shorten the default timeout of this one.
  const deadline = operationDeadline(invocation.startedAt, desired.timeoutInMinutes);
  const timing = { ...timingOf(phase), deadline };
  return started.busyWith === undefined
    ? observeAndAct(operation, timing, await getGroup(operation))
    : retryLater(operation, timing, started.busyWith, SOON_SECONDS, REASONS.namedAsActive);
}

function describe(started: Exclude<Started, { kind: 'deciding' | 'retry' }>) {
  if (started.kind === 'starting') return progress('StartAwaitsOwnerTag', {});
  const { deploymentId } = started;
  return started.kind === 'deploying'
    ? progress('Started', { deploymentId })
    : progress('Stopping', { deploymentId, reason: REASONS.superseded });
}

/**
 * Starts the deployment of this operation, once. CreateDeployment has no client token, so a deployment that an earlier
 * invocation may have started is looked for first, by the marker in its description.
 * @returns the phase of the deployment to follow; `deciding` with the deployment that holds the group; `starting` again
 *   when the owner tag does not show this operation yet; `rollingBack` when a newer operation has superseded this one
 *   and the deployment was stopped; `retry` when CodeDeploy has not answered whether it started the deployment.
 */
async function startDeployment(
  operation: OperationContext,
  phase: Announced,
  group: Group,
): Promise<Started> {
  const { desired, invocation } = operation;
  const { tagWrittenAt, deadline, shiftMinutes } = phase;
  const timing = timingOf(phase);
  const following = (deploymentId: string): Started => deployingPhase(timing, deploymentId, shiftMinutes);

  const own = await findOwn(operation);
  if (own && (await isSuperseded(operation))) return stopSupersededDeployment(operation, timing, own);
  // A deployment that nobody else would stop may still appear.
  if (!own && mayAppear(phase, invocation.now) && (await isSuperseded(operation))) return { ...phase };
  if (!(await isStillOurs(operation, tagWrittenAt))) return { ...phase };
  if (own) return following(own);
  if (invocation.now >= deadline) {
    const elapsedMinutes = Math.round((invocation.now - invocation.startedAt) / 60_000);
    throw failure('TimeoutBeforeStart', { minutes: desired.timeoutInMinutes ?? elapsedMinutes });
  }
  const input = await toInput(operation, phase, group);
  const result = input ? await createDeployment(operation, phase, input) : { busyWith: undefined };
  if ('kind' in result) return result;
  if ('busyWith' in result) return { ...timing, kind: 'deciding', busyWith: result.busyWith };
  const { deploymentId } = result;
  invocation.log(`Started deployment ${deploymentId} of ${groupName(desired)}.`);
  try {
    return (await isSuperseded(operation))
      ? await stopSupersededDeployment(operation, timing, deploymentId)
      : following(deploymentId);
  } catch (error) {
    // No answer of AWS may end an operation whose deployment has just begun.
    return { kind: 'retry', phase: { ...phase, unansweredSince: invocation.now }, error };
  }
}

/** The input of CreateDeployment; undefined when the service is gone. */
async function toInput(
  operation: OperationContext,
  { overrideAlarms, container, configName }: Announced,
  group: Group,
): Promise<CreateDeploymentCommandInput | undefined> {
  const { api, desired, owner } = operation;
  const service = await api.findService(group);
  if (!service) return undefined;
  const primary = getPrimary(service);
  const parameters = withLiveDefaults(desired.parameters, parametersOf(primary));
  const complete = { ...parameters, ...container };
  await remember(operation, primary, complete);
  const content = toAppSpec(complete, await hooksFor(operation, group));
  return {
    ...toDeploymentInput(desired, group, content, overrideAlarms),
    ...(configName && { deploymentConfigName: configName }),
    description: toDescription(desired.description, markerOf(owner, parameters)),
  };
}

/** Without an answer nothing tells whether the deployment was created: the phase remembers that. */
async function createDeployment(
  { api, invocation }: OperationContext,
  phase: Announced,
  input: CreateDeploymentCommandInput,
): Promise<{ deploymentId: string } | { busyWith: string } | (DeploymentOutcome & { kind: 'retry' })> {
  try {
    return await api.createDeployment(input);
  } catch (error) {
    if (!mayHaveWorked(error)) throw error;
    return { kind: 'retry', phase: { ...phase, unansweredSince: invocation.now }, error };
  }
}

/** Whether a deployment whose creation got no answer may still become visible. */
function mayAppear({ unansweredSince }: Announced, now: number): boolean {
  return unansweredSince !== undefined && now - unansweredSince < UNANSWERED_VISIBLE_MS;
}

/**
 * Carries on after a CreateDeployment without an answer. When the operation fails now, its deployment, if there is one, is
 * stopped, and the failure tells what became of it.
 */
async function tellUnanswered(
  operation: OperationContext,
  { unansweredSince }: Announced,
  carryOn: () => Promise<DeploymentOutcome>,
): Promise<DeploymentOutcome> {
  try {
    return await carryOn();
  } catch (error) {
    if (unansweredSince === undefined || operation.invocation.isRetried(error)) throw error;
    const cause = toFailure(error);
    const deploymentId = await ignoreErrors(findOwn(operation));
    if (deploymentId === undefined)
      throw failure('MayHaveStarted', { groupName: groupName(operation.desired) }, cause);
    const stopped = await ignoreErrors(operation.api.stopDeployment(deploymentId));
    throw failure(stopped ? 'EndedAfterStop' : 'EndedWithDeployment', { deploymentId }, cause);
  }
}

/**
 * A newer operation writes the owner tag before it observes. When it did both between this operation's read of the tag
 * and the start of its deployment, it does not know that deployment, and no other operation would stop it.
 */
async function stopSupersededDeployment(
  { api, invocation }: OperationContext,
  timing: OperationTiming,
  deploymentId: string,
): Promise<Started> {
  // When CodeDeploy refuses, the next phase asks again.
  await refusedAsFalse(invocation, () => api.stopDeployment(deploymentId));
  return rollingBackPhase({ ...timing, deploymentId }, false, invocation.now);
}
