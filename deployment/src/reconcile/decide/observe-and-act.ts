import type { Group } from '../../desired-state/group';
import { act } from './act';
import type { DeploymentOutcome, OperationContext } from '../operation/context';
import { decide } from './decide';
import { observe } from '../observe/observe';
import type { OperationTiming } from '../operation/phase';
import { prepare } from '../start/prepare';
import { sayingWayOut } from './way-out';

/**
 * Observes, decides, acts once.
 * @param busyWith a deployment that CodeDeploy has named as holding the group
 */
export async function observeAndAct(
  operation: OperationContext,
  timing: OperationTiming,
  group: Group,
  busyWith?: string,
): Promise<DeploymentOutcome> {
  return sayingWayOut(operation, () => observeAndActOnce(operation, timing, group, busyWith));
}

async function observeAndActOnce(
  operation: OperationContext,
  timing: OperationTiming,
  group: Group,
  busyWith: string | undefined,
): Promise<DeploymentOutcome> {
  const observation = await observe(operation, group, { busyWith, staleSince: timing.staleSince });
  const step = decide(observation.situation, operation.policy);
  return step.kind === 'deploy'
    ? prepare(operation, timing, group, observation, step.ignoreAlarms)
    : act(operation, timing, step, observation);
}
