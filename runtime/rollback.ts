import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import { isRollback } from './deployment-status';

/**
 * For so long after a deployment has ended CodeDeploy's rollback of it may still appear, in milliseconds. AWS does not
 * say how long that takes.
 */
export const ROLLBACK_WINDOW_MS = 60_000;

/**
 * Whether something may yet follow a deployment.
 * @param endTime undefined when nobody knows: then it was some other time
 * @param now milliseconds since the epoch
 */
export function endedWithinRollbackWindow(endTime: Date | undefined, now: number): boolean {
  return endTime !== undefined && now - endTime.getTime() < ROLLBACK_WINDOW_MS;
}

/**
 * Whether CodeDeploy may roll a deployment back that has ended: on the events that the deployment's own copy of the
 * configuration names, and whenever the one who stopped it has asked for that, which cannot be seen. (CodeDeploy API
 * Reference, AutoRollbackConfiguration and StopDeployment.)
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
