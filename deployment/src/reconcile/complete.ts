import { failure } from '../messages/failures';
import { progress } from '../messages/progress';
import { SETTLING_MS, SOON_SECONDS } from '../polling/delays';
import { toModel } from '../desired-state/desired';
import { forget } from './before';
import { getPrimary } from './observe';
import { groupName, inProgress, type DeploymentOutcome, type OperationContext } from './context';
import type { Phase } from './phase';

type Ended = Phase & { kind: 'deploying' | 'rollingBack' };

/**
 * The answer of a create or update whose deployment has succeeded: it ends by reading the resource. While DescribeServices
 * shows the task sets from before the deployment's end, the next invocation reads again, for at most a minute.
 * @throws Failure NotFound when the group or the service was deleted in the meantime
 */
export async function complete(operation: OperationContext, phase: Ended): Promise<DeploymentOutcome> {
  const { api, desired, invocation } = operation;
  const { deploymentId } = phase;
  const group = await api.findGroup(desired);
  if (!group) throw failure('DeployedButGroupDeleted', { deploymentId, groupName: groupName(desired) });
  const service = await api.findService(group);
  if (!service)
    throw failure('DeployedButServiceDeleted', {
      deploymentId,
      serviceName: `${group.clusterName}/${group.serviceName}`,
      groupName: groupName(desired),
    });
  const primary = getPrimary(service);
  const unsettledSince = phase.unsettledSince ?? invocation.now;
  if (primary.externalId !== deploymentId && invocation.now - unsettledSince < SETTLING_MS)
    return inProgress({ ...phase, unsettledSince }, SOON_SECONDS, progress('TaskSetsUnsettled', {}));
  await forget(operation);
  return { kind: 'done', model: toModel(desired, primary, desired.parameters) };
}
