import { isRollback } from '../../../../runtime/deployments/deployment-status';
import { observeEnd } from '../../../../runtime/deployments/await-end';
import { failure } from '../../messages/failures';
import { progress } from '../../messages/progress';
import { STOP_GRACE_MS } from '../../polling/delays';
import { awaitEndSeconds } from '../../polling/schedule';
import { observeAndAct } from '../decide/observe-and-act';
import { inProgress, type DeploymentOutcome, type OperationContext } from '../operation/context';
import { withFailurePrefix } from '../operation/errors';
import type { Phase } from '../operation/phase';
import { readBusyFailure } from './read-busy-failure';

/**
 * Waits until the deployment that holds the group and its automatic rollback have ended, then decides again. A
 * deployment whose stop was requested, and a rollback that runs, have a grace period beyond the deadline of the
 * operation.
 * @throws Failure ResourceConflict when they have not ended by then
 */
export async function waitForHolder(
  operation: OperationContext,
  phase: Phase & { kind: 'ending' },
): Promise<DeploymentOutcome> {
  const { now } = operation.invocation;
  const { hasFullyEnded, ending, info } = await withFailurePrefix(
    operation.invocation,
    (aws) => failure('HolderNotObservable', { deploymentId: phase.deploymentId }, aws),
    () => observeEnd(operation.api.deployments, phase, now),
  );
  if (hasFullyEnded) return observeAndAct(operation, phase);
  const deploymentId = ending.rollbackDeploymentId ?? ending.deploymentId;
  const rollbackRuns = ending.rollbackDeploymentId !== undefined || (info !== undefined && isRollback(info));
  const hasGrace = phase.endsSoon || rollbackRuns;
  if (now >= phase.deadline + (hasGrace ? STOP_GRACE_MS : 0))
    throw await readBusyFailure(operation, deploymentId, true);
  return inProgress(
    { ...phase, ...ending },
    awaitEndSeconds(info, phase.endsSoon, now),
    progress('WaitingForEnd', { deploymentId }),
  );
}
