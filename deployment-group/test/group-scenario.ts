import { GetDeploymentGroupCommand, type DeploymentGroupInfo } from '@aws-sdk/client-codedeploy';
import type { BlueGreenService } from '#local-aws';
import {
  operationsOf,
  startScenario,
  type Operations,
  type Properties,
  type Scenario,
  type ScenarioOptions,
} from '#test-kit';
import { entrypoint } from '../src/handlers';

/** A blue/green service without a deployment group, and this type's operations on the group that it can have. */
export interface GroupScenario extends Scenario {
  operations: Operations;
  /** The least that a template says, with a name. */
  properties: Properties;
  /** The group as an operator sees it; undefined when there is none. */
  findGroup(): Promise<DeploymentGroupInfo | undefined>;
}

export async function startGroupScenario(options: ScenarioOptions = {}): Promise<GroupScenario> {
  const groupName = groupNameOf(options.service?.name ?? 'web');
  const scenario = await startScenario({ ...options, group: 'none', groupName });
  const { aws, service, codeDeploy, group } = scenario;
  return {
    ...scenario,
    operations: operationsOf(aws, entrypoint, { logicalResourceId: 'Group' }),
    properties: propertiesFor(service),
    async findGroup() {
      try {
        const { deploymentGroupInfo } = await codeDeploy.send(new GetDeploymentGroupCommand(group));
        return deploymentGroupInfo;
      } catch (error) {
        if (error instanceof Error && error.name === 'DeploymentGroupDoesNotExistException') return undefined;
        throw error;
      }
    },
  };
}

const groupNameOf = (serviceName: string): string => `${serviceName}-group`;

/** The least that a template says of a group for a service, with a name. */
export function propertiesFor(service: BlueGreenService): Properties {
  return {
    ApplicationName: service.applicationName,
    DeploymentGroupName: groupNameOf(service.serviceName),
    ServiceRoleArn: service.serviceRoleArn,
    ECSServices: [{ ClusterName: service.clusterName, ServiceName: service.serviceName }],
    LoadBalancerInfo: {
      TargetGroupPairInfoList: [
        {
          TargetGroups: service.targetGroups.map(({ name }) => ({ Name: name })),
          ProdTrafficRoute: { ListenerArns: [service.productionListenerArn] },
        },
      ],
    },
  };
}

/** What the least template makes of the properties that it leaves out. */
export const DEFAULTS: Properties = {
  DeploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
  DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
  BlueGreenDeploymentConfiguration: {
    DeploymentReadyOption: { ActionOnTimeout: 'CONTINUE_DEPLOYMENT', WaitTimeInMinutes: 0 },
    TerminateBlueInstancesOnDeploymentSuccess: { Action: 'TERMINATE', TerminationWaitTimeInMinutes: 0 },
  },
  AutoRollbackConfiguration: {
    Enabled: true,
    Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
  },
  AlarmConfiguration: { Enabled: false, IgnorePollAlarmFailure: false, Alarms: [] },
};

/** The same properties with the service's test listener. */
export function withTestListener({ properties, service }: GroupScenario): Properties {
  const info = properties.LoadBalancerInfo as { TargetGroupPairInfoList: Properties[] };
  const [pair] = info.TargetGroupPairInfoList;
  const route = { TestTrafficRoute: { ListenerArns: [service.testListenerArn] } };
  return { ...properties, LoadBalancerInfo: { TargetGroupPairInfoList: [{ ...pair, ...route }] } };
}
