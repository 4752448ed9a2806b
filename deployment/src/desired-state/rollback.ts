import type { Desired } from './desired';

/** CodeDeploy's deployment configuration that moves all traffic at once. It exists in every account. */
export const ALL_AT_ONCE = 'CodeDeployDefault.ECSAllAtOnce';

/**
 * The desired state in a stack rollback. The parameters stay; StackRollback says how they are deployed.
 * TimeoutInMinutes is for the new version, so a rollback has the default timeout.
 */
export function onRollback(desired: Desired): Desired {
  const untimed = { ...desired, timeoutInMinutes: undefined };
  return desired.stackRollback === 'AS_CONFIGURED'
    ? untimed
    : { ...untimed, hooks: {}, deploymentConfigName: ALL_AT_ONCE };
}
