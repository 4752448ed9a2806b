import type { Api, Deployment } from '../api';
import type { Ending } from './phase';
import { hasEnded } from '../../../runtime/deployment-status';
import { mayTriggerRollback, ROLLBACK_WINDOW_MS } from '../../../runtime/rollback';

/** How long a stop and the rollback after it may go on when the time of an operation is over, in milliseconds. */
export const GRACE_MS = 15 * 60_000;

/**
 * Looks once at a deployment that is to end, or at the rollback that followed it.
 * @param known the deployment, if this call has looked at it already
 * @returns how far it is; `settled` when both have ended or no rollback is to come.
 */
export async function observeEnd(
  api: Api,
  ending: Ending,
  now: number,
  known?: Deployment,
): Promise<{ settled: boolean; ending: Ending; info: Deployment | undefined }> {
  const { deploymentId, rollbackDeploymentId } = ending;
  if (rollbackDeploymentId) {
    const rollback = await api.findDeployment(rollbackDeploymentId);
    // One that stays invisible is gone, as with its group.
    const settled = rollback ? hasEnded(rollback) : now - (ending.endedAt ?? now) >= ROLLBACK_WINDOW_MS;
    return { settled, ending, info: rollback };
  }
  const info = known ?? (await api.findDeployment(deploymentId));
  if (info && !hasEnded(info)) return { settled: false, ending: { ...ending, endedAt: null }, info };

  const seen: Ending = {
    deploymentId,
    rollbackDeploymentId: info?.rollbackInfo?.rollbackDeploymentId ?? null,
    endedAt: ending.endedAt ?? info?.completeTime?.getTime() ?? now,
  };
  if (seen.rollbackDeploymentId) return { settled: false, ending: seen, info };
  // Asked once; what it has begun does not change any more.
  const mayStillCome =
    info === undefined ||
    (ending.endedAt === null ? await rollbackMayFollow(api, info) : mayTriggerRollback(info));
  const waited = now - (seen.endedAt ?? now);
  return { settled: !mayStillCome || waited >= ROLLBACK_WINDOW_MS, ending: seen, info };
}

/**
 * Whether the rollback of a deployment that has ended may still come. What has not come to Install has changed nothing,
 * and there is nothing to roll back. (AWS CodeDeploy User Guide, AppSpec "hooks" section: BeforeInstall.) What the
 * target does not tell may be.
 */
export async function rollbackMayFollow(api: Api, info: Deployment): Promise<boolean> {
  if (!mayTriggerRollback(info)) return false;
  const target = await api.findTarget(info.deploymentId);
  const install = target?.lifecycleEvents?.find(({ lifecycleEventName }) => lifecycleEventName === 'Install');
  return install === undefined || install.startTime !== undefined;
}
