import { Failure, HandlerErrorCode, invalidRequest } from '../../runtime/failure';
import { decide, type Step } from './decide';
import { toModel } from './desired';
import { deploy, hooksFor } from './deploy';
import { follow, reportFailure } from './follow';
import type { Group } from './group';
import { observe, type Observation } from './observe';
import {
  getGroup,
  groupName,
  inProgress,
  isStillOurs,
  type DeploymentOutcome,
  type Operation,
} from './operation';
import type { Claim, Phase } from './phase';
import { objection } from './preflight';
import { GRACE, settle } from './settle';
import { awaitSeconds } from './schedule';
import { completed, parametersOf } from './task-set';
import { deploymentDeadline, shiftMinutesOf, timeoutObjection, waitsOf } from './timeout';

/** One call of a create or update after its first: goes on where the phase says. */
export async function reconcile(operation: Operation, phase: Phase): Promise<DeploymentOutcome> {
  switch (phase.name) {
    case 'deciding':
      return lookAndAct(operation, phase, await getGroup(operation), phase.busyWith);
    case 'starting':
      return start(operation, phase);
    case 'deploying':
      return follow(operation, phase);
    case 'ending':
      return awaitEnd(operation, phase);
    case 'rollingBack':
      return reportFailure(operation, phase);
  }
}

/** Observe, decide, act once. */
export async function lookAndAct(
  operation: Operation,
  claim: Claim,
  group: Group,
  busyWith: string | null = null,
): Promise<DeploymentOutcome> {
  const observation = await observe(operation, group, busyWith);
  const step = decide(observation.situation, operation.policy);
  return step.name === 'deploy'
    ? prepare(operation, claim, group, observation, step.overrideAlarms)
    : act(operation, claim, step, observation);
}

/**
 * Checks that the deployment can work and keeps the intention in the phase: it is started by the next call.
 * @throws Failure InvalidRequest with the first thing that speaks against it; nothing has been changed.
 */
export async function prepare(
  operation: Operation,
  claim: Claim,
  group: Group,
  { primary }: Observation,
  overrideAlarms: boolean,
): Promise<DeploymentOutcome> {
  const { api, desired, invocation } = operation;
  const hooks = hooksFor(desired, group);
  const parameters = completed(desired.parameters, parametersOf(primary));
  const taskDefinition = await api.findTaskDefinition(parameters.taskDefinition);
  const config = await api.findDeploymentConfig(desired.deploymentConfigName ?? group.deploymentConfigName);
  const shiftMinutes = shiftMinutesOf(config);
  const waits = waitsOf(group, shiftMinutes, Object.keys(hooks).length, desired.completeWhen);
  const reason =
    objection({ group, primary, parameters, taskDefinition, hooks: desired.hooks }) ??
    timeoutObjection(desired.timeoutInMinutes, waits);
  if (reason) throw invalidRequest(reason);

  const { replaced } = claim;
  const deadline = deploymentDeadline(invocation.startedAt, invocation.now, desired.timeoutInMinutes, waits);
  return inProgress(
    operation,
    { name: 'starting', replaced, deadline, overrideAlarms, shiftMinutes },
    0,
    'About to start a deployment.',
  );
}

/** Does what was decided, and says what to look at next. */
export async function act(
  operation: Operation,
  claim: Claim,
  step: Exclude<Step, { name: 'deploy' }>,
  { primary }: Observation,
): Promise<DeploymentOutcome> {
  const { api, desired } = operation;
  const ended = { rollbackDeploymentId: null, endedAt: null };
  const common: Claim = { replaced: claim.replaced, deadline: claim.deadline };
  switch (step.name) {
    case 'done':
      return { kind: 'done', model: toModel(desired, primary, desired.parameters) };
    case 'refuse':
      throw busy(operation, step.deploymentId);
    case 'follow':
      return follow(operation, {
        ...common,
        name: 'deploying',
        deploymentId: step.deploymentId,
        shiftMinutes: 0,
        shiftedAt: null,
      });
    case 'await':
      return inProgress(
        operation,
        { ...common, ...ended, name: 'ending', stopped: false, deploymentId: step.deploymentId },
        10,
        `Waiting for deployment ${step.deploymentId}: ${step.why}.`,
      );
    case 'stop':
    case 'endTerminationWait': {
      const { deploymentId } = step;
      if (!(await isStillOurs(operation, claim.replaced)))
        return inProgress(
          operation,
          { ...common, name: 'deciding', busyWith: deploymentId },
          5,
          'Waiting for the owner tag.',
        );
      const stopped = step.name === 'stop';
      await (stopped ? api.stopDeployment(deploymentId) : api.endWait(deploymentId, 'TERMINATION_WAIT'));
      return inProgress(
        operation,
        { ...common, ...ended, name: 'ending', stopped, deploymentId },
        5,
        stopped
          ? `Stopping deployment ${deploymentId}: ${step.why}.`
          : `Ending the termination wait of deployment ${deploymentId}.`,
      );
    }
  }
}

async function start(operation: Operation, phase: Phase & { name: 'starting' }): Promise<DeploymentOutcome> {
  const group = await getGroup(operation);
  const started = await deploy(operation, phase, group);
  return started.name === 'deciding'
    ? lookAndAct(operation, phase, group, started.busyWith)
    : inProgress(operation, started, 5, 'A deployment is on its way.');
}

/** Waits for a deployment, and the rollback after it, to let go of the group. */
async function awaitEnd(operation: Operation, phase: Phase & { name: 'ending' }): Promise<DeploymentOutcome> {
  const { now } = operation.invocation;
  const { settled, ending, info } = await settle(operation.api, phase, now);
  if (settled) return lookAndAct(operation, phase, await getGroup(operation));
  const patience = phase.stopped || ending.rollbackDeploymentId ? GRACE : 0;
  if (now >= phase.deadline + patience)
    throw busy(operation, ending.rollbackDeploymentId ?? ending.deploymentId);
  return inProgress(
    operation,
    { ...phase, ...ending },
    phase.stopped ? 5 : awaitSeconds(info),
    `Waiting for deployment ${ending.rollbackDeploymentId ?? ending.deploymentId} to end.`,
  );
}

function busy(operation: Operation, deploymentId: string): Failure {
  const { now, startedAt } = operation.invocation;
  const waited = Math.round((now - startedAt) / 60_000);
  return new Failure(
    HandlerErrorCode.ResourceConflict,
    `Deployment ${deploymentId}, which is not this resource's, holds ${groupName(operation)}` +
      `${waited ? ` and did not end within ${waited} minutes` : ''}. ` +
      'Wait for its end or stop it, then try again; WhenBusy says what this resource does about it.',
  );
}
