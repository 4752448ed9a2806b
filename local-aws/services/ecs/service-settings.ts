import type { CreateServiceRequest, UpdateServiceRequest } from '@aws-sdk/client-ecs';
import type { StoredService } from './stored-service';
import type { StoredTaskDefinition } from './task-definitions';
import type { TaskSetSettings } from './task-set';

/** The members of the input that a service stores unchanged. A new service gets ECS's defaults too. */
export function keptMembers(input: CreateServiceRequest | UpdateServiceRequest): StoredService['kept'] {
  const defaults = 'serviceName' in input ? KEPT_DEFAULTS : {};
  const given = KEPT.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]] as const]));
  return { ...defaults, ...(Object.fromEntries(given) as StoredService['kept']) };
}

const KEPT_DEFAULTS: StoredService['kept'] = {
  deploymentConfiguration: { maximumPercent: 200, minimumHealthyPercent: 100 },
  placementConstraints: [],
  placementStrategy: [],
  serviceRegistries: [],
  schedulingStrategy: 'REPLICA',
  enableECSManagedTags: false,
  enableExecuteCommand: false,
  propagateTags: 'NONE',
};

const KEPT = [
  'deploymentConfiguration',
  'healthCheckGracePeriodSeconds',
  'placementConstraints',
  'placementStrategy',
  'enableECSManagedTags',
  'enableExecuteCommand',
  'propagateTags',
  'availabilityZoneRebalancing',
  'serviceRegistries',
] as const;

/** Tasks on Fargate have a platform version; tasks on EC2 instances have none. */
export function platform(input: CreateServiceRequest, needsFargate: boolean) {
  const { capacityProviderStrategy: strategy, launchType, platformVersion } = input;
  const hasStrategy = strategy !== undefined && strategy.length > 0;
  const type = launchType ?? (needsFargate ? ('FARGATE' as const) : ('EC2' as const));
  const onFargate = hasStrategy
    ? strategy.some(({ capacityProvider }) => capacityProvider?.startsWith('FARGATE'))
    : type === 'FARGATE';
  return {
    ...(hasStrategy ? { capacityProviderStrategy: strategy } : { launchType: type }),
    ...(onFargate ? { platformVersion: platformVersion ?? 'LATEST' } : {}),
  };
}

/** The defaults that ECS adds to a network configuration. */
export function withDefaultAddresses(network: CreateServiceRequest['networkConfiguration']) {
  const vpc = network?.awsvpcConfiguration;
  if (!vpc) return network;
  return { awsvpcConfiguration: { securityGroups: [], assignPublicIp: 'DISABLED' as const, ...vpc } };
}

/**
 * The settings of new tasks after an update.
 * @param find the task definition of this name, family or ARN
 */
export function changedSettings(
  settings: TaskSetSettings,
  input: UpdateServiceRequest,
  find: (taskDefinition: string) => StoredTaskDefinition,
): TaskSetSettings {
  const { taskDefinition, loadBalancers, networkConfiguration, platformVersion, capacityProviderStrategy } =
    input;
  return {
    ...settings,
    ...(taskDefinition !== undefined && { taskDefinition: find(taskDefinition).taskDefinitionArn }),
    ...(loadBalancers && { loadBalancers }),
    ...(networkConfiguration && { networkConfiguration: withDefaultAddresses(networkConfiguration) }),
    ...(platformVersion !== undefined && { platformVersion }),
    ...(capacityProviderStrategy && { capacityProviderStrategy }),
  };
}
