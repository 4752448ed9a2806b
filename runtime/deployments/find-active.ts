import type { GroupKey } from '../deployment-groups/group-key';
import { rollbackMayFollow } from './await-end';
import { hasEnded, verdictOf } from './deployment-status';
import type { Deployment, DeploymentReads } from './reads';
import { endedWithinRollbackWindow } from './rollback';

/**
 * The deployment that holds a group. `info` is undefined when CodeDeploy names the deployment but does not show it yet.
 */
export interface Active {
  deploymentId: string;
  info: Deployment | undefined;
}

/** The newest deployment of a group, as GetDeploymentGroup shows it (`lastAttemptedDeployment`). */
export interface LastAttempt {
  deploymentId: string;
  status: string | undefined;
  endTime: Date | undefined;
}

/**
 * Finds the deployment that holds the group. The list of active deployments may omit a new one, so the group's last
 * attempt, and a deployment that CodeDeploy has named in a refusal, are read as well. A deployment that has ended still
 * holds the group as long as its automatic rollback may follow.
 * @param now milliseconds since the epoch
 * @param busyWith id of a deployment that CodeDeploy has named in a refusal
 */
export async function findActive(
  reads: DeploymentReads,
  group: GroupKey & { lastAttempt: LastAttempt | undefined },
  now: number,
  busyWith?: string,
): Promise<Active | undefined> {
  const { applicationName, deploymentGroupName, lastAttempt } = group;
  const candidates = new Set(await reads.listActiveDeployments({ applicationName, deploymentGroupName }));
  if (busyWith) candidates.add(busyWith);
  if (lastAttempt && !hasEnded(lastAttempt)) candidates.add(lastAttempt.deploymentId);
  let hidden: Active | undefined;
  const ended: Deployment[] = [];
  for (const deploymentId of candidates) {
    const info = await reads.findDeployment(deploymentId);
    if (!info) hidden ??= { deploymentId, info };
    else if (hasEnded(info)) ended.push(info);
    else return { deploymentId, info };
  }
  if (hidden) return hidden;
  // A candidate that has ended is newer than the last attempt that the group showed: the group was read before.
  const failed =
    ended.find(({ status, completeTime }) => hasJustFailed(status, completeTime, now)) ??
    (lastAttempt && hasJustFailed(lastAttempt.status, lastAttempt.endTime, now)
      ? await reads.findDeployment(lastAttempt.deploymentId)
      : undefined);
  return failed && findPendingRollback(reads, failed);
}

function hasJustFailed(status: string | undefined, endTime: Date | undefined, now: number): boolean {
  return verdictOf(status).verdict === 'failed' && endedWithinRollbackWindow(endTime, now);
}

/** The deployment if its automatic rollback may still follow, or that rollback as long as it runs. */
async function findPendingRollback(reads: DeploymentReads, info: Deployment): Promise<Active | undefined> {
  const rollbackId = info.rollbackInfo?.rollbackDeploymentId;
  if (rollbackId === undefined)
    return (await rollbackMayFollow(reads, info)) ? { deploymentId: info.deploymentId, info } : undefined;
  const rollback = await reads.findDeployment(rollbackId);
  return rollback && hasEnded(rollback) ? undefined : { deploymentId: rollbackId, info: rollback };
}
