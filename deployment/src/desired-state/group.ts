import type { DeploymentGroupInfo } from '@aws-sdk/client-codedeploy';
import type { GroupKey } from '../../../runtime/deployment-groups/group-key';

/** The parts of a deployment group that matter to a deployment. */
export interface Group extends GroupKey {
  /** Name or ARN, as the group's declaration has it. */
  clusterName: string;
  serviceName: string;
  deploymentConfigName: string;
  targetGroupNames: string[];
  productionListenerArn: string | undefined;
  hasTestListener: boolean;
  readyWaitMinutes: number;
  terminationWaitMinutes: number;
  watchesAlarms: boolean;
  /** Whether a deployment of the group has ever succeeded; an automatic rollback counts too. */
  hasSucceeded: boolean;
  /** The newest deployment of the group; undefined when it never had one. */
  lastAttempt:
    | {
        deploymentId: string;
        status: string | undefined;
        createTime: Date | undefined;
        endTime: Date | undefined;
      }
    | undefined;
}

/**
 * The id of the one target of the group's deployments: names of cluster and service. (CodeDeploy API reference,
 * BatchGetDeploymentTargets.)
 */
export function targetIdOf({ clusterName, serviceName }: Pick<Group, 'clusterName' | 'serviceName'>): string {
  const nameOf = (nameOrArn: string): string => nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
  return `${nameOf(clusterName)}:${nameOf(serviceName)}`;
}

/** @param info the group as GetDeploymentGroup shows it */
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
    productionListenerArn: pair?.prodTrafficRoute?.listenerArns?.[0],
    hasTestListener: (pair?.testTrafficRoute?.listenerArns ?? []).length > 0,
    readyWaitMinutes: ready?.waitTimeInMinutes ?? 0,
    terminationWaitMinutes: terminate?.terminationWaitTimeInMinutes ?? 0,
    watchesAlarms: info.alarmConfiguration?.enabled ?? false,
    hasSucceeded: info.lastSuccessfulDeployment !== undefined,
    lastAttempt: deploymentId ? { deploymentId, status, createTime, endTime } : undefined,
  };
}
