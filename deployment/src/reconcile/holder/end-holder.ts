import { failure } from '../../messages/failures';
import { progress, REASONS } from '../../messages/progress';
import { SOON_SECONDS, STOP_REFUSED_SECONDS } from '../../polling/delays';
import type { Step } from '../decide/decide';
import { inProgress, type DeploymentOutcome, type OperationContext } from '../operation/context';
import { refusedAsFalse, withFailurePrefix } from '../operation/errors';
import { checkOwnerTag } from '../operation/ownership';
import { endNotYetObserved, type OperationTiming } from '../operation/phase';
import { retryLater } from './retry-later';

/**
 * Stops the deployment that holds the group, or ends its termination wait. When CodeDeploy refuses that at this point,
 * the next invocation observes and decides anew.
 */
export async function endHolder(
  operation: OperationContext,
  timing: OperationTiming,
  step: Step & { kind: 'stop' | 'endTerminationWait' },
): Promise<DeploymentOutcome> {
  const { api } = operation;
  const { deploymentId } = step;
  if ((await checkOwnerTag(operation, timing.tagWrittenAt)) === 'notVisibleYet')
    return retryLater(operation, timing, deploymentId, SOON_SECONDS, REASONS.tagNotVisible);
  const { invocation } = operation;
  const stopped = step.kind === 'stop';
  const request = () =>
    stopped ? api.deployments.stop(deploymentId) : api.deployments.endWait(deploymentId, 'TERMINATION_WAIT');
  const accepted = await withFailurePrefix(
    invocation,
    (aws) => failure('HolderNotStopped', { deploymentId }, aws),
    // Without a phase the runtime does not repeat a refused call: see `keepsAsking`. A later invocation asks again.
    () => (invocation.phase ? request() : refusedAsFalse(invocation, request)),
  );
  if (!accepted)
    return retryLater(
      operation,
      timing,
      deploymentId,
      stopped ? STOP_REFUSED_SECONDS : SOON_SECONDS,
      stopped ? REASONS.stopRefused : REASONS.waitNotEnded,
    );
  return inProgress(
    { ...timing, ...endNotYetObserved, kind: 'ending', endsSoon: stopped, deploymentId },
    SOON_SECONDS,
    step.kind === 'stop'
      ? progress('Stopping', { deploymentId, reason: step.reason })
      : progress('EndingTerminationWait', { deploymentId }),
  );
}
