import type { ProgressMessage } from '../../../../runtime/messages/message-registry';
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
  step: Step & { kind: 'stop' | 'stopOrEndWait' | 'endTerminationWait' },
): Promise<DeploymentOutcome> {
  const { api, invocation } = operation;
  const { deploymentId } = step;
  if ((await checkOwnerTag(operation, timing.tagWrittenAt)) === 'notVisibleYet')
    return retryLater(operation, timing, deploymentId, SOON_SECONDS, REASONS.tagNotVisible);
  const request = async (): Promise<{ endsSoon: boolean; said: ProgressMessage } | false> => {
    if (step.kind !== 'endTerminationWait' && (await api.deployments.stop(deploymentId)))
      return { endsSoon: true, said: progress('Stopping', { deploymentId, reason: step.reason }) };
    if (step.kind !== 'stop' && (await api.deployments.endWait(deploymentId, 'TERMINATION_WAIT')))
      return { endsSoon: false, said: progress('EndingTerminationWait', { deploymentId }) };
    return false;
  };
  const accepted = await withFailurePrefix(
    invocation,
    (aws) => failure('HolderNotStopped', { deploymentId }, aws),
    // Without a phase the runtime does not repeat a refused call: see `keepsAsking`. A later invocation asks again.
    () => (invocation.phase ? request() : refusedAsFalse(invocation, request)),
  );
  if (!accepted)
    return step.kind === 'endTerminationWait'
      ? retryLater(operation, timing, deploymentId, SOON_SECONDS, REASONS.waitNotEnded)
      : retryLater(operation, timing, deploymentId, STOP_REFUSED_SECONDS, REASONS.stopRefused);
  const { endsSoon, said } = accepted;
  return inProgress(
    { ...timing, ...endNotYetObserved, kind: 'ending', endsSoon, deploymentId },
    SOON_SECONDS,
    said,
  );
}
