import type { TaskSet } from '@aws-sdk/client-ecs';
import { toFailure } from '../../../../runtime/aws/aws-errors';
import type { Failure } from '../../../../runtime/messages/failure';
import type { Group } from '../../desired-state/group';
import { listenerMismatch, type ListenerMismatch } from '../../desired-state/production-listener';
import { failure } from '../../messages/failures';
import { listenerFacts } from '../../messages/listener-mending';
import type { OperationContext } from '../operation/context';

type Listening = Pick<Group, 'productionListenerArn' | 'targetGroupNames'>;

/**
 * Checks the production listener before a deployment. A stack rollback, and an operation that cannot read the listener,
 * start the deployment without the check, and CodeDeploy decides.
 * @returns the failure with the command that mends the listener; undefined when the deployment can start
 */
export async function listenerObjection(
  { api, invocation }: Pick<OperationContext, 'api' | 'invocation'>,
  group: Listening,
  primary: TaskSet,
): Promise<Failure | undefined> {
  if (invocation.request.rollback) return undefined;
  try {
    const mismatch = await findListenerMismatch(api, group, primary);
    return mismatch && failure('ListenerMismatch', listenerFacts(mismatch));
  } catch (error) {
    invocation.log(`The production listener could not be checked. ${toFailure(error).message}`);
    return undefined;
  }
}

/** @throws the errors of the SDK, for instance when the execution role does not allow the calls */
export async function findListenerMismatch(
  api: OperationContext['api'],
  { productionListenerArn, targetGroupNames }: Listening,
  primary: TaskSet,
): Promise<ListenerMismatch | undefined> {
  const primaryArn = primary.loadBalancers?.[0]?.targetGroupArn;
  if (productionListenerArn === undefined || primaryArn === undefined) return undefined;
  return listenerMismatch(
    await api.service.listListenerPlaces(productionListenerArn),
    targetGroupNames,
    primaryArn,
  );
}
