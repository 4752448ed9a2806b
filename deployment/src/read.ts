import { groupArnOf, keyOf, type GroupKey } from '../../runtime/group-key';
import { Failure, HandlerErrorCode } from '../../runtime/failure';
import { Api } from './api';
import { primaryOf, toModel } from './desired-state/desired';
import type { DeploymentInvocation, DeploymentOutcome } from './reconcile/context';

/** What the service runs now, whoever put it there: a deployment made by somebody else shows as drift. */
export async function read(invocation: DeploymentInvocation): Promise<DeploymentOutcome> {
  const key = keyOf(invocation.desired);
  const api = new Api(invocation.connection);
  const [group, owner] = await Promise.all([
    api.findGroup(key),
    api.findOwner(groupArnOf(key, invocation.request)),
  ]);
  if (!group || !owner) throw absent(key);
  const service = await api.findService(group);
  const primary = service && primaryOf(service);
  if (!primary) throw absent(key);
  return { kind: 'done', model: toModel(key, primary) };
}

/** The identity is the group's owner tag: without group, tag or service there is no such resource. */
export function absent({ applicationName, deploymentGroupName }: GroupKey): Failure {
  return new Failure(
    HandlerErrorCode.NotFound,
    `There is no Org::CodeDeploy::EcsDeployment for deployment group ${applicationName}/${deploymentGroupName}.`,
  );
}
