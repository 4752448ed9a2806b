import type { CreateDeploymentGroupCommandInput } from '@aws-sdk/client-codedeploy';
import type { BlueGreenService } from '#local-aws';
import { PLANS, type DeploymentCase } from '../lag/deployment-case';

export const GROUP = 'blue-green';
/** The alarm that every group watches. */
export const ALARM = 'errors';

/** The input of CreateDeploymentGroup for a service, with the waits of a case. */
export function groupInput(
  service: BlueGreenService,
  {
    plan,
    terminationWaitMinutes,
    readyWait,
  }: Pick<DeploymentCase, 'plan' | 'terminationWaitMinutes' | 'readyWait'>,
): CreateDeploymentGroupCommandInput {
  return {
    applicationName: service.applicationName,
    deploymentGroupName: GROUP,
    serviceRoleArn: service.serviceRoleArn,
    deploymentConfigName: PLANS[plan].config,
    deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    ecsServices: [{ clusterName: service.clusterName, serviceName: service.serviceName }],
    loadBalancerInfo: {
      targetGroupPairInfoList: [
        {
          targetGroups: service.targetGroups.map(({ name }) => ({ name })),
          prodTrafficRoute: { listenerArns: [service.productionListenerArn] },
          testTrafficRoute: { listenerArns: [service.testListenerArn] },
        },
      ],
    },
    blueGreenDeploymentConfiguration: {
      deploymentReadyOption: readyWait
        ? { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: 60 }
        : { actionOnTimeout: 'CONTINUE_DEPLOYMENT', waitTimeInMinutes: 0 },
      terminateBlueInstancesOnDeploymentSuccess: {
        action: 'TERMINATE',
        terminationWaitTimeInMinutes: terminationWaitMinutes,
      },
    },
    alarmConfiguration: { enabled: true, alarms: [{ name: ALARM }] },
    autoRollbackConfiguration: {
      enabled: true,
      events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'],
    },
  };
}
