import { failure } from '../../messages/failures';
import { toModel } from '../../desired-state/desired';
import { forget } from '../operation/what-ran-before';
import { getPrimary } from '../observe/observe';
import { groupName, type DeploymentOutcome, type OperationContext } from '../operation/context';

/**
 * The answer of a create or update whose deployment has succeeded: the resource as it is now.
 * @throws Failure NotFound when the group or the service was deleted in the meantime
 */
export async function complete(
  operation: OperationContext,
  deploymentId: string,
): Promise<DeploymentOutcome> {
  const { api, desired } = operation;
  const group = await api.group.find(desired);
  if (!group) throw failure('DeployedButGroupDeleted', { deploymentId, groupName: groupName(desired) });
  const service = await api.service.find(group);
  if (!service)
    throw failure('DeployedButServiceDeleted', {
      deploymentId,
      serviceName: `${group.clusterName}/${group.serviceName}`,
      groupName: groupName(desired),
    });
  await forget(operation);
  return { kind: 'done', model: toModel(desired, getPrimary(service), desired.parameters) };
}
