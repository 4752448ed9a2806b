import {
  DescribeServicesCommand,
  ListClustersCommand,
  ListServicesCommand,
  type Service,
} from '@aws-sdk/client-ecs';
import { DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Clients } from './clients';

/** Whether a load balancer, or a service's task set or deployment, is in the security group. */
export async function isInUse({ ecs, loadBalancing }: Clients, groupId: string): Promise<boolean> {
  const { LoadBalancers = [] } = await loadBalancing.send(new DescribeLoadBalancersCommand({}));
  if (LoadBalancers.some(({ SecurityGroups = [] }) => SecurityGroups.includes(groupId))) return true;
  const { clusterArns = [] } = await ecs.send(new ListClustersCommand({}));
  for (const cluster of clusterArns) {
    const { serviceArns: services = [] } = await ecs.send(new ListServicesCommand({ cluster }));
    if (services.length === 0) continue;
    const described = await ecs.send(new DescribeServicesCommand({ cluster, services }));
    if (described.services?.some((service) => groupsOf(service).includes(groupId)) === true) return true;
  }
  return false;
}

/** The security groups of all tasks of a service, those of older task sets and deployments too. */
function groupsOf({ networkConfiguration, taskSets = [], deployments = [] }: Service): string[] {
  return [{ networkConfiguration }, ...taskSets, ...deployments].flatMap(
    (part) => part.networkConfiguration?.awsvpcConfiguration?.securityGroups ?? [],
  );
}
