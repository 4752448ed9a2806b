import type { Group } from '../desired-state/group';
import { parametersOf, withLiveDefaults } from '../desired-state/task-set';
import { timeoutTooShort } from '../messages/timeout-too-short';
import { progress } from '../messages/progress';
import { AT_ONCE_SECONDS } from '../polling/delays';
import { deploymentDeadline, shiftMinutesOf, waitsOf } from '../polling/timeout';
import { inProgress, type DeploymentOutcome, type OperationContext } from './context';
import { listenerObjection } from './listener-check';
import { hooksFor } from './deployment-input';
import type { Observation } from './observe';
import type { OperationTiming } from './phase';
import { objection } from './preflight';

/**
 * Checks that the deployment can work and stores the intention in the phase: the next invocation starts it.
 * @throws Failure InvalidRequest with the first objection; nothing has been changed.
 */
export async function prepare(
  operation: OperationContext,
  { tagWrittenAt }: OperationTiming,
  group: Group,
  { primary }: Observation,
  overrideAlarms: boolean,
): Promise<DeploymentOutcome> {
  const { api, desired, invocation } = operation;
  const { now, startedAt } = invocation;
  const hooks = await hooksFor(operation, group);
  const parameters = withLiveDefaults(desired.parameters, parametersOf(primary));
  const taskDefinition = await api.findTaskDefinition(parameters.taskDefinition);
  const configName = desired.deploymentConfigName ?? group.deploymentConfigName;
  const ofGroup = desired.deploymentConfigName === undefined;
  const config = { name: configName, ofGroup, info: await api.findDeploymentConfig(configName) };
  const shiftMinutes = shiftMinutesOf(config.info);
  const waits = waitsOf(group, shiftMinutes, Object.keys(hooks).length, desired.completeWhen);
  const elapsedMinutes = Math.round((now - startedAt) / 60_000);
  const refusal =
    objection({ group, primary, parameters, taskDefinition, hooks: desired.hooks, config }) ??
    timeoutTooShort(desired.timeoutInMinutes, elapsedMinutes, waits) ??
    (await listenerObjection(operation, group, primary));
  if (refusal) throw refusal;

  const deadline = deploymentDeadline(startedAt, now, desired.timeoutInMinutes, waits);
  return inProgress(
    { kind: 'starting', tagWrittenAt, deadline, overrideAlarms, shiftMinutes },
    AT_ONCE_SECONDS,
    progress('AboutToStart', {}),
  );
}
