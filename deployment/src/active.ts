import type { DeploymentGroupInfo, DeploymentInfo } from '@aws-sdk/client-codedeploy';
import type { Api } from './api';
import { verdictOf } from './verdict';

/**
 * The deployment that holds the group, or undefined. The list of active deployments may lag behind, so the group's
 * last attempt, and what CodeDeploy has named when it refused a deployment, are looked at as well.
 * @param busyWith id of a deployment that was named so
 */
export async function findActive(
  api: Api,
  group: DeploymentGroupInfo,
  busyWith: string | null = null,
): Promise<DeploymentInfo | undefined> {
  const { applicationName = '', deploymentGroupName = '', lastAttemptedDeployment: last } = group;
  const listed = await api.listActiveDeployments({ applicationName, deploymentGroupName });
  const candidates = new Set([busyWith, ...listed]);
  if (last && verdictOf(last.status).verdict === 'pending') candidates.add(last.deploymentId ?? null);
  for (const deploymentId of candidates) {
    const info = deploymentId ? await api.findDeployment(deploymentId) : undefined;
    if (info && verdictOf(info.status).verdict === 'pending') return info;
  }
  return undefined;
}
