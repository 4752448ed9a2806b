import type { GroupKey } from '../../runtime/deployment-groups';
import { Failure, HandlerErrorCode } from '../../runtime/failure';
import { Api } from './api';
import { identifierOf, primaryOf, toModel } from './desired';
import { groupArnOf, type DeploymentInvocation, type DeploymentOutcome } from './operation';

/** What the service runs now, whoever put it there: a deployment made by somebody else shows as drift. */
export async function read(invocation: DeploymentInvocation): Promise<DeploymentOutcome> {
  const identifier = identifierOf(invocation.desired);
  const api = new Api(invocation.connection);
  const [group, owner] = await Promise.all([
    api.findGroup(identifier),
    api.findOwner(groupArnOf(invocation, identifier)),
  ]);
  if (!group || !owner) throw absent(identifier);
  const service = await api.findService(group);
  const primary = service && primaryOf(service);
  if (!primary) throw absent(identifier);
  return { kind: 'done', model: toModel(identifier, primary) };
}

/** The identity is the group's owner tag: without group, tag or service there is no such resource. */
export function absent({ applicationName, deploymentGroupName }: GroupKey): Failure {
  return new Failure(
    HandlerErrorCode.NotFound,
    `There is no Org::CodeDeploy::EcsDeployment for deployment group ${applicationName}/${deploymentGroupName}.`,
  );
}
