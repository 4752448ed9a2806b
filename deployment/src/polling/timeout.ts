import type { DeploymentConfigInfo } from '@aws-sdk/client-codedeploy';
import type { Group } from '../desired-state/group';
import { HOOK_MINUTES, INSTALL_MINUTES, MARGIN_MINUTES, MAXIMUM_MINUTES } from './delays';

/** How long a traffic shift takes: a canary waits once, a linear one after every increment but the last. */
export function shiftMinutesOf(config: DeploymentConfigInfo | undefined): number {
  const { timeBasedCanary: canary, timeBasedLinear: linear } = config?.trafficRoutingConfig ?? {};
  if (canary) return canary.canaryInterval ?? 0;
  if (!linear) return 0;
  const increments = Math.ceil(100 / (linear.linearPercentage ?? 100));
  return (increments - 1) * (linear.linearInterval ?? 0);
}

/** The waits of a deployment, in minutes. */
export interface Waits {
  /** The traffic shift, and the termination wait if the operation waits for its end: these minutes always pass. */
  shiftMinutes: number;
  terminationMinutes: number;
  /** The longest that the deployment can take by CodeDeploy's limits. */
  maximumMinutes: number;
}

/**
 * The waits of a deployment. Its ready wait counts only for the longest time, because an approval may end it at any
 * time.
 */
export function waitsOf(
  { readyWaitMinutes, terminationWaitMinutes }: Pick<Group, 'readyWaitMinutes' | 'terminationWaitMinutes'>,
  shiftMinutes: number,
  hookCount: number,
  completeWhen: 'SUCCEEDED' | 'TRAFFIC_SHIFTED',
): Waits {
  const terminationMinutes = completeWhen === 'SUCCEEDED' ? terminationWaitMinutes : 0;
  return {
    shiftMinutes,
    terminationMinutes,
    maximumMinutes:
      INSTALL_MINUTES + hookCount * HOOK_MINUTES + readyWaitMinutes + shiftMinutes + terminationMinutes,
  };
}

/**
 * The deadline of an operation until its deployment starts, in milliseconds since the epoch.
 * @param requestedMinutes TimeoutInMinutes
 */
export function operationDeadline(startedAt: number, requestedMinutes: number | undefined): number {
  return startedAt + (requestedMinutes ?? MAXIMUM_MINUTES) * 60_000;
}

/**
 * The deadline of an operation whose deployment starts now, in milliseconds since the epoch. TimeoutInMinutes counts
 * from the start of the operation. The default timeout counts from now, so that a wait for another deployment does not
 * shorten it.
 */
export function deploymentDeadline(
  startedAt: number,
  now: number,
  requestedMinutes: number | undefined,
  { maximumMinutes }: Pick<Waits, 'maximumMinutes'>,
): number {
  const latest = operationDeadline(startedAt, requestedMinutes);
  return requestedMinutes === undefined
    ? Math.min(latest, now + (maximumMinutes + MARGIN_MINUTES) * 60_000)
    : latest;
}
