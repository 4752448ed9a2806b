import type { MinimumHealthyHosts, TrafficRoutingConfig } from '@aws-sdk/client-codedeploy';
import type { CodeDeployIds } from '../ids';
import type { DeploymentConfig } from '../records';

/** Names of predefined configurations begin with this, and no others may. */
export const PREFIX = 'CodeDeployDefault.';

const canary = (canaryPercentage: number, canaryInterval: number): TrafficRoutingConfig => ({
  type: 'TimeBasedCanary',
  timeBasedCanary: { canaryPercentage, canaryInterval },
});

const linear = (linearPercentage: number, linearInterval: number): TrafficRoutingConfig => ({
  type: 'TimeBasedLinear',
  timeBasedLinear: { linearPercentage, linearInterval },
});

const ECS: Record<string, TrafficRoutingConfig> = {
  ECSAllAtOnce: { type: 'AllAtOnce' },
  ECSCanary10Percent5Minutes: canary(10, 5),
  ECSCanary10Percent15Minutes: canary(10, 15),
  ECSLinear10PercentEvery1Minutes: linear(10, 1),
  ECSLinear10PercentEvery3Minutes: linear(10, 3),
};

const LAMBDA: Record<string, TrafficRoutingConfig> = {
  LambdaAllAtOnce: { type: 'AllAtOnce' },
  LambdaCanary10Percent5Minutes: canary(10, 5),
  LambdaCanary10Percent10Minutes: canary(10, 10),
  LambdaCanary10Percent15Minutes: canary(10, 15),
  LambdaCanary10Percent30Minutes: canary(10, 30),
  LambdaLinear10PercentEvery1Minute: linear(10, 1),
  LambdaLinear10PercentEvery2Minutes: linear(10, 2),
  LambdaLinear10PercentEvery3Minutes: linear(10, 3),
  LambdaLinear10PercentEvery10Minutes: linear(10, 10),
};

const SERVER: Record<string, MinimumHealthyHosts> = {
  OneAtATime: { type: 'HOST_COUNT', value: 1 },
  HalfAtATime: { type: 'FLEET_PERCENT', value: 50 },
  AllAtOnce: { type: 'FLEET_PERCENT', value: 0 },
};

/** The configurations that every account has (AWS CodeDeploy User Guide, "Working with deployment configurations"). */
export function predefinedConfigs(ids: CodeDeployIds, createTime: Date): Map<string, DeploymentConfig> {
  const configs: Omit<DeploymentConfig, 'deploymentConfigId' | 'createTime'>[] = [
    ...Object.entries(SERVER).map(([name, minimumHealthyHosts]) => ({
      deploymentConfigName: PREFIX + name,
      computePlatform: 'Server' as const,
      minimumHealthyHosts,
    })),
    ...Object.entries(ECS).map(([name, trafficRoutingConfig]) => ({
      deploymentConfigName: PREFIX + name,
      computePlatform: 'ECS' as const,
      trafficRoutingConfig,
    })),
    ...Object.entries(LAMBDA).map(([name, trafficRoutingConfig]) => ({
      deploymentConfigName: PREFIX + name,
      computePlatform: 'Lambda' as const,
      trafficRoutingConfig,
    })),
  ];
  return new Map(
    configs.map((config) => [
      config.deploymentConfigName,
      { ...config, deploymentConfigId: ids.uuid(), createTime },
    ]),
  );
}
