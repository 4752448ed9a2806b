import type {
  DeploymentInfo,
  DeploymentOverview,
  DeploymentStatus,
  ErrorInformation,
} from '@aws-sdk/client-codedeploy';
import { isTerminal, type Deployment } from '../records';
import { shownRollback } from '../groups/group-settings';
import { withoutContent } from '../applications/revisions';
import type { State } from '../state';

/** A deployment as GetDeployment and BatchGetDeployments show it. */
export function toDeploymentInfo(state: State, deployment: Deployment): DeploymentInfo {
  const { group, settings, revision, previousRevision } = deployment;
  return {
    applicationName: group.application.name,
    deploymentGroupName: group.name,
    deploymentConfigName: deployment.configName,
    deploymentId: deployment.id,
    previousRevision: previousRevision && withoutContent(previousRevision.location),
    revision: revision && withoutContent(revision.location),
    status: statusOf(state, deployment),
    errorInformation: errorOf(state, deployment),
    createTime: deployment.createTime,
    startTime: deployment.startTime,
    completeTime: deployment.completeTime,
    deploymentOverview: overviewOf(state, deployment),
    description: deployment.description,
    creator: deployment.creator,
    ignoreApplicationStopFailures: false,
    autoRollbackConfiguration: shownRollback(state, settings.autoRollbackConfiguration),
    updateOutdatedInstancesOnly: false,
    rollbackInfo: deployment.rollbackInfo,
    deploymentStyle: settings.deploymentStyle,
    instanceTerminationWaitTimeStarted: showsTerminationWait(state, deployment),
    blueGreenDeploymentConfiguration: settings.blueGreenDeploymentConfiguration,
    loadBalancerInfo: settings.loadBalancerInfo,
    fileExistsBehavior: 'DISALLOW',
    deploymentStatusMessages: [],
    computePlatform: 'ECS',
    overrideAlarmConfiguration: deployment.overrideAlarmConfiguration,
  };
}

function errorOf({ readings }: State, { error }: Deployment): ErrorInformation | undefined {
  return readings.errorCodes === 'internal' ? error && { ...error, code: 'INTERNAL_ERROR' } : error;
}

function statusOf({ readings }: State, { status, terminationWait }: Deployment): DeploymentStatus {
  const waits = status === 'InProgress' && terminationWait !== undefined;
  return waits ? readings.terminationStatus : status;
}

function showsTerminationWait({ faults, readings }: State, deployment: Deployment): boolean {
  if (deployment.terminationWait === undefined || faults.hideTerminationWait) return false;
  return readings.terminationFlag === 'kept' || !isTerminal(deployment);
}

/** Counts the one target of a deployment by its status, from the end of the deployment on. */
function overviewOf({ readings }: State, deployment: Deployment): DeploymentOverview | undefined {
  if (readings.overview === 'never' || !isTerminal(deployment)) return undefined;
  const none = { Pending: 0, InProgress: 0, Succeeded: 0, Failed: 0, Skipped: 0, Ready: 0 };
  return { ...none, [deployment.target.status]: 1 };
}
