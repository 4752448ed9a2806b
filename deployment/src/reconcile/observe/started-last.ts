import { fromDescription } from '../../desired-state/description-marker';
import type { Group } from '../../desired-state/group';
import type { OperationContext } from '../operation/context';
import { ignoreErrors } from '../operation/errors';

/**
 * Whether the newest deployment that the group shows is the one of an operation, or the automatic rollback of that. An operation
 * starts at most one, so ListDeployments then hides no other of it.
 * @param operation the hash of its token
 * @returns false also when AWS does not answer
 */
export async function startedLast(
  { deployments }: Pick<OperationContext['api'], 'deployments'>,
  { lastAttempt }: Group,
  operation: string,
): Promise<boolean> {
  if (!lastAttempt) return false;
  const last = await ignoreErrors(deployments.findDeployment(lastAttempt.deploymentId));
  const undone = last?.rollbackInfo?.rollbackTriggeringDeploymentId;
  const started = undone === undefined ? last : await ignoreErrors(deployments.findDeployment(undone));
  return fromDescription(started?.description)?.operation === operation;
}
