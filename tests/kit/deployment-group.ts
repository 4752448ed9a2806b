import type { CreateDeploymentGroupCommandInput } from '@aws-sdk/client-codedeploy';
import type { BlueGreenService } from '#local-aws';

/** A deployment group by its names, as the calls of CodeDeploy take it. */
export interface GroupKey {
  applicationName: string;
  deploymentGroupName: string;
}

/** What tests choose about a deployment group; without it: all at once, no waits, no alarms. */
export interface GroupOptions {
  /** Members of the input that replace those of the usual group. */
  group?: Partial<CreateDeploymentGroupCommandInput>;
  /** In minutes. A ready wait stops the deployment when it ends without an approval. */
  waits?: { ready?: number; termination?: number };
  /** Names of the CloudWatch alarms that the group watches. */
  alarms?: readonly string[];
  /** Default: true. */
  testListener?: boolean;
}

export const GROUP_NAME = 'blue-green';

/** The input of CreateDeploymentGroup for a blue/green service. */
export function groupInput(
  service: BlueGreenService,
  { group = {}, waits = {}, alarms = [], testListener = true }: GroupOptions = {},
): CreateDeploymentGroupCommandInput {
  const { ready = 0, termination = 0 } = waits;
  return {
    applicationName: service.applicationName,
    deploymentGroupName: GROUP_NAME,
    serviceRoleArn: service.serviceRoleArn,
    deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
    deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    ecsServices: [{ clusterName: service.clusterName, serviceName: service.serviceName }],
    loadBalancerInfo: {
      targetGroupPairInfoList: [
        {
          targetGroups: service.targetGroups.map(({ name }) => ({ name })),
          prodTrafficRoute: { listenerArns: [service.productionListenerArn] },
          ...(testListener && { testTrafficRoute: { listenerArns: [service.testListenerArn] } }),
        },
      ],
    },
    blueGreenDeploymentConfiguration: {
      deploymentReadyOption: {
        actionOnTimeout: ready > 0 ? 'STOP_DEPLOYMENT' : 'CONTINUE_DEPLOYMENT',
        waitTimeInMinutes: ready,
      },
      terminateBlueInstancesOnDeploymentSuccess: {
        action: 'TERMINATE',
        terminationWaitTimeInMinutes: termination,
      },
    },
    autoRollbackConfiguration: {
      enabled: true,
      events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'],
    },
    ...(alarms.length > 0 && {
      alarmConfiguration: { enabled: true, alarms: alarms.map((name) => ({ name })) },
    }),
    ...group,
  };
}

/** Members of a group's input that switch CodeDeploy's automatic rollback off. */
export const WITHOUT_ROLLBACK: Partial<CreateDeploymentGroupCommandInput> = {
  autoRollbackConfiguration: { enabled: false, events: [] },
};

export function groupArn(
  aws: { partition: string; region: string; accountId: string },
  { applicationName, deploymentGroupName }: GroupKey,
): string {
  return `arn:${aws.partition}:codedeploy:${aws.region}:${aws.accountId}:deploymentgroup:${applicationName}/${deploymentGroupName}`;
}
