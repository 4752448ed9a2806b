import type { Failure } from '../../../../runtime/messages/failure';
import { busyFailure } from '../../messages/busy-failure';
import { readRunningState } from '../observe/read-running-state';
import { groupName, type OperationContext } from '../operation/context';
import { ignoreErrors } from '../operation/errors';
import { isMarkedAsOurs } from '../operation/ownership';

/**
 * The failure of an operation because another deployment holds the group. Reads who started that deployment and what
 * the service runs; the failure leaves out what cannot be read.
 * @param deploymentId the deployment that holds the group
 * @param waited whether the operation has waited for its end until its own deadline
 */
export async function readBusyFailure(
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
