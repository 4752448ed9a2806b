import type { DeploymentConfigInfo } from '@aws-sdk/client-codedeploy';
import type { Group } from '../desired-state/group';

/** The longest that CloudFormation can be kept waiting: the handler's credentials last twelve hours. */
const LONGEST_MINUTES = 700;
/** CodeDeploy waits so long for the new task set to become healthy, and so long for each hook's answer. */
const INSTALL_MINUTES = 60;
const HOOK_MINUTES = 60;

/** How long traffic moves: a canary waits once, a linear shift after every increment but the last. */
export function shiftMinutesOf(config: DeploymentConfigInfo | undefined): number {
  const { timeBasedCanary: canary, timeBasedLinear: linear } = config?.trafficRoutingConfig ?? {};
  if (canary) return canary.canaryInterval ?? 0;
  if (!linear) return 0;
  const increments = Math.ceil(100 / (linear.linearPercentage ?? 100));
  return (increments - 1) * (linear.linearInterval ?? 0);
}

/** By default an operation outlasts CodeDeploy's own limits by so much: CodeDeploy says best what took too long. */
const MARGIN_MINUTES = 5;

export interface Waits {
  /** Minutes that pass in any case: while traffic moves, and until the original task set is terminated. */
  shiftMinutes: number;
  terminationMinutes: number;
  /** Minutes that all limits together allow. */
  maximumMinutes: number;
}

/** What the waits of a group, a traffic plan and hooks add up to. A ready wait may end at any time. */
export function waitsOf(
  { readyWait, terminationWait }: Pick<Group, 'readyWait' | 'terminationWait'>,
  shift: number,
  hooks: number,
  completeWhen: 'SUCCEEDED' | 'TRAFFIC_SHIFTED',
): Waits {
  const termination = completeWhen === 'SUCCEEDED' ? terminationWait : 0;
  return {
    shiftMinutes: shift,
    terminationMinutes: termination,
    maximumMinutes: INSTALL_MINUTES + hooks * HOOK_MINUTES + readyWait + shift + termination,
  };
}

/**
 * @param requestedMinutes TimeoutInMinutes
 * @param elapsedMinutes the minutes that the operation has waited for other deployments already
 * @returns a sentence that says why a deployment cannot be done in its time, or undefined when it can: the new tasks
 *   need some minutes as well, so time that is just enough for the waits is not
 */
export function timeoutObjection(
  requestedMinutes: number | undefined,
  elapsedMinutes: number,
  { shiftMinutes, terminationMinutes }: Waits,
): string | undefined {
  const limit = requestedMinutes ?? LONGEST_MINUTES;
  const minimumMinutes = shiftMinutes + terminationMinutes;
  if (minimumMinutes === 0 || minimumMinutes < limit - elapsedMinutes) return undefined;
  const parts = [
    ...(shiftMinutes ? [`traffic moves for ${shiftMinutes}`] : []),
    ...(terminationMinutes ? [`the termination wait takes ${terminationMinutes}`] : []),
  ];
  const ways = [
    ...(terminationMinutes
      ? ['set CompleteWhen to TRAFFIC_SHIFTED', 'shorten the termination wait of the group']
      : []),
    ...(shiftMinutes ? ['take a DeploymentConfigName that moves traffic faster'] : []),
    ...(elapsedMinutes + minimumMinutes < LONGEST_MINUTES
      ? [`allow more than ${elapsedMinutes + minimumMinutes} minutes`]
      : []),
  ];
  // Not at load: the data of Intl takes as long to read as everything else that a cold start loads.
  const or = new Intl.ListFormat('en-GB', { type: 'disjunction' });
  const over = elapsedMinutes
    ? `, of which ${elapsedMinutes} ${elapsedMinutes === 1 ? 'is' : 'are'} over`
    : '';
  return (
    `${requestedMinutes === undefined ? 'The longest time-out' : 'TimeoutInMinutes'} is ${limit}${over}, but ${parts.join(' and ')} ` +
    `minutes, and the new tasks have to start as well. ${upperFirst(or.format(ways))}.`
  );
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * When an operation gives up that has not come to a deployment yet, in milliseconds since the epoch.
 * @param requestedMinutes TimeoutInMinutes
 */
export function operationDeadline(startedAt: number, requestedMinutes: number | undefined): number {
  return startedAt + (requestedMinutes ?? LONGEST_MINUTES) * 60_000;
}

/**
 * When a deployment is given up that starts now, in milliseconds since the epoch. What the user asks for counts from
 * the operation's start; by default waiting for another deployment takes nothing away from this one.
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
