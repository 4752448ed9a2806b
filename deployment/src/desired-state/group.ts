import type { DeploymentGroupInfo } from '@aws-sdk/client-codedeploy';
import type { GroupKey } from '../../../runtime/group-key';

/** A deployment group as far as it matters to a deployment; waits are in minutes. */
export interface Group extends GroupKey {
  /** By name or ARN, as whoever made the group wrote them. */
  clusterName: string;
  serviceName: string;
  deploymentConfigName: string;
  targetGroupNames: string[];
  hasTestListener: boolean;
  readyWait: number;
  terminationWait: number;
  watchesAlarms: boolean;
  /** Whether a deployment of the group has ever succeeded, be it a rollback. */
  hasSucceeded: boolean;
  lastAttempt:
    | {
        deploymentId: string;
        status: string | undefined;
        createTime: Date | undefined;
        endTime: Date | undefined;
      }
    | undefined;
}

export function fromGroupInfo(info: DeploymentGroupInfo, key: GroupKey): Group {
  const [service] = info.ecsServices ?? [];
  const [pair] = info.loadBalancerInfo?.targetGroupPairInfoList ?? [];
  const { deploymentReadyOption: ready, terminateBlueInstancesOnDeploymentSuccess: terminate } =
    info.blueGreenDeploymentConfiguration ?? {};
  const { deploymentId, status, createTime, endTime } = info.lastAttemptedDeployment ?? {};
  return {
    ...key,
    clusterName: service?.clusterName ?? 'default',
    serviceName: service?.serviceName ?? '',
    deploymentConfigName: info.deploymentConfigName ?? '',
    targetGroupNames: pair?.targetGroups?.flatMap(({ name }) => name ?? []) ?? [],
    hasTestListener: (pair?.testTrafficRoute?.listenerArns ?? []).length > 0,
    readyWait: ready?.waitTimeInMinutes ?? 0,
    terminationWait: terminate?.terminationWaitTimeInMinutes ?? 0,
    watchesAlarms: info.alarmConfiguration?.enabled ?? false,
    hasSucceeded: info.lastSuccessfulDeployment !== undefined,
    lastAttempt: deploymentId ? { deploymentId, status, createTime, endTime } : undefined,
  };
}
