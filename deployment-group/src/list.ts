import { listDeploymentGroups } from '../../runtime/deployment-groups/list-groups';
import type { Handler } from '../../runtime/resource';
import { ResourceModel } from './models';
import type { Phase } from './phase';

/**
 * One page: the groups of at most one application. Of each resource LIST gives only the primary identifier;
 * CloudFormation reads the rest by READ.
 */
export const list: Handler<ResourceModel, Phase> = async ({ request, connection }) => {
  const { keys, nextToken } = await listDeploymentGroups(connection, request.nextToken);
  return { kind: 'listed', models: keys.map((key) => new ResourceModel({ ...key })), nextToken };
};
