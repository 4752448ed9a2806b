import { toFailure } from '../../../runtime/aws-errors';
import { HandlerErrorCode } from '../../../runtime/failure';
import { joinFailures } from '../../../runtime/message-registry';
import { stackNameOf } from '../../../runtime/naming';
import { failure } from '../messages/failures';
import type { OperationContext } from './context';

/** What an operator has to correct before a deployment can be started. */
const TO_CORRECT: ReadonlySet<HandlerErrorCode> = new Set([
  HandlerErrorCode.InvalidRequest,
  HandlerErrorCode.AccessDenied,
]);

/**
 * A stack rollback whose deployment is impossible leaves the stack in UPDATE_ROLLBACK_FAILED. The failure then also tells
 * how to continue.
 * @param attempt decides what to do, or starts the deployment
 */
export async function sayingWayOut<Answer>(
  { policy, invocation }: OperationContext,
  attempt: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await attempt();
  } catch (error) {
    const { stackId, logicalResourceId: logicalId } = invocation.request;
    const stackName = stackNameOf({ stackId });
    if (!policy.rollback || !stackName || !logicalId || invocation.isRetried(error)) throw error;
    const failed = toFailure(error);
    if (!TO_CORRECT.has(failed.code)) throw error;
    const wayOut = failure('RollbackImpossible', { stackName, logicalId }, failed.code);
    throw joinFailures([failed, wayOut]) ?? error;
  }
}
