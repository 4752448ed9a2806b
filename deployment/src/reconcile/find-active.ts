import type { Api, Deployment } from '../api';
import type { Group } from '../desired-state/group';
import { rollbackMayFollow } from './await-end';
import { hasEnded, verdictOf } from '../../../runtime/deployment-status';
import { endedWithinRollbackWindow } from '../../../runtime/rollback';

/** The deployment that holds a group; CodeDeploy may name it before it shows it. */
export interface Active {
  deploymentId: string;
  info: Deployment | undefined;
}

/**
 * The deployment that holds the group, or undefined. The list of active deployments may lag behind, so the group's
 * last attempt, and what CodeDeploy has named when it refused a deployment, are looked at as well. One that has ended
 * holds the group as long as CodeDeploy may be about to roll it back.
 * @param now milliseconds since the epoch
 * @param busyWith id of a deployment that was named so
 */
export async function findActive(
  api: Api,
  group: Group,
  now: number,
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
  return hidden ?? (await findUndone(api, group, now));
}

/** The group's last attempt, when it has failed a moment ago and its rollback is still to come; or that rollback. */
async function findUndone(api: Api, { lastAttempt }: Group, now: number): Promise<Active | undefined> {
  const failed =
    verdictOf(lastAttempt?.status).verdict === 'failed' &&
    endedWithinRollbackWindow(lastAttempt?.endTime, now);
  const info = lastAttempt && failed ? await api.findDeployment(lastAttempt.deploymentId) : undefined;
  if (!info) return undefined;
  const rollbackId = info.rollbackInfo?.rollbackDeploymentId;
  if (rollbackId === undefined)
    return (await rollbackMayFollow(api, info)) ? { deploymentId: info.deploymentId, info } : undefined;
  const rollback = await api.findDeployment(rollbackId);
  return rollback && hasEnded(rollback) ? undefined : { deploymentId: rollbackId, info: rollback };
}
