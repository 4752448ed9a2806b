import type { DeploymentConfigInfo, TrafficRoutingConfig } from '@aws-sdk/client-codedeploy';

const canary = (canaryPercentage: number, canaryInterval: number): TrafficRoutingConfig => ({
  type: 'TimeBasedCanary',
  timeBasedCanary: { canaryPercentage, canaryInterval },
});

const linear = (linearPercentage: number, linearInterval: number): TrafficRoutingConfig => ({
  type: 'TimeBasedLinear',
  timeBasedLinear: { linearPercentage, linearInterval },
});

/**
 * AWS's own deployment configurations for ECS; intervals in minutes. They are the same in every account and cannot be
 * changed. (CodeDeploy User Guide, "Predefined deployment configurations for an Amazon ECS compute platform".)
 */
const PREDEFINED: ReadonlyMap<string, TrafficRoutingConfig> = new Map([
  ['CodeDeployDefault.ECSAllAtOnce', { type: 'AllAtOnce' }],
  ['CodeDeployDefault.ECSCanary10Percent5Minutes', canary(10, 5)],
  ['CodeDeployDefault.ECSCanary10Percent15Minutes', canary(10, 15)],
  ['CodeDeployDefault.ECSLinear10PercentEvery1Minutes', linear(10, 1)],
  ['CodeDeployDefault.ECSLinear10PercentEvery3Minutes', linear(10, 3)],
]);

/** @returns undefined for a configuration that CodeDeploy has to be asked about */
export function predefinedConfig(deploymentConfigName: string): DeploymentConfigInfo | undefined {
  const trafficRoutingConfig = PREDEFINED.get(deploymentConfigName);
  return trafficRoutingConfig && { deploymentConfigName, computePlatform: 'ECS', trafficRoutingConfig };
}
