import { notFound } from '../../../runtime/failure';
import { toModel } from '../desired-state/desired';
import { getPrimary } from './observe';
import { groupName, CHECK_TASK_SETS, type DeploymentOutcome, type OperationContext } from './context';

/**
 * A deployment has brought what is desired: the answer of a create or update ends by reading.
 * @throws Failure NotFound when group or service were deleted meanwhile.
 */
export async function complete(
  operation: OperationContext,
  deploymentId: string,
): Promise<DeploymentOutcome> {
  const { api, desired } = operation;
  const group = await api.findGroup(desired);
  if (!group)
    throw notFound(
      `Deployment ${deploymentId} succeeded, but ${groupName(operation)} was deleted meanwhile, and this resource with it. ` +
        CHECK_TASK_SETS,
    );
  const service = await api.findService(group);
  if (!service)
    throw notFound(
      `Deployment ${deploymentId} succeeded, but the ECS service ${group.clusterName}/${group.serviceName} of ` +
        `${groupName(operation)} was deleted meanwhile.`,
    );
  return { kind: 'done', model: toModel(desired, getPrimary(service), desired.parameters) };
}
