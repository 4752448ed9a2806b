import { Failure, HandlerErrorCode, invalidRequest } from '../../../runtime/failure';
import { decide, type Step } from './decide';
import { toModel } from '../desired-state/desired';
import { startDeployment, hooksFor, type Started } from './start';
import { awaitRollbackThenFail } from './fail';
import { follow } from './follow';
import type { Group } from '../desired-state/group';
import { fromDescription } from '../desired-state/description-marker';
import { busyMessage } from '../messages/failure-message';
import { observe, type Observation } from './observe';
import {
  getGroup,
  groupName,
  inProgress,
  isStillOurs,
  spread,
  type DeploymentOutcome,
  type OperationContext,
} from './context';
import { notEnded, notPolled, type OperationTiming, type Phase } from './phase';
import { objection } from './preflight';
import { withFailurePrefix } from '../messages/errors';
import { readRunningState } from '../messages/running-state';
import { GRACE_MS, observeEnd } from './await-end';
import { awaitEndSeconds, firstPollSeconds } from '../polling/schedule';
import { withLiveDefaults, parametersOf } from '../desired-state/task-set';
import {
  deploymentDeadline,
  operationDeadline,
  shiftMinutesOf,
  timeoutObjection,
  waitsOf,
} from '../polling/timeout';

/** One call of a create or update after its first: goes on where the phase says. */
export async function reconcile(operation: OperationContext, phase: Phase): Promise<DeploymentOutcome> {
  switch (phase.kind) {
    case 'deciding':
      return observeAndAct(operation, phase, await getGroup(operation), phase.busyWith);
    case 'starting':
      return start(operation, phase);
    case 'deploying':
      return follow(operation, phase);
    case 'ending':
      return awaitEnd(operation, phase);
    case 'rollingBack':
      return awaitRollbackThenFail(operation, phase);
  }
}

/** Observe, decide, act once. */
export async function observeAndAct(
  operation: OperationContext,
  claim: OperationTiming,
  group: Group,
  busyWith: string | null = null,
): Promise<DeploymentOutcome> {
  const observation = await observe(operation, group, busyWith);
  const step = decide(observation.situation, operation.policy);
  return step.kind === 'deploy'
    ? prepare(operation, claim, group, observation, step.overrideAlarms)
    : act(operation, claim, step, observation);
}

/**
 * Checks that the deployment can work and keeps the intention in the phase: it is started by the next call.
 * @throws Failure InvalidRequest with the first thing that speaks against it; nothing has been changed.
 */
export async function prepare(
  operation: OperationContext,
  claim: OperationTiming,
  group: Group,
  { primary }: Observation,
  overrideAlarms: boolean,
): Promise<DeploymentOutcome> {
  const { api, desired, invocation } = operation;
  const hooks = await hooksFor(operation, group);
  const parameters = withLiveDefaults(desired.parameters, parametersOf(primary));
  const taskDefinition = await api.findTaskDefinition(parameters.taskDefinition);
  const configName = desired.deploymentConfigName ?? group.deploymentConfigName;
  const ofGroup = desired.deploymentConfigName === undefined;
  const config = { name: configName, ofGroup, info: await api.findDeploymentConfig(configName) };
  const shiftMinutes = shiftMinutesOf(config.info);
  const waits = waitsOf(group, shiftMinutes, Object.keys(hooks).length, desired.completeWhen);
  const gone = Math.round((invocation.now - invocation.startedAt) / 60_000);
  const reason =
    objection({ group, primary, parameters, taskDefinition, hooks: desired.hooks, config }) ??
    timeoutObjection(desired.timeoutInMinutes, gone, waits);
  if (reason) throw invalidRequest(reason);

  const { tagWrittenAt } = claim;
  const deadline = deploymentDeadline(invocation.startedAt, invocation.now, desired.timeoutInMinutes, waits);
  return inProgress(
    { kind: 'starting', tagWrittenAt, deadline, overrideAlarms, shiftMinutes },
    0,
    'About to start a deployment.',
  );
}

/** A stop that was asked for is carried out within so many seconds, as far as is known. */
const SETTLING = 15;

