import {
  CreateDeploymentConfigCommand,
  DeleteDeploymentConfigCommand,
  type CreateDeploymentConfigCommandInput,
} from '@aws-sdk/client-codedeploy';
import type { Clients } from './clients';
import { textOf, toCamelCaseInput } from './input';
import type { NativeType } from './native-type';
import type { Fields } from './shape';

const properties: Fields = {
  DeploymentConfigName: 'string',
  ComputePlatform: 'string',
  MinimumHealthyHosts: { Type: 'string', Value: 'number' },
  TrafficRoutingConfig: {
    Type: 'string',
    TimeBasedCanary: { CanaryInterval: 'number', CanaryPercentage: 'number' },
    TimeBasedLinear: { LinearInterval: 'number', LinearPercentage: 'number' },
  },
  ZonalConfig: {
    FirstZoneMonitorDurationInSeconds: 'number',
    MinimumHealthyHostsPerZone: { Type: 'string', Value: 'number' },
    MonitorDurationInSeconds: 'number',
  },
};

/** AWS::CodeDeploy::DeploymentConfig. Ref is the name. Every change makes a new configuration. */
export function deploymentConfig({ codeDeploy }: Clients): NativeType {
  return {
    typeName: 'AWS::CodeDeploy::DeploymentConfig',
    properties,
    required: [],
    createOnly: Object.keys(properties),
    attributes: [],
    taggable: false,
    create: async (request) => {
      const input = toCamelCaseInput<Partial<CreateDeploymentConfigCommandInput>>(
        properties,
        request.properties,
      );
      const deploymentConfigName =
        textOf(request.properties, 'DeploymentConfigName') ?? request.generatedName(100);
      await codeDeploy.send(new CreateDeploymentConfigCommand({ ...input, deploymentConfigName }));
      return deploymentConfigName;
    },
    remove: async ({ physicalId }) => {
      await codeDeploy.send(new DeleteDeploymentConfigCommand({ deploymentConfigName: physicalId }));
    },
    read: async () => ({}),
  };
}
