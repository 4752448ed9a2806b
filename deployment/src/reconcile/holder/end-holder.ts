import { failure } from '../../messages/failures';
import { progress, REASONS } from '../../messages/progress';
import { LATE_STOP_PATIENCE_MS, SOON_SECONDS, STOP_REFUSED_SECONDS } from '../../polling/delays';
import type { Step } from '../decide/decide';
import { inProgress, type DeploymentOutcome, type OperationContext } from '../operation/context';
import { refusedAsFalse, withFailurePrefix } from '../operation/errors';
import { checkOwnerTag } from '../operation/ownership';
import { endNotYetObserved, type OperationTiming } from '../operation/phase';
import { retryLater } from './retry-later';

/**
 * Stops the deployment that holds the group, or ends its termination wait. When CodeDeploy refuses that at this point,
 * the next invocation observes and decides anew.
 * @param isOwnWait whether the deployment is this resource's, in its termination wait. When CodeDeploy does not stop it
 *   there, its wait is ended (D7), because the wait may last two days
 */
export async function endHolder(
  operation: OperationContext,
  timing: OperationTiming,
  step: Step & { kind: 'stop' | 'endTerminationWait' },
  isOwnWait: boolean,
): Promise<DeploymentOutcome> {
  const { api, invocation } = operation;
  const { deploymentId } = step;
  if ((await checkOwnerTag(operation, timing.tagWrittenAt)) === 'notVisibleYet')
    return retryLater(operation, timing, deploymentId, SOON_SECONDS, REASONS.tagNotVisible);
  const endsWait = isOwnWait && invocation.now - timing.tagWrittenAt >= LATE_STOP_PATIENCE_MS;
  const request = async (): Promise<'stopped' | 'waitEnded' | false> => {
    if (step.kind === 'stop') {
      if (await api.deployments.stop(deploymentId)) return 'stopped';
      if (!endsWait) return false;
    }
    return (await api.deployments.endWait(deploymentId, 'TERMINATION_WAIT')) && 'waitEnded';
  };
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
      step.kind === 'stop' ? STOP_REFUSED_SECONDS : SOON_SECONDS,
      step.kind === 'stop' ? REASONS.stopRefused : REASONS.waitNotEnded,
    );
  return inProgress(
    { ...timing, ...endNotYetObserved, kind: 'ending', endsSoon: accepted === 'stopped', deploymentId },
    SOON_SECONDS,
    step.kind === 'stop' && accepted === 'stopped'
      ? progress('Stopping', { deploymentId, reason: step.reason })
      : progress('EndingTerminationWait', { deploymentId }),
  );
}
