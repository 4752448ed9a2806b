import { hasEnded } from './deployment-status';
import { mayTriggerRollback, ROLLBACK_WINDOW_MS } from './rollback';
import type { Deployment, DeploymentReads } from './reads';

/** A deployment whose end, and whose automatic rollback's end, an operation waits for. */
export interface Ending {
  deploymentId: string;
  /** Its automatic rollback; absent until CodeDeploy shows one. */
  rollbackDeploymentId?: string | undefined;
  /** When the deployment itself was first seen to have ended, in milliseconds since the epoch. */
  endedAt?: number | undefined;
}

/** A deployment whose end was not observed yet. */
export const notEnded: Pick<Ending, 'rollbackDeploymentId' | 'endedAt'> = {
  rollbackDeploymentId: undefined,
  endedAt: undefined,
};

/** One observation of a deployment that has to end. */
export interface EndObservation {
  /** Whether the deployment and its rollback have ended; without a rollback, whether none can follow any more. */
  hasFullyEnded: boolean;
  /** What the next invocation has to know. */
  ending: Ending;
  /** The deployment that was observed: the one that has to end, or its rollback. */
  info: Deployment | undefined;
}

/**
 * Observes once a deployment that has to end, or the automatic rollback that followed it.
 * @param now milliseconds since the epoch
 * @param known the deployment, if this invocation has read it already
 */
export async function observeEnd(
  reads: DeploymentReads,
  ending: Ending,
  now: number,
  known?: Deployment,
): Promise<EndObservation> {
  if (ending.rollbackDeploymentId) return observeRollback(reads, ending, ending.rollbackDeploymentId, now);
  const info = known ?? (await reads.findDeployment(ending.deploymentId));
  if (info && !hasEnded(info))
    return { hasFullyEnded: false, ending: { ...ending, endedAt: undefined }, info };

  const endedAt = ending.endedAt ?? info?.completeTime?.getTime() ?? now;
  const rollbackDeploymentId = info?.rollbackInfo?.rollbackDeploymentId;
  const observed: Ending = { deploymentId: ending.deploymentId, rollbackDeploymentId, endedAt };
  if (rollbackDeploymentId) return { hasFullyEnded: false, ending: observed, info };
  // The target is read once: which lifecycle events have begun does not change after the end.
  const mayFollow =
    info === undefined ||
    (ending.endedAt === undefined ? await rollbackMayFollow(reads, info) : mayTriggerRollback(info));
  return { hasFullyEnded: !mayFollow || now - endedAt >= ROLLBACK_WINDOW_MS, ending: observed, info };
}

/** A rollback that stays invisible for the whole window was deleted, for instance with its group. */
async function observeRollback(
  reads: DeploymentReads,
  ending: Ending,
  rollbackDeploymentId: string,
  now: number,
): Promise<EndObservation> {
  const info = await reads.findDeployment(rollbackDeploymentId);
  const hasFullyEnded = info ? hasEnded(info) : now - (ending.endedAt ?? now) >= ROLLBACK_WINDOW_MS;
  return { hasFullyEnded, ending, info };
}

/**
 * Whether the automatic rollback of a deployment that has ended may still come. A deployment that has not begun Install
 * has changed nothing, so CodeDeploy rolls nothing back. (CodeDeploy User Guide, AppSpec "hooks" section,
 * BeforeInstall.) When the target does not show it, the rollback may come.
 */
export async function rollbackMayFollow(reads: DeploymentReads, info: Deployment): Promise<boolean> {
  if (!mayTriggerRollback(info)) return false;
  const target = await reads.findTarget?.(info.deploymentId);
  const install = target?.lifecycleEvents?.find(({ lifecycleEventName }) => lifecycleEventName === 'Install');
  return install === undefined || install.startTime !== undefined;
}
