import { groupArnOf, keyOf, type GroupKey } from '../../runtime/deployment-groups/group-key';
import type { Failure } from '../../runtime/messages/failure';
import { Api } from './api';
import { primaryOf, toModel } from './desired-state/desired';
import { failure } from './messages/failures';
import { groupName, type DeploymentInvocation, type DeploymentOutcome } from './reconcile/operation/context';

/** Reads what the service runs now. A deployment that another team has started shows as drift. */
export async function read(invocation: DeploymentInvocation): Promise<DeploymentOutcome> {
  const key = keyOf(invocation.desired);
  const api = new Api(invocation.connection);
  const [group, owner] = await Promise.all([
    api.group.find(key),
    api.group.findOwner(groupArnOf(key, invocation.request)),
  ]);
  if (!group || !owner) throw noSuchDeployment(key);
  const service = await api.service.find(group);
  const primary = service && primaryOf(service);
  const controller = service?.deploymentController?.type;
  if (service && controller !== 'CODE_DEPLOY')
    throw failure('ServiceLeftCodeDeploy', {
      groupName: groupName(key),
      serviceName: `${group.clusterName}/${group.serviceName}`,
      controller: controller ?? 'ECS',
    });
  if (!primary) throw noSuchDeployment(key);
  return { kind: 'done', model: toModel(key, primary) };
}

/** A stack rollback cannot bring back a deployment group that was deleted. */
export function groupGoneInRollback(key: GroupKey): Failure {
  return failure('GroupGoneInRollback', { groupName: groupName(key) });
}

/** The resource exists as long as its group, the group's owner tag and the service exist. */
export function noSuchDeployment(key: GroupKey): Failure {
  return failure('NoSuchDeployment', { groupName: groupName(key) });
}
