import { Failure, HandlerErrorCode } from '../../../../runtime/messages/failure';
import { joinFailures } from '../../../../runtime/messages/message-registry';
import { stackNameOf } from '../../../../runtime/owner/naming';
import { failure } from '../../messages/failures';
import type { OperationContext } from '../operation/context';

/**
 * Adds the way out to the failure of a stack rollback. A rollback whose deployment is impossible leaves the stack in
 * UPDATE_ROLLBACK_FAILED, and the failure has to tell an operator how to continue.
 */
export async function withWayOut<Answer>(
  { policy, invocation }: OperationContext,
  decide: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await decide();
  } catch (error) {
    const { stackId, logicalResourceId: logicalId } = invocation.request;
    const stackName = stackNameOf({ stackId });
    const isImpossible = error instanceof Failure && error.code === HandlerErrorCode.InvalidRequest;
    if (!policy.rollback || !isImpossible || !stackName || !logicalId) throw error;
    throw joinFailures([error, failure('RollbackImpossible', { stackName, logicalId })]) ?? error;
  }
}
