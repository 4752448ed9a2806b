import { toModel } from '../../desired-state/desired';
import { failure } from '../../messages/failures';
import { progress } from '../../messages/progress';
import { SOON_SECONDS, STALE_TASK_SETS_MS } from '../../polling/delays';
import { getPrimary } from '../observe/observe';
import { groupName, inProgress, type DeploymentOutcome, type OperationContext } from '../operation/context';
import type { Phase } from '../operation/phase';
import { forget } from '../operation/what-ran-before';

type Ended = Phase & { kind: 'deploying' | 'rollingBack' };

/**
 * The answer of a create or update whose deployment has succeeded: the resource as it is now. While DescribeServices still
 * shows the task sets from before the end of the deployment, the next invocation reads again, for at most a minute.
 * @throws Failure NotFound when the group or the service was deleted in the meantime
 */
export async function complete(operation: OperationContext, phase: Ended): Promise<DeploymentOutcome> {
  const { api, desired, invocation } = operation;
  const { deploymentId } = phase;
  const group = await api.group.find(desired);
  if (!group) throw failure('DeployedButGroupDeleted', { deploymentId, groupName: groupName(desired) });
  const service = await api.service.find(group);
  if (!service)
    throw failure('DeployedButServiceDeleted', {
      deploymentId,
      serviceName: `${group.clusterName}/${group.serviceName}`,
      groupName: groupName(desired),
    });
  const primary = getPrimary(service);
  const staleSince = phase.staleSince ?? invocation.now;
  if (primary.externalId !== deploymentId && invocation.now - staleSince < STALE_TASK_SETS_MS)
    return inProgress({ ...phase, staleSince }, SOON_SECONDS, progress('TaskSetsMayBeStale', {}));
  await forget(operation);
  return { kind: 'done', model: toModel(desired, primary, desired.parameters) };
}
