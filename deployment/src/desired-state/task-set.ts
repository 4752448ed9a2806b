import type { AwsVpcConfiguration, CapacityProviderStrategyItem, TaskSet } from '@aws-sdk/client-ecs';

/** What a task set runs: the parameters that an ECS AppSpec gives it. */
export interface TaskSetParameters {
  taskDefinition: string;
  containerName: string | undefined;
  containerPort: number | undefined;
  platformVersion: string | undefined;
  network: AwsVpcConfiguration | undefined;
  capacityProviderStrategy: CapacityProviderStrategyItem[] | undefined;
}

/** The parameters of a task set as DescribeServices shows it. */
export function parametersOf(taskSet: TaskSet): TaskSetParameters {
  const [balancer] = taskSet.loadBalancers ?? [];
  const strategy = taskSet.capacityProviderStrategy;
  return {
    taskDefinition: taskSet.taskDefinition ?? '',
    containerName: balancer?.containerName,
    containerPort: balancer?.containerPort,
    platformVersion: taskSet.platformVersion,
    network: taskSet.networkConfiguration?.awsvpcConfiguration,
    capacityProviderStrategy: strategy?.length ? strategy : undefined,
  };
}

/** What is asked for, with everything that is left open taken from what runs now. */
export function withLiveDefaults(desired: TaskSetParameters, live: TaskSetParameters): TaskSetParameters {
  return {
    taskDefinition: desired.taskDefinition,
    containerName: desired.containerName ?? live.containerName,
    containerPort: desired.containerPort ?? live.containerPort,
    platformVersion: desired.platformVersion ?? live.platformVersion,
    network: desired.network ?? live.network,
    capacityProviderStrategy: desired.capacityProviderStrategy ?? live.capacityProviderStrategy,
  };
}

/** Whether a task set runs what is asked for; what is left open fits anything. */
export function matches(running: TaskSetParameters, desired: TaskSetParameters): boolean {
  return (
    running.taskDefinition === desired.taskDefinition &&
    matchesIfSet(running.containerName, desired.containerName) &&
    matchesIfSet(running.containerPort, desired.containerPort) &&
    matchesPlatform(running.platformVersion, desired.platformVersion) &&
    matchesIfSet(networkKey(running.network), networkKey(desired.network)) &&
    matchesIfSet(strategyKey(running.capacityProviderStrategy), strategyKey(desired.capacityProviderStrategy))
  );
}

function matchesIfSet<T>(running: T | undefined, desired: T | undefined): boolean {
  return desired === undefined || running === desired;
}

/** ECS shows the version that LATEST stood for, so LATEST fits any. (ECS API Reference, TaskSet.) */
export function matchesPlatform(running: string | undefined, desired: string | undefined): boolean {
  return desired === 'LATEST' || running === 'LATEST' || matchesIfSet(running, desired);
}

/** Subnets and security groups are sets; a public address is not assigned unless asked for. */
function networkKey(network: AwsVpcConfiguration | undefined): string | undefined {
  return (
    network &&
    JSON.stringify([
      [...(network.subnets ?? [])].sort(),
      [...(network.securityGroups ?? [])].sort(),
      network.assignPublicIp ?? 'DISABLED',
    ])
  );
}

function strategyKey(strategy: CapacityProviderStrategyItem[] | undefined): string | undefined {
  return (
    strategy &&
    JSON.stringify(strategy.map((item) => [item.capacityProvider, item.base ?? 0, item.weight ?? 0]).sort())
  );
}
