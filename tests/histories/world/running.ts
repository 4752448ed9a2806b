import type { TaskSet } from '@aws-sdk/client-ecs';

/** What a task set runs, in texts that can be compared. */
export interface Running {
  taskDefinition: string;
  container: string;
  platform: string;
  network: string;
  /** Launch type FARGATE starts the same tasks as a strategy of FARGATE alone. */
  capacity: string;
}

export function runningOf({
  taskDefinition = '',
  loadBalancers: [balancer] = [],
  platformVersion = '',
  networkConfiguration: { awsvpcConfiguration: vpc } = {},
  launchType,
  capacityProviderStrategy = [],
}: TaskSet): Running {
  const strategy = capacityProviderStrategy.map(({ capacityProvider = '' }) => capacityProvider);
  return {
    taskDefinition,
    container: `${balancer?.containerName ?? ''}:${balancer?.containerPort ?? ''}`,
    platform: platformVersion,
    network: [...(vpc?.subnets ?? []), ...(vpc?.securityGroups ?? []), vpc?.assignPublicIp ?? ''].join(' '),
    capacity: strategy.join(' ') || (launchType ?? ''),
  };
}
