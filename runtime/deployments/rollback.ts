import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import { ROLLBACK_WINDOW_MS } from './delays';
import { isRollback } from './deployment-status';

/**
 * Whether a deployment has ended so recently that its automatic rollback may not be visible yet.
 * @param endTime undefined when it is unknown, which counts as long ago
 * @param now milliseconds since the epoch
 */
export function endedWithinRollbackWindow(endTime: Date | undefined, now: number): boolean {
  return endTime !== undefined && now - endTime.getTime() < ROLLBACK_WINDOW_MS;
}

/**
 * Whether CodeDeploy may roll back a deployment that has ended. It does so after the events in the deployment's own
 * AutoRollbackConfiguration, and when the caller of StopDeployment asked for it. CodeDeploy does not show the latter,
 * so a stopped deployment may always be rolled back, except one that an alarm has stopped, where that event is missing.
 * (CodeDeploy API Reference, AutoRollbackConfiguration and StopDeployment.)
 */
export function mayTriggerRollback(info: DeploymentInfo): boolean {
  const { enabled, events = [] } = info.autoRollbackConfiguration ?? {};
  if (isRollback(info)) return false;
  if (info.status === 'Failed') return enabled === true && events.includes('DEPLOYMENT_FAILURE');
  if (info.status !== 'Stopped') return false;
  return info.errorInformation?.code === 'ALARM_ACTIVE'
    ? enabled === true && events.includes('DEPLOYMENT_STOP_ON_ALARM')
    : true;
}
