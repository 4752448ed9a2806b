import { listDeploymentGroups } from '../../runtime/deployment-groups';
import { groupArnOf } from '../../runtime/group-key';
import { Api } from './api';
import { ResourceModel } from './models';
import type { DeploymentInvocation, DeploymentOutcome } from './reconcile/context';

/** So many groups are asked for their tags at once: CodeDeploy has no call for the tags of several. */
const AT_ONCE = 10;

/** One page: the groups of one application that carry the owner tag. */
export async function list(invocation: DeploymentInvocation): Promise<DeploymentOutcome> {
  const { connection, request } = invocation;
  const api = new Api(connection);
  const { keys, nextToken } = await listDeploymentGroups(connection, request.nextToken);
  const models: ResourceModel[] = [];
  for (let first = 0; first < keys.length; first += AT_ONCE) {
    const some = keys.slice(first, first + AT_ONCE);
    const owners = await Promise.all(some.map((key) => api.findOwner(groupArnOf(key, request))));
    models.push(...some.filter((_, index) => owners[index]).map((key) => new ResourceModel({ ...key })));
  }
  return { kind: 'listed', models, nextToken };
}
