import { toFailure } from '../../../../runtime/aws/aws-errors';
import { HandlerErrorCode } from '../../../../runtime/messages/failure';
import { joinFailures } from '../../../../runtime/messages/message-registry';
import { stackNameOf } from '../../../../runtime/owner/naming';
import { failure } from '../../messages/failures';
import type { OperationContext } from '../operation/context';

/** Failures whose cause an operator has to correct before a deployment can start. */
const TO_CORRECT: ReadonlySet<HandlerErrorCode> = new Set([
  HandlerErrorCode.InvalidRequest,
  HandlerErrorCode.AccessDenied,
]);

/**
 * Adds the way out to the failure of a stack rollback. A rollback whose deployment is impossible leaves the stack in
 * UPDATE_ROLLBACK_FAILED, and the failure has to tell an operator how to continue.
 * @param attempt decides what to do, or starts the deployment
 */
export async function withWayOut<Answer>(
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
