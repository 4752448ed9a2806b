import type { Desired } from './desired';

/** The traffic plan of CodeDeploy that moves all traffic at once. It exists in every account. */
export const ALL_AT_ONCE = 'CodeDeployDefault.ECSAllAtOnce';

/**
 * The desired state as a stack rollback brings it: what runs is the same, how it gets there follows StackRollback.
 * TimeoutInMinutes is for the version that is deployed forward; a rollback has the default timeout.
 */
export function onRollback(desired: Desired): Desired {
  const untimed = { ...desired, timeoutInMinutes: undefined };
  return desired.stackRollback === 'AS_CONFIGURED'
    ? untimed
    : { ...untimed, hooks: {}, deploymentConfigName: ALL_AT_ONCE };
}
