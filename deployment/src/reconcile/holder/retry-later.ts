import { progress } from '../../messages/progress';
import { busy } from './busy';
import { inProgress, type DeploymentOutcome, type OperationContext } from '../operation/context';
import type { OperationTiming } from '../operation/phase';

/**
 * A deployment holds the group and the operation cannot change that yet: it observes everything again later.
 * @throws Failure ResourceConflict when the deadline has passed
 */
export async function retryLater(
  operation: OperationContext,
  timing: OperationTiming,
  deploymentId: string,
  delaySeconds: number,
  reason: string,
): Promise<DeploymentOutcome> {
  if (operation.invocation.now >= timing.deadline) throw await busy(operation, deploymentId, true);
  return inProgress(
    { ...timing, kind: 'deciding', busyWith: deploymentId },
    delaySeconds,
    progress('Waiting', { deploymentId, reason }),
  );
}
