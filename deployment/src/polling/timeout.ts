import type { DeploymentConfigInfo } from '@aws-sdk/client-codedeploy';
import type { Group } from '../desired-state/group';
import { HOOK_MINUTES, INSTALL_MINUTES, MARGIN_MINUTES, MAXIMUM_MINUTES } from './delays';

/** Minutes that the traffic shift takes: a canary waits once, a linear shift after every increment but the last. */
export function shiftMinutesOf(config: DeploymentConfigInfo | undefined): number {
  const { timeBasedCanary: canary, timeBasedLinear: linear } = config?.trafficRoutingConfig ?? {};
  if (canary) return canary.canaryInterval ?? 0;
  if (!linear) return 0;
  const increments = Math.ceil(100 / (linear.linearPercentage ?? 100));
  return (increments - 1) * (linear.linearInterval ?? 0);
}

export interface Waits {
  /** Minutes that always pass: the traffic shift, and the wait until the original task set is terminated. */
  shiftMinutes: number;
  terminationMinutes: number;
  /** Minutes that all limits together allow. */
  maximumMinutes: number;
}

/** The waits of a group, its traffic plan and its hooks. A ready wait may end at any time. */
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
 * The deadline of an operation that has not started its deployment yet, in milliseconds since the epoch.
 * @param requestedMinutes TimeoutInMinutes
 */
export function operationDeadline(startedAt: number, requestedMinutes: number | undefined): number {
  return startedAt + (requestedMinutes ?? MAXIMUM_MINUTES) * 60_000;
}

/**
 * The deadline of a deployment that starts now, in milliseconds since the epoch. TimeoutInMinutes counts from the start
 * of the operation; the default counts from now, so that waiting for another deployment does not shorten it.
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
