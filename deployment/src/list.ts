import { groupArnOf } from '../../runtime/deployment-groups/group-key';
import { listDeploymentGroups } from '../../runtime/deployment-groups/list-groups';
import { Api } from './api';
import { ResourceModel } from './models';
import type { DeploymentInvocation, DeploymentOutcome } from './reconcile/operation/context';

/** How many groups' tags are read at the same time: CodeDeploy has no call for the tags of several groups. */
const CONCURRENT_READS = 10;

/** One page: the groups of one application that carry the owner tag. */
export async function list(invocation: DeploymentInvocation): Promise<DeploymentOutcome> {
  const { connection, request } = invocation;
  const api = new Api(connection);
  const { keys, nextToken } = await listDeploymentGroups(connection, request.nextToken);
  const models: ResourceModel[] = [];
  for (let first = 0; first < keys.length; first += CONCURRENT_READS) {
    const batch = keys.slice(first, first + CONCURRENT_READS);
    const owners = await Promise.all(batch.map((key) => api.group.findOwner(groupArnOf(key, request))));
    models.push(...batch.filter((_, index) => owners[index]).map((key) => new ResourceModel({ ...key })));
  }
  return { kind: 'listed', models, nextToken };
}
