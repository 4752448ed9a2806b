import { createHash } from 'node:crypto';
import type { DeploymentInfo, ECSTarget } from '@aws-sdk/client-codedeploy';
import { ROLLBACK_SECONDS } from '../../../runtime/deployments/delays';
import { hasEnded, isInTerminationWait, isRollback } from '../../../runtime/deployments/deployment-status';
import {
  FIRST_POLL_SECONDS,
  FIRST_POLL_SPREAD_SECONDS,
  MAXIMUM_POLL_SECONDS,
  MINIMUM_POLL_SECONDS,
  OVERDUE_SHARE,
  STATUS_LAG_SECONDS,
  WAIT_POLL_SECONDS,
  WAIT_SHARE,
} from './delays';

/** Something happened, or will happen, between these moments, in milliseconds since the epoch. */
interface Window {
  from: number;
  to: number;
}

/** What the polls of a deployment have shown; moments in milliseconds since the epoch. */
export interface PollHistory {
  /** When the deployment was last polled. */
  polledAt: number;
  /** Whether the deployment has begun. */
  started: boolean;
  /** The last moment at which no production traffic was shifting, as far as known. */
  noShiftUntil: number;
  /** When production traffic began to shift, once the target has shown it. */
  shiftingSince?: number | undefined;
  /** When all traffic was shifted, once that is known. */
  shifted?: Window | undefined;
  /** Minutes from the end of the traffic shift to that of the deployment; 0 when the operation ends with the shift. */
  waitMinutes: number;
  /** The longest delay to the next poll, in seconds: more than MAXIMUM_POLL_SECONDS in a ready wait or termination wait. */
  longestSeconds: number;
}

/** What a deployment's traffic plan and its operation mean for the polls. */
export interface TrafficPlan {
  /** How long the traffic shift takes. */
  shiftMinutes: number;
  /** Whether the operation is done as soon as all traffic is shifted. */
  untilShifted: boolean;
  /** Whether the operation ends the waits of the deployment, as a stack rollback does. CodeDeploy may refuse it for a while. */
  endsWaits: boolean;
}

/** The next poll: what it reads, and when. Only the target of a deployment shows when its traffic shift began. */
export interface Poll {
  what: 'deployment' | 'target';
  delaySeconds: number;
}

/** Adds a poll of the deployment to the history. */
export function recordDeploymentPoll(
  info: DeploymentInfo | undefined,
  before: PollHistory | undefined,
  now: number,
  { untilShifted, endsWaits }: TrafficPlan,
): PollHistory {
  const started = info?.startTime?.getTime() ?? now;
  const history: Omit<PollHistory, 'started' | 'waitMinutes' | 'longestSeconds'> = before ?? {
    polledAt: started,
    noShiftUntil: started,
  };
  const wait = info?.blueGreenDeploymentConfiguration?.terminateBlueInstancesOnDeploymentSuccess;
  const isStill = info === undefined || ['Created', 'Queued', 'Ready'].includes(info.status ?? '');
  return {
    ...history,
    polledAt: now,
    started: info !== undefined && info.status !== 'Created' && info.status !== 'Queued',
    noShiftUntil: isStill ? now : history.noShiftUntil,
    shifted:
      history.shifted ??
      (info && isInTerminationWait(info) ? { from: history.polledAt, to: now } : undefined),
    waitMinutes: untilShifted ? 0 : (wait?.terminationWaitTimeInMinutes ?? 0),
    longestSeconds: untilShifted || endsWaits ? MAXIMUM_POLL_SECONDS : longestSecondsOf(info),
  };
}

/** The longest delay to the next poll of a deployment: in a ready wait or termination wait, a share of it. */
function longestSecondsOf(info: DeploymentInfo | undefined): number {
  if (!info) return MAXIMUM_POLL_SECONDS;
  const { deploymentReadyOption: ready, terminateBlueInstancesOnDeploymentSuccess: termination } =
    info.blueGreenDeploymentConfiguration ?? {};
  const minutes = isInTerminationWait(info)
    ? termination?.terminationWaitTimeInMinutes
    : info.status === 'Ready'
      ? ready?.waitTimeInMinutes
      : undefined;
  const share = Math.round((minutes ?? 0) * 60 * WAIT_SHARE);
  return Math.min(WAIT_POLL_SECONDS, Math.max(MAXIMUM_POLL_SECONDS, share));
}

/** Adds a poll of the target to the history: when AllowTraffic began, if it has. */
export function recordTargetPoll(
  target: ECSTarget | undefined,
  before: PollHistory,
  now: number,
): PollHistory {
  const event = target?.lifecycleEvents?.find(
    ({ lifecycleEventName }) => lifecycleEventName === 'AllowTraffic',
  );
  const since = event?.status === 'Pending' ? undefined : event?.startTime?.getTime();
  return { ...before, noShiftUntil: since ?? now, shiftingSince: since };
}

