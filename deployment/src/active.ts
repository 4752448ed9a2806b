import type { Api, Deployment } from './api';
import type { Group } from './group';
import { hasEnded } from '../../runtime/deployment-status';

/** The deployment that holds a group; CodeDeploy may name it before it shows it. */
export interface Active {
  deploymentId: string;
  info: Deployment | undefined;
}

/**
 * The deployment that holds the group, or undefined. The list of active deployments may lag behind, so the group's
 * last attempt, and what CodeDeploy has named when it refused a deployment, are looked at as well.
 * @param busyWith id of a deployment that was named so
 */
export async function findActive(
  api: Api,
  group: Group,
  busyWith: string | null = null,
): Promise<Active | undefined> {
  const { lastAttempt } = group;
  const candidates = new Set(await api.listActiveDeployments(group));
  if (busyWith) candidates.add(busyWith);
  if (lastAttempt && !hasEnded(lastAttempt)) candidates.add(lastAttempt.deploymentId);
  let hidden: Active | undefined;
  for (const deploymentId of candidates) {
    const info = await api.findDeployment(deploymentId);
    if (!info) hidden ??= { deploymentId, info };
    else if (!hasEnded(info)) return { deploymentId, info };
  }
  return hidden;
}