/** Does what was decided, and says what to look at next. */
export async function act(
  operation: OperationContext,
  claim: OperationTiming,
  step: Exclude<Step, { kind: 'deploy' }>,
  { primary, situation }: Observation,
): Promise<DeploymentOutcome> {
  const { api, desired } = operation;
  const common: OperationTiming = { tagWrittenAt: claim.tagWrittenAt, deadline: claim.deadline };
  switch (step.kind) {
    case 'done':
      return { kind: 'done', model: toModel(desired, primary, desired.parameters) };
    case 'refuse':
      throw await busy(operation, step.deploymentId, false);
    case 'follow': {
      const { deploymentId } = step;
      const phase = { ...common, ...notPolled, kind: 'deploying', deploymentId, shiftMinutes: null } as const;
      // The operation before this one may have asked for its end a moment ago, which cannot be seen: the next look tells.
      return situation.active?.startedBy === 'resource'
        ? inProgress(phase, SETTLING, `Deployment ${deploymentId} brings what is wanted already.`)
        : follow(operation, phase);
    }
    case 'await':
      return inProgress(
        { ...common, ...notEnded, kind: 'ending', stopped: false, deploymentId: step.deploymentId },
        firstPollSeconds(spread(operation)),
        `Waiting for deployment ${step.deploymentId}: ${step.why}.`,
      );
    case 'retryLater':
      return retryLater(operation, common, step.deploymentId, 5, step.why);
    case 'stop':
    case 'endTerminationWait': {
      const { deploymentId } = step;
      if (!(await isStillOurs(operation, claim.tagWrittenAt)))
        return retryLater(operation, common, deploymentId, 5, 'the owner tag does not show yet');
      const stopped = step.kind === 'stop';
      const accepted = await withFailurePrefix(
        `Deployment ${deploymentId}, which has to end first, goes on.`,
        async () => {
          if (stopped) return api.stopDeployment(deploymentId);
          await api.endWait(deploymentId, 'TERMINATION_WAIT');
          return true;
        },
      );
      if (!accepted)
        return retryLater(operation, common, deploymentId, 15, 'CodeDeploy does not stop it at this point');
      return inProgress(
        { ...common, ...notEnded, kind: 'ending', stopped, deploymentId },
        5,
        stopped
          ? `Stopping deployment ${deploymentId}: ${step.why}.`
          : `Ending the termination wait of deployment ${deploymentId}.`,
      );
    }
  }
}

/** A deployment is in the way and nothing can be done about it yet: everything is looked at again a little later. */
async function retryLater(
  operation: OperationContext,
  claim: OperationTiming,
  deploymentId: string,
  delaySeconds: number,
  why: string,
): Promise<DeploymentOutcome> {
  if (operation.invocation.now >= claim.deadline) throw await busy(operation, deploymentId, true);
  return inProgress(
    { ...claim, kind: 'deciding', busyWith: deploymentId },
    delaySeconds,
    `Waiting for deployment ${deploymentId}: ${why}.`,
  );
}

async function start(
  operation: OperationContext,
  phase: Phase & { kind: 'starting' },
): Promise<DeploymentOutcome> {
  const { invocation, desired } = operation;
  const started = await startDeployment(operation, phase, await getGroup(operation));
  if (started.kind !== 'deciding')
    return inProgress(started, firstPollSeconds(spread(operation)), startMessage(started));
  // Waiting for another deployment takes nothing away from the time that ours has by default.
  const deadline = operationDeadline(invocation.startedAt, desired.timeoutInMinutes);
  const claim: OperationTiming = { tagWrittenAt: phase.tagWrittenAt, deadline };
  return started.busyWith === null
    ? observeAndAct(operation, claim, await getGroup(operation))
    : retryLater(operation, claim, started.busyWith, 5, 'CodeDeploy says that it is active');
}

function startMessage(started: Exclude<Started, { kind: 'deciding' }>): string {
  switch (started.kind) {
    case 'starting':
      return 'The owner tag does not show yet; a deployment is about to start.';
    case 'deploying':
      return `Deployment ${started.deploymentId} is on its way.`;
    case 'rollingBack':
      return `Stopping deployment ${started.deploymentId}: a newer operation has taken over.`;
  }
}

/** Waits for a deployment, and the rollback after it, to let go of the group. */
async function awaitEnd(
  operation: OperationContext,
  phase: Phase & { kind: 'ending' },
): Promise<DeploymentOutcome> {
  const { now } = operation.invocation;
  const { settled, ending, info } = await observeEnd(operation.api, phase, now);
  if (settled) return observeAndAct(operation, phase, await getGroup(operation));
  const patience = phase.stopped || ending.rollbackDeploymentId ? GRACE_MS : 0;
  if (now >= phase.deadline + patience)
    throw await busy(operation, ending.rollbackDeploymentId ?? ending.deploymentId, true);
  return inProgress(
    { ...phase, ...ending },
    awaitEndSeconds(info, phase.stopped, now, spread(operation)),
    `Waiting for deployment ${ending.rollbackDeploymentId ?? ending.deploymentId} to end.`,
  );
}

/** @param waited whether the deployment was waited for until the time of the operation was over */
async function busy(operation: OperationContext, deploymentId: string, waited: boolean): Promise<Failure> {
  const { api, invocation, owner } = operation;
  const { now, startedAt, request } = invocation;
  const [info, running] = await Promise.all([api.findDeployment(deploymentId), readRunningState(operation)]);
  return new Failure(
    HandlerErrorCode.ResourceConflict,
    busyMessage({
      deploymentId,
      info,
      startedByThisResource: fromDescription(info?.description)?.owner === owner.id,
      groupName: groupName(operation),
      waitedMinutes: waited ? Math.round((now - startedAt) / 60_000) : undefined,
      running,
      region: request.region,
      partition: request.partition,
    }),
  );
}