/**
 * Chooses the next poll. As long as the deployment has not begun: MINIMUM_POLL_SECONDS. Before an expected end: equal
 * delays, so that one poll falls on that end. Once that end has passed: short delays that grow. Else, and at most:
 * MAXIMUM_POLL_SECONDS, so that an unexpected end is noticed soon, or more in a ready wait or termination wait.
 */
export function nextPoll(
  history: PollHistory,
  { shiftMinutes }: Pick<TrafficPlan, 'shiftMinutes'>,
  now: number,
): Poll {
  if (!history.started) return { what: 'deployment', delaySeconds: MINIMUM_POLL_SECONDS };
  const end = expectedEnd(history, shiftMinutes);
  const { longestSeconds } = history;
  const delaySeconds = end ? secondsTowards(end, now, longestSeconds) : longestSeconds;
  const shiftMs = shiftMinutes * 60_000;
  // The target is polled when its shift ends the deployment: there is no termination wait, and its start is not known.
  const isShiftTheEnd =
    shiftMs > 0 && history.waitMinutes === 0 && history.shiftingSince === undefined && !history.shifted;
  // A shift that has not begun until noShiftUntil lasts at least shiftMs from then on. Before that, the target shows
  // nothing new.
  const isDue = now + (delaySeconds + MAXIMUM_POLL_SECONDS) * 1000 >= history.noShiftUntil + shiftMs;
  return { what: isShiftTheEnd && isDue ? 'target' : 'deployment', delaySeconds };
}

/** Between which moments the deployment, or the traffic shift that ends the operation, is expected to end. */
function expectedEnd(
  { shifted, shiftingSince, waitMinutes }: PollHistory,
  shiftMinutes: number,
): Window | undefined {
  const after = ({ from, to }: Window, minutes: number): Window => ({
    from: from + minutes * 60_000,
    to: to + minutes * 60_000,
  });
  if (shifted) return after(shifted, waitMinutes);
  if (shiftingSince === undefined || waitMinutes > 0) return undefined;
  return after({ from: shiftingSince, to: shiftingSince }, shiftMinutes);
}

/** The delay before an expected end, in equal parts of the time left; after it, a share of the time since then. */
function secondsTowards(end: Window, now: number, longest: number): number {
  const left = (end.from - now) / 1000 + STATUS_LAG_SECONDS;
  if (left > 0) return Math.ceil(left / Math.ceil(left / longest));
  const overdue = (now - end.to) / 1000 - STATUS_LAG_SECONDS;
  return Math.round(Math.min(MAXIMUM_POLL_SECONDS, Math.max(MINIMUM_POLL_SECONDS, overdue * OVERDUE_SHARE)));
}

/**
 * Shortens a delay, in seconds, that would go beyond the deadline: the next invocation comes at the deadline and ends the
 * operation. After the deadline the delay stays, because the operation then waits for a stop or a rollback.
 */
export function capAtDeadline(delaySeconds: number, deadline: number, now: number): number {
  return deadline <= now ? delaySeconds : Math.min(delaySeconds, Math.ceil((deadline - now) / 1000));
}

/**
 * The delay to the first poll of a deployment that was started just now, in seconds.
 * @param spread 0 to 1, see `spreadOf`
 */
export function firstPollSeconds(spread: number): number {
  return FIRST_POLL_SECONDS + Math.round(FIRST_POLL_SPREAD_SECONDS * spread);
}

/**
 * The delay to the next poll of a deployment's automatic rollback, in seconds.
 * @param info what this invocation has read: the deployment that has ended, or its rollback, which still runs
 */
export function rollbackPollSeconds(info: DeploymentInfo | undefined, now: number): number {
  if (!info?.rollbackInfo?.rollbackDeploymentId) return MINIMUM_POLL_SECONDS;
  const end = (info.completeTime?.getTime() ?? now) + ROLLBACK_SECONDS * 1000;
  return Math.min(MINIMUM_POLL_SECONDS, Math.max(0, Math.ceil((end - now) / 1000)));
}

/**
 * The delay to the next poll of a deployment that holds the group, in seconds.
 * @param info the deployment, or its automatic rollback
 * @param endsSoon whether it was stopped or has failed: its end, or that of its rollback, is near
 */
export function awaitEndSeconds(info: DeploymentInfo | undefined, endsSoon: boolean, now: number): number {
  if (endsSoon || !info || isRollback(info) || hasEnded(info)) return rollbackPollSeconds(info, now);
  return longestSecondsOf(info);
}

/** A number from 0 to 1, the same for the same seed: stacks that were started together do not poll together. */
export function spreadOf(seed: string): number {
  return createHash('sha256').update(seed).digest().readUInt16BE() / 0xffff;
}
