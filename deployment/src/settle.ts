import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import type { Api, Deployment } from './api';
import type { Ending } from './phase';
import { hasEnded } from '../../runtime/deployment-status';

/** How long a stop and the rollback after it may go on beyond an operation's deadline, in milliseconds. */
export const GRACE = 15 * 60_000;

/** A rollback deployment may appear a little after the deployment that it undoes has ended. (milliseconds) */
const ROLLBACK_LAG = 60_000;

/**
 * Looks once at a deployment that is to end, or at the rollback that followed it.
 * @param known the deployment, if this call has looked at it already
 * @returns how far it is; `settled` when both have ended or no rollback is to come.
 */
export async function settle(
  api: Api,
  ending: Ending,
  now: number,
  known?: Deployment,
): Promise<{ settled: boolean; ending: Ending; info: Deployment | undefined }> {
  const { deploymentId, rollbackDeploymentId } = ending;
  if (rollbackDeploymentId) {
    const rollback = await api.findDeployment(rollbackDeploymentId);
    return { settled: rollback !== undefined && hasEnded(rollback), ending, info: rollback };
  }
  const info = known ?? (await api.findDeployment(deploymentId));
  if (info && !hasEnded(info)) return { settled: false, ending: { ...ending, endedAt: null }, info };

  const seen: Ending = {
    deploymentId,
    rollbackDeploymentId: info?.rollbackInfo?.rollbackDeploymentId ?? null,
    endedAt: ending.endedAt ?? now,
  };
  if (seen.rollbackDeploymentId) return { settled: false, ending: seen, info };
  const mayStillCome = info === undefined || (expectsRollback(info) && (await hasBegun(api, ending)));
  const waited = now - (seen.endedAt ?? now);
  return { settled: !mayStillCome || waited >= ROLLBACK_LAG, ending: seen, info };
}

/**
 * What has not come to Install has changed nothing, and there is nothing to roll back. (AWS CodeDeploy User Guide,
 * AppSpec "hooks" section: BeforeInstall.) Asked once; what the target does not tell may be.
 */
async function hasBegun(api: Api, { deploymentId, endedAt }: Ending): Promise<boolean> {
  if (endedAt !== null) return true;
  const target = await api.findTarget(deploymentId);
  const install = target?.lifecycleEvents?.find(({ lifecycleEventName }) => lifecycleEventName === 'Install');
  return install === undefined || install.startTime !== undefined;
}

/**
 * CodeDeploy rolls back on the events that the deployment's own copy of the configuration names, and whenever the
 * one who stops it asks for that, which cannot be seen.
 */
function expectsRollback(info: DeploymentInfo): boolean {
  const { enabled, events = [] } = info.autoRollbackConfiguration ?? {};
  if (info.status === 'Failed') return enabled === true && events.includes('DEPLOYMENT_FAILURE');
  if (info.status !== 'Stopped') return false;
  return info.errorInformation?.code === 'ALARM_ACTIVE'
    ? enabled === true && events.includes('DEPLOYMENT_STOP_ON_ALARM')
    : true;
}
