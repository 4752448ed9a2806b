import { listDeploymentGroups } from '../../runtime/deployment-groups/list-groups';
import type { Handler } from '../../runtime/resource';
import { ResourceModel } from './models';
import type { Phase } from './phase';

/**
 * One page: the groups of at most one application. The primary identifier is all that CloudFormation takes from a
 * LIST; it reads what it wants to know more of.
 */
export const list: Handler<ResourceModel, Phase> = async ({ request, connection }) => {
  const { keys, nextToken } = await listDeploymentGroups(connection, request.nextToken);
  return { kind: 'listed', models: keys.map((key) => new ResourceModel({ ...key })), nextToken };
};
