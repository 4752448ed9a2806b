import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import type { Deployment } from '../records';
import { withoutContent } from '../applications/revisions';
import type { State } from '../state';

/** A deployment as GetDeployment and BatchGetDeployments show it. An ECS deployment has no deploymentOverview. */
export function toDeploymentInfo(state: State, deployment: Deployment): DeploymentInfo {
  const { group, settings, revision, previousRevision } = deployment;
  return {
    applicationName: group.application.name,
    deploymentGroupName: group.name,
    deploymentConfigName: deployment.configName,
    deploymentId: deployment.id,
    previousRevision: previousRevision && withoutContent(previousRevision.location),
    revision: revision && withoutContent(revision.location),
    status: deployment.status,
    errorInformation: deployment.error,
    createTime: deployment.createTime,
    startTime: deployment.startTime,
    completeTime: deployment.completeTime,
    description: deployment.description,
    creator: deployment.creator,
    ignoreApplicationStopFailures: false,
    autoRollbackConfiguration: settings.autoRollbackConfiguration,
    updateOutdatedInstancesOnly: false,
    rollbackInfo: deployment.rollbackInfo,
    deploymentStyle: settings.deploymentStyle,
    instanceTerminationWaitTimeStarted:
      deployment.terminationWait !== undefined && !state.faults.hideTerminationWait,
    blueGreenDeploymentConfiguration: settings.blueGreenDeploymentConfiguration,
    loadBalancerInfo: settings.loadBalancerInfo,
    fileExistsBehavior: 'DISALLOW',
    deploymentStatusMessages: [],
    computePlatform: 'ECS',
    overrideAlarmConfiguration: deployment.overrideAlarmConfiguration,
  };
}
