import { progress } from '../../messages/progress';
import { inProgress, type DeploymentOutcome, type OperationContext } from '../operation/context';
import type { OperationTiming } from '../operation/phase';
import { readBusyFailure } from './read-busy-failure';

/**
 * The answer when a deployment holds the group and the operation cannot end it yet: observe and decide again later.
 * @param reason why it waits, for the progress message
 * @throws Failure ResourceConflict when the deadline has passed
 */
export async function retryLater(
  operation: OperationContext,
  timing: OperationTiming,
  deploymentId: string,
  delaySeconds: number,
  reason: string,
): Promise<DeploymentOutcome> {
  if (operation.invocation.now >= timing.deadline) throw await readBusyFailure(operation, deploymentId, true);
  return inProgress(
    { ...timing, kind: 'deciding', busyWith: deploymentId },
    delaySeconds,
    progress('Waiting', { deploymentId, reason }),
  );
}
