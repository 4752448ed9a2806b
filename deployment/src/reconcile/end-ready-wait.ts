import type { Deployment } from '../../../runtime/deployments/reads';
import { fromDescription } from '../desired-state/description-marker';
import { ignoreAndLog } from '../messages/errors';
import { isStillOurs, type OperationContext } from './context';
import type { Phase } from './phase';

/**
 * Ends the ready wait of this operation's own deployment when the stack is rolling back. The wait lets an operator
 * approve a new version. A rollback brings the old one, and must not depend on an operator.
 * @returns whether the wait was ended
 */
export async function endReadyWait(
  operation: OperationContext,
  { tagWrittenAt, deploymentId }: Phase & { kind: 'deploying' },
  { status, description }: Deployment,
): Promise<boolean> {
  const { api, policy, owner, invocation } = operation;
  const own = fromDescription(description)?.operation === owner.operation;
  if (status !== 'Ready' || !policy.rollback || !own || !(await isStillOurs(operation, tagWrittenAt)))
    return false;
  const ended = await ignoreAndLog(invocation.log, 'The ready wait cannot be ended.', async () => {
    await api.endWait(deploymentId, 'READY_WAIT');
    return true;
  });
  return ended ?? false;
}
