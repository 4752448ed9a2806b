import { toFailure } from '../../../../runtime/aws/aws-errors';
import { HandlerErrorCode } from '../../../../runtime/messages/failure';
import { joinFailures } from '../../../../runtime/messages/message-registry';
import { failure } from '../../messages/failures';
import { rolledBackIn, type OperationContext } from '../operation/context';

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
  operation: OperationContext,
  attempt: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await attempt();
  } catch (error) {
    const rolledBack = rolledBackIn(operation);
    if (!rolledBack || operation.invocation.isRetried(error)) throw error;
    const failed = toFailure(error);
    if (!TO_CORRECT.has(failed.code)) throw error;
    const wayOut = failure('RollbackImpossible', rolledBack, failed.code);
    throw joinFailures([failed, wayOut]) ?? error;
  }
}
