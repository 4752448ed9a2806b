import type { Account, Version } from '../virtual-time/account';

export type AppSpecHooks = Record<string, string>[];

/** An AppSpec file that deploys a version of the service, as JSON. (CodeDeploy User Guide, AppSpec file for ECS.) */
export function appSpec(account: Account, version: Version, hooks: AppSpecHooks): string {
  const { containerName, containerPort } = account.service;
  const service = {
    Type: 'AWS::ECS::Service',
    Properties: {
      TaskDefinition: account.taskDefinition(version),
      LoadBalancerInfo: { ContainerName: containerName, ContainerPort: containerPort },
    },
  };
  return JSON.stringify({
    version: '0.0',
    Resources: [{ TargetService: service }],
    ...(hooks.length > 0 && { Hooks: hooks }),
  });
}
