import { ROLLBACK_WINDOW_MS } from './delays';
import { hasEnded } from './deployment-status';
import type { Deployment, DeploymentReads } from './reads';
import { mayTriggerRollback } from './rollback';

/** A deployment that has to end: an operation waits for its end and that of its automatic rollback. */
export interface Ending {
  deploymentId: string;
  /** Its automatic rollback; absent until CodeDeploy shows one. */
  rollbackDeploymentId?: string | undefined;
  /** When the deployment itself was first seen to have ended, in milliseconds since the epoch. */
  endedAt?: number | undefined;
}

/** The members of `Ending` for a deployment whose end was not observed yet. */
export const endNotYetObserved: Pick<Ending, 'rollbackDeploymentId' | 'endedAt'> = {
  rollbackDeploymentId: undefined,
  endedAt: undefined,
};

/** One observation of a deployment that has to end. */
export interface EndObservation {
  /** Whether the deployment has ended, and so has its rollback; without a rollback, that none can follow any more. */
  hasFullyEnded: boolean;
  /** For the phase: what the next invocation has to know. */
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
  // The target is read only once: after the end, no further lifecycle event begins.
  const mayFollow =
    info === undefined ||
    (ending.endedAt === undefined ? await rollbackMayFollow(reads, info) : mayTriggerRollback(info));
  return { hasFullyEnded: !mayFollow || now - endedAt >= ROLLBACK_WINDOW_MS, ending: observed, info };
}

/**
 * A rollback that stays invisible for the whole window counts as ended: it was deleted, for instance with its group.
 */
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
 * Whether an automatic rollback may still follow a deployment that has ended. A deployment that has not begun Install
 * has changed nothing, so CodeDeploy rolls nothing back. (CodeDeploy User Guide, AppSpec "hooks" section,
 * BeforeInstall.) When the target does not show whether Install has begun, a rollback may follow.
 */
export async function rollbackMayFollow(reads: DeploymentReads, info: Deployment): Promise<boolean> {
  if (!mayTriggerRollback(info)) return false;
  const target = await reads.findTarget?.(info.deploymentId);
  const install = target?.lifecycleEvents?.find(({ lifecycleEventName }) => lifecycleEventName === 'Install');
  return install === undefined || install.startTime !== undefined;
}
