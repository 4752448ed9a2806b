import type { TaskSetParameters } from './task-set';

/** The lifecycle events of an ECS deployment that may have a hook, in their order. */
export const HOOK_EVENTS = [
  'BeforeInstall',
  'AfterInstall',
  'AfterAllowTestTraffic',
  'BeforeAllowTraffic',
  'AfterAllowTraffic',
] as const;

export type HookEvent = (typeof HOOK_EVENTS)[number];

/** A Lambda function, by name or ARN, for each lifecycle event that has a hook. */
export type Hooks = Partial<Record<HookEvent, string>>;

/**
 * The AppSpec of a deployment as JSON text. The same input gives the same text.
 * (CodeDeploy User Guide, AppSpec 'resources' section for Amazon ECS and AppSpec 'hooks' section.)
 */
export function toAppSpec(parameters: TaskSetParameters, hooks: Hooks): string {
  const { network } = parameters;
  return JSON.stringify({
    version: '0.0',
    Resources: [
      {
        TargetService: {
          Type: 'AWS::ECS::Service',
          Properties: {
            TaskDefinition: parameters.taskDefinition,
            LoadBalancerInfo: {
              ContainerName: parameters.containerName,
              ContainerPort: parameters.containerPort,
            },
            PlatformVersion: parameters.platformVersion,
            NetworkConfiguration: network && {
              AwsvpcConfiguration: {
                Subnets: network.subnets,
                SecurityGroups: network.securityGroups,
                AssignPublicIp: network.assignPublicIp,
              },
            },
            CapacityProviderStrategy: parameters.capacityProviderStrategy?.map((item) => ({
              CapacityProvider: item.capacityProvider,
              Base: item.base,
              Weight: item.weight,
            })),
          },
        },
      },
    ],
    Hooks: HOOK_EVENTS.flatMap((event) => (hooks[event] ? [{ [event]: hooks[event] }] : [])),
  });
}
