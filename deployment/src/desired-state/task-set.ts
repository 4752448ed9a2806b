import type { AwsVpcConfiguration, CapacityProviderStrategyItem, TaskSet } from '@aws-sdk/client-ecs';

/** What a task set runs: the parameters that an ECS AppSpec gives it. */
export interface TaskSetParameters {
  taskDefinition: string;
  containerName: string | undefined;
  containerPort: number | undefined;
  platformVersion: string | undefined;
  network: AwsVpcConfiguration | undefined;
  capacityProviderStrategy: CapacityProviderStrategyItem[] | undefined;
  /**
   * Whether an absent parameter must be absent in the task set too, as in the record of what ran before. Otherwise the
   * template leaves it open.
   */
  exact?: true;
}

/** The parameters that a template may leave out. */
type OptionalParameter = Exclude<keyof TaskSetParameters, 'taskDefinition' | 'exact'>;

/** How each of them is compared: equal values have the same key. Without an entry for each, this does not compile. */
const COMPARISON_KEYS: Readonly<
  Record<OptionalParameter, (parameters: TaskSetParameters) => string | number | undefined>
> = {
  containerName: ({ containerName }) => containerName,
  containerPort: ({ containerPort }) => containerPort,
  platformVersion: ({ platformVersion }) => platformVersion,
  network: ({ network }) => networkKey(network),
  capacityProviderStrategy: ({ capacityProviderStrategy }) => strategyKey(capacityProviderStrategy),
};

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

/** The desired parameters, completed from the running task set where the template leaves one open. */
export function withLiveDefaults(desired: TaskSetParameters, live: TaskSetParameters): TaskSetParameters {
  if (desired.exact)
    return live.capacityProviderStrategy === undefined && isFargate(desired)
      ? { ...desired, capacityProviderStrategy: undefined }
      : desired;
  return {
    taskDefinition: desired.taskDefinition,
    containerName: desired.containerName ?? live.containerName,
    containerPort: desired.containerPort ?? live.containerPort,
    platformVersion: desired.platformVersion ?? live.platformVersion,
    network: desired.network ?? live.network,
    capacityProviderStrategy: desired.capacityProviderStrategy ?? live.capacityProviderStrategy,
  };
}

/** Whether a task set runs the desired parameters. One that the template leaves open matches any value. */
export function matches(running: TaskSetParameters, desired: TaskSetParameters): boolean {
  if (desired.exact) return matchesExactly(running, desired);
  return (
    running.taskDefinition === desired.taskDefinition &&
    Object.entries(COMPARISON_KEYS).every(([name, keyOf]) =>
      name === 'platformVersion'
        ? matchesPlatform(running.platformVersion, desired.platformVersion)
        : matchesIfSet(keyOf(running), keyOf(desired)),
    )
  );
}

/** A strategy of FARGATE alone starts the same tasks as launch type FARGATE, which has no strategy. */
function isFargate({ capacityProviderStrategy: [only, ...others] = [] }: TaskSetParameters): boolean {
  return only?.capacityProvider === 'FARGATE' && others.length === 0;
}

function matchesExactly(running: TaskSetParameters, desired: TaskSetParameters): boolean {
  const differing = differences(running, desired).filter(
    (name) =>
      name !== 'capacityProviderStrategy' ||
      running.capacityProviderStrategy !== undefined ||
      !isFargate(desired),
  );
  return running.taskDefinition === desired.taskDefinition && differing.length === 0;
}

/** The names of the optional parameters in which two task sets differ. LATEST differs from every version. */
export function differences(one: TaskSetParameters, other: TaskSetParameters): string[] {
  return Object.entries(COMPARISON_KEYS)
    .filter(([, keyOf]) => keyOf(one) !== keyOf(other))
    .map(([name]) => name);
}

/** Whether a template leaves out any optional parameter. Only then a record of what ran before can complete it. */
export function leavesOpen(written: TaskSetParameters): boolean {
  return Object.values(COMPARISON_KEYS).some((keyOf) => keyOf(written) === undefined);
}

function matchesIfSet<T>(running: T | undefined, desired: T | undefined): boolean {
  return desired === undefined || running === desired;
}

/** ECS shows the version that LATEST stood for, so LATEST matches any. (ECS API Reference, TaskSet.) */
export function matchesPlatform(running: string | undefined, desired: string | undefined): boolean {
  return desired === 'LATEST' || running === 'LATEST' || matchesIfSet(running, desired);
}

/** Subnets and security groups are sets. The default of assignPublicIp is DISABLED. */
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
