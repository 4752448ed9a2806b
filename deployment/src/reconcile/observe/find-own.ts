import { fromDescription } from '../../desired-state/description-marker';
import { CLOCK_SKEW_MS } from '../../polling/delays';
import type { OperationContext } from '../operation/context';

/**
 * Finds the deployment that this operation has started, by the marker in its description. An invocation whose answer
 * CloudFormation never got may have started it. So this looks back to when the operation began by the owner tag, not only
 * to the first invocation that was answered.
 * @returns its id, absent when the operation has started none or CodeDeploy does not list it yet; and whether CodeDeploy lists a
 *   deployment that it does not show yet, which may be the one
 */
export async function findOwn({
  api,
  desired,
  owner,
  claim,
  invocation,
}: OperationContext): Promise<{ deploymentId?: string | undefined; mayBeHidden: boolean }> {
  const begunAt = Math.min(invocation.startedAt, claim.begunAt ?? invocation.startedAt);
  const { shown, isComplete } = await api.deployments.listSince(desired, begunAt - CLOCK_SKEW_MS);
  const own = shown.find(({ description }) => {
    const marker = fromDescription(description);
    return marker?.owner === owner.id && marker.operation === owner.operation;
  });
  return { deploymentId: own?.deploymentId, mayBeHidden: !own && !isComplete };
}
