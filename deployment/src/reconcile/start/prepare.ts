import { withOnlyContainer } from '../../desired-state/container';
import { writtenParameters } from '../../desired-state/desired';
import type { Group } from '../../desired-state/group';
import { ALL_AT_ONCE } from '../../desired-state/rollback';
import { parametersOf, withLiveDefaults } from '../../desired-state/task-set';
import { progress } from '../../messages/progress';
import { timeoutTooShort } from '../../messages/timeout-too-short';
import { AT_ONCE_SECONDS } from '../../polling/delays';
import { deploymentDeadline, operationDeadline, shiftMinutesOf, waitsOf } from '../../polling/timeout';
import { listenerObjection } from '../observe/listener-check';
import type { Observation } from '../observe/observe';
import { inProgress, type DeploymentOutcome, type OperationContext } from '../operation/context';
import { timingOf, type OperationTiming } from '../operation/phase';
import { hooksFor } from './deployment-input';
import { configObjection, impossibility, objection, type DeploymentPlan } from './preflight';

/**
 * Checks that the deployment can work, and stores the intention in the phase `starting`. The next invocation starts it.
 * @throws Failure InvalidRequest with the first objection; nothing has been changed then
 */
export async function prepare(
  operation: OperationContext,
  timing: OperationTiming,
  group: Group,
  { primary }: Observation,
  ignoreAlarms: boolean,
): Promise<DeploymentOutcome> {
  const { api, desired, invocation, policy } = operation;
  const { now, startedAt } = invocation;
  const hooks = await hooksFor(operation, group);
  const completed = withLiveDefaults(desired.parameters, parametersOf(primary));
  const taskDefinition = await api.service.findTaskDefinition(completed.taskDefinition);
  // What ran before an update may be the container of another task definition than the one that the template names.
  const written = writtenParameters(invocation.desired);
  const parameters = withOnlyContainer(written, completed, taskDefinition);
  const config = await findConfig(operation, group);
  const shiftMinutes = shiftMinutesOf(config.info);
  const waits = waitsOf(group, shiftMinutes, Object.keys(hooks).length, desired.completeWhen);
  const elapsedMinutes = Math.round((now - startedAt) / 60_000);
  const plan: DeploymentPlan = { group, primary, parameters, taskDefinition, hooks: desired.hooks, config };
  const refusal = policy.rollback
    ? impossibility(plan)
    : (objection(plan) ??
      timeoutTooShort(desired.timeoutInMinutes, elapsedMinutes, waits) ??
      (await listenerObjection(operation, group, primary)));
  if (refusal) throw refusal;

  const { containerName, containerPort } = parameters;
  return inProgress(
    {
      ...timingOf(timing),
      kind: 'starting',
      deadline: operationDeadline(startedAt, desired.timeoutInMinutes),
      ...(desired.timeoutInMinutes === undefined && {
        timeoutMs: deploymentDeadline(startedAt, now, undefined, waits) - now,
      }),
      ignoreAlarms,
      shiftMinutes,
      ...(parameters !== completed && { container: { containerName, containerPort } }),
      ...(config.isReplaced && { configName: config.name }),
    },
    AT_ONCE_SECONDS,
    progress('AboutToStart', {}),
  );
}

/**
 * The deployment configuration. A stack rollback replaces one that cannot be used by the one that exists in every
 * account.
 */
async function findConfig(
  { api, desired, policy }: OperationContext,
  group: Group,
): Promise<DeploymentPlan['config'] & { isReplaced: boolean }> {
  const name = desired.deploymentConfigName ?? group.deploymentConfigName;
  const ofGroup = desired.deploymentConfigName === undefined;
  const config = { name, ofGroup, info: await api.deployments.findConfig(name) };
  return policy.rollback && configObjection({ config })
    ? { name: ALL_AT_ONCE, ofGroup, info: undefined, isReplaced: true }
    : { ...config, isReplaced: false };
}
