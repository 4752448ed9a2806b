import { toFailure } from '../../../../runtime/aws/aws-errors';
import { failure } from '../../messages/failures';
import { findOwn } from '../observe/find-own';
import type { OperationContext } from '../operation/context';
import { ignoreErrors } from '../operation/errors';
import { checkOwnerTag } from '../operation/ownership';
import type { Phase } from '../operation/phase';

/**
 * Runs a read of a running deployment. When AWS has refused it for five minutes, for instance because the execution
 * role lacks the permission, the operation fails. It first stops its own deployment, which no operation would watch any
 * more.
 */
export async function stopUnlessObservable<Answer>(
  operation: OperationContext,
  { deploymentId, tagWrittenAt }: Phase & { kind: 'deploying' },
  read: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await read();
  } catch (error) {
    const aws = toFailure(error);
    if (aws === error || operation.invocation.isRetried(error)) throw error;
    const stop = async (): Promise<boolean> =>
      (await findOwn(operation)).deploymentId === deploymentId &&
      (await checkOwnerTag(operation, tagWrittenAt)) === 'ours' &&
      (await operation.api.deployments.stop(deploymentId));
    const stopped = await ignoreErrors(stop());
    throw failure(stopped ? 'StoppedNotObservable' : 'NotObservable', { deploymentId }, aws);
  }
}
