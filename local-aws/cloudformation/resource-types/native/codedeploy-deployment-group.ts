import {
  CreateDeploymentGroupCommand,
  DeleteDeploymentGroupCommand,
  UpdateDeploymentGroupCommand,
  type CreateDeploymentGroupCommandInput,
  type UpdateDeploymentGroupCommandInput,
} from '@aws-sdk/client-codedeploy';
import { omit, scalarText } from '../../values/value';
import type { Clients } from './clients';
import { textOf, toCamelCaseInput } from './input';
import type { NativeType } from './native-type';
import { TAGS, type Fields } from './shape';

const route = { ListenerArns: ['string'] } as const;
const properties: Fields = {
  ApplicationName: 'string',
  DeploymentGroupName: 'string',
  ServiceRoleArn: 'string',
  DeploymentConfigName: 'string',
  DeploymentStyle: { DeploymentType: 'string', DeploymentOption: 'string' },
  BlueGreenDeploymentConfiguration: {
    DeploymentReadyOption: { ActionOnTimeout: 'string', WaitTimeInMinutes: 'number' },
    TerminateBlueInstancesOnDeploymentSuccess: { Action: 'string', TerminationWaitTimeInMinutes: 'number' },
  },
  ECSServices: [{ ClusterName: 'string', ServiceName: 'string' }],
  LoadBalancerInfo: {
    TargetGroupPairInfoList: [
      { TargetGroups: [{ Name: 'string' }], ProdTrafficRoute: route, TestTrafficRoute: route },
    ],
  },
  AutoRollbackConfiguration: { Enabled: 'boolean', Events: ['string'] },
  AlarmConfiguration: { Enabled: 'boolean', IgnorePollAlarmFailure: 'boolean', Alarms: [{ Name: 'string' }] },
  TriggerConfigurations: [{ TriggerName: 'string', TriggerTargetArn: 'string', TriggerEvents: ['string'] }],
  Tags: TAGS,
};

/** AWS::CodeDeploy::DeploymentGroup with the properties of ECS groups. Ref is the name. */
export function deploymentGroup({ codeDeploy }: Clients): NativeType {
  return {
    typeName: 'AWS::CodeDeploy::DeploymentGroup',
    properties,
    required: ['ApplicationName', 'ServiceRoleArn'],
    createOnly: ['ApplicationName', 'DeploymentGroupName'],
    // A deployment of a stack's own, and deployments to servers.
    refused: [
      'Deployment', 'AutoScalingGroups', 'Ec2TagFilters', 'Ec2TagSet', 'OnPremisesInstanceTagFilters', 'OnPremisesTagSet',
    ], // prettier-ignore
    attributes: [],
    taggable: false,
    create: async (request) => {
      const deploymentGroupName =
        textOf(request.properties, 'DeploymentGroupName') ?? request.generatedName(100);
      const input = toCamelCaseInput<CreateDeploymentGroupCommandInput>(properties, request.properties);
      await codeDeploy.send(
        new CreateDeploymentGroupCommand({ ...input, deploymentGroupName, tags: request.tags }),
      );
      return deploymentGroupName;
    },
    update: async (request) => {
      const input = toCamelCaseInput<Omit<UpdateDeploymentGroupCommandInput, 'currentDeploymentGroupName'>>(
        properties,
        omit(request.properties, ['DeploymentGroupName']),
      );
      await codeDeploy.send(
        new UpdateDeploymentGroupCommand({ ...input, currentDeploymentGroupName: request.physicalId }),
      );
    },
    remove: async ({ properties: { ApplicationName }, physicalId }) => {
      const applicationName = scalarText(ApplicationName);
      await codeDeploy.send(
        new DeleteDeploymentGroupCommand({ applicationName, deploymentGroupName: physicalId }),
      );
    },
    read: async () => ({}),
  };
}
