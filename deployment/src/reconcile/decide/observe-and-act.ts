import type { Group } from '../../desired-state/group';
import { getGroup } from '../observe/get-group';
import { observe } from '../observe/observe';
import type { DeploymentOutcome, OperationContext } from '../operation/context';
import type { OperationTiming } from '../operation/phase';
import { prepare } from '../start/prepare';
import { act } from './act';
import { decide } from './decide';
import { withWayOut } from './with-way-out';

/**
 * Observes the situation, decides on one step and carries it out.
 * @param busyWith id of a deployment that CodeDeploy has named as holding the group
 */
export async function observeAndAct(
  operation: OperationContext,
  timing: OperationTiming,
  busyWith?: string,
): Promise<DeploymentOutcome> {
  const group = await getGroup(operation);
  return withWayOut(operation, () => observeAndActOnce(operation, timing, group, busyWith));
}

async function observeAndActOnce(
  operation: OperationContext,
  timing: OperationTiming,
  group: Group,
  busyWith: string | undefined,
): Promise<DeploymentOutcome> {
  const observation = await observe(operation, group, { ...timing, busyWith });
  const step = decide(observation.situation, operation.policy);
  // Before it ends what runs well, an update checks that its own deployment can start.
  const endsOthers = step.kind === 'stop' && observation.situation.active?.startedBy === 'anotherTeam';
  if ((endsOthers || step.kind === 'endTerminationWait') && !operation.policy.rollback)
    await prepare(operation, timing, group, observation, false);
  return step.kind === 'deploy'
    ? prepare(operation, timing, group, observation, step.ignoreAlarms)
    : act(operation, timing, step, observation);
}
