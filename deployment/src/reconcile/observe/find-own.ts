import { fromDescription } from '../../desired-state/description-marker';
import { CLOCK_SKEW_MS } from '../../polling/delays';
import type { OperationContext } from '../operation/context';

/**
 * Finds the deployment that this operation has started, by the marker in its description.
 * @returns its id; undefined when the operation has started none, or CodeDeploy does not list it yet
 */
export async function findOwn({
  api,
  desired,
  owner,
  invocation,
}: OperationContext): Promise<string | undefined> {
  const recent = await api.deployments.listSince(desired, invocation.startedAt - CLOCK_SKEW_MS);
  const own = recent.find(({ description }) => {
    const marker = fromDescription(description);
    return marker?.owner === owner.id && marker.operation === owner.operation;
  });
  return own?.deploymentId;
}
