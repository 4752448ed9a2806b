import type { Failure } from '../../../../runtime/messages/failure';
import { busyFailure } from '../../messages/busy-failure';
import { ignoreErrors } from '../operation/errors';
import { groupName, type OperationContext } from '../operation/context';
import { isMarkedAsOurs } from '../operation/ownership';
import { readRunningState } from '../observe/read-running-state';

/**
 * Reads what the failure of an operation tells when another deployment holds the group. What cannot be read is left out.
 * @param waited whether the operation has waited for that deployment until its own deadline
 */
export async function busy(
  operation: OperationContext,
  deploymentId: string,
  waited: boolean,
): Promise<Failure> {
  const { api, invocation } = operation;
  const { now, startedAt, request } = invocation;
  const [info, running] = await Promise.all([
    ignoreErrors(api.deployments.findDeployment(deploymentId)),
    readRunningState(operation),
  ]);
  return busyFailure({
    deploymentId,
    info,
    startedByThisResource: isMarkedAsOurs(operation, info?.description),
    groupName: groupName(operation.desired),
    waitedMinutes: waited ? Math.round((now - startedAt) / 60_000) : undefined,
    running,
    region: request.region,
    partition: request.partition,
  });
}
