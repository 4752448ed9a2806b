import { createHash } from 'node:crypto';
import type { DeploymentInfo, ECSTarget } from '@aws-sdk/client-codedeploy';
import { hasEnded, isInTerminationWait, isRollback } from '../../../runtime/deployment-status';

/** Around a change that is expected; in seconds. */
const SHORTEST = 5;
/** An alarm or a person may end a deployment at any time: nobody shall wait longer than this to hear of it. */
const LONGEST = 19;
/** The first look: what cannot be deployed at all has failed by then. */
const FIRST = 10;
/** A deployment is marked a moment after the change that ends it. */
const MARKING = 1;
/** A rollback takes two to five seconds from the end of the deployment that it undoes. */
const ROLLBACK = 5;

/** Between two moments, in milliseconds since the epoch. */
interface Window {
  from: number;
  to: number;
}

/** What is known of a deployment from the looks at it so far; moments in milliseconds since the epoch. */
export interface PollHistory {
  /** When it was last looked at. */
  at: number;
  /** Whether it has begun. */
  started: boolean;
  /** No production traffic was moving until then. */
  stillUntil: number;
  /** When production traffic began to move, once the target has shown it. */
  shiftingSince: number | null;
  /** When all traffic was shifted, once that is known. */
  shifted: Window | null;
  /** Minutes from then to the end of what is waited for. */
  waitMinutes: number;
}

/** What the traffic plan and the operation say of a deployment. */
export interface Plan {
  /** How long the traffic plan takes. */
  shiftMinutes: number;
  /** Whether the operation is done as soon as all traffic is shifted. */
  untilShifted: boolean;
}

/** Where to look next, and in how many seconds: at the deployment, or at its target for how far the traffic is. */
export interface Poll {
  at: 'deployment' | 'target';
  delaySeconds: number;
}

/** What a look at the deployment adds to what was seen. */
export function recordDeploymentPoll(
  info: DeploymentInfo | undefined,
  before: PollHistory | null,
  now: number,
  { untilShifted }: Plan,
): PollHistory {
  const started = info?.startTime?.getTime() ?? now;
  const seen = before ?? {
    at: started,
    started: true,
    stillUntil: started,
    shiftingSince: null,
    shifted: null,
    waitMinutes: 0,
  };
  const wait = info?.blueGreenDeploymentConfiguration?.terminateBlueInstancesOnDeploymentSuccess;
  const isStill = info === undefined || ['Created', 'Queued', 'Ready'].includes(info.status ?? '');
  return {
    ...seen,
    at: now,
    started: info !== undefined && info.status !== 'Created' && info.status !== 'Queued',
    stillUntil: isStill ? now : seen.stillUntil,
    shifted: seen.shifted ?? (info && isInTerminationWait(info) ? { from: seen.at, to: now } : null),
    waitMinutes: untilShifted ? 0 : (wait?.terminationWaitTimeInMinutes ?? 0),
  };
}

/** What a look at the target adds: when AllowTraffic began, if it has. */
export function recordTargetPoll(
  target: ECSTarget | undefined,
  before: PollHistory,
  now: number,
): PollHistory {
  const event = target?.lifecycleEvents?.find(
    ({ lifecycleEventName }) => lifecycleEventName === 'AllowTraffic',
  );
  const since = event?.status === 'Pending' ? undefined : event?.startTime?.getTime();
  // The look before this one was the last at the deployment itself.
  return { ...before, stillUntil: since ?? now, shiftingSince: since ?? null };
}

/**
 * The next look: spread evenly over a wait so that one falls on its end, close together around an end that is
 * expected, and never so far apart that an end which nobody could expect stays unnoticed for long.
 * @param spread 0 to 1, see `spreadOf`
 */
export function nextPoll(seen: PollHistory, { shiftMinutes }: Plan, now: number, spread: number): Poll {
  if (!seen.started) return { at: 'deployment', delaySeconds: SHORTEST };
  const end = expectedEnd(seen, shiftMinutes);
  const delaySeconds = end ? secondsTowards(end, now, spread) : gap(spread);
  const shift = shiftMinutes * 60_000;
  // The plan alone ends nothing where a termination wait comes after it.
  const matters = shift > 0 && seen.waitMinutes === 0 && seen.shiftingSince === null && !seen.shifted;
  // Nobody need ask before the traffic could have moved as long as the plan takes.
  const due = now + (delaySeconds + LONGEST) * 1000 >= seen.stillUntil + shift;
  return { at: matters && due ? 'target' : 'deployment', delaySeconds };
}

function expectedEnd(
  { shifted, shiftingSince, waitMinutes }: PollHistory,
  shiftMinutes: number,
): Window | undefined {
  const after = ({ from, to }: Window, minutes: number): Window => ({
    from: from + minutes * 60_000,
    to: to + minutes * 60_000,
  });
  if (shifted) return after(shifted, waitMinutes);
  if (shiftingSince === null || waitMinutes > 0) return undefined;
  return after({ from: shiftingSince, to: shiftingSince }, shiftMinutes);
}

function secondsTowards(end: Window, now: number, spread: number): number {
  const left = (end.from - now) / 1000 + MARKING;
  if (left > 0) return Math.ceil(left / Math.ceil(left / LONGEST));
  const overdue = (now - end.to) / 1000 - MARKING;
  return Math.round(Math.min(gap(spread), Math.max(SHORTEST, overdue * 0.6)));
}

/** The first look at a deployment that has just been started, in seconds. */
export function firstPollSeconds(spread: number): number {
  return FIRST - Math.round(2 * spread);
}

/**
 * How long to wait before looking at the rollback of a deployment, in seconds.
 * @param info the deployment when it has just been seen to have ended, or its rollback, which goes on
 */
export function rollbackPollSeconds(info: DeploymentInfo | undefined, now: number): number {
  if (!info?.rollbackInfo?.rollbackDeploymentId) return SHORTEST;
  const end = (info.completeTime?.getTime() ?? now) + ROLLBACK * 1000;
  return Math.min(SHORTEST, Math.max(0, Math.ceil((end - now) / 1000)));
}

/**
 * How long to wait before looking again at a deployment that has to let go of its group, in seconds.
 * @param stopped whether it was told to end
 */
export function awaitEndSeconds(
  info: DeploymentInfo | undefined,
  stopped: boolean,
  now: number,
  spread: number,
): number {
  if (stopped || !info || isRollback(info) || hasEnded(info)) return rollbackPollSeconds(info, now);
  return isInTerminationWait(info) || info.status === 'Ready' ? 30 - Math.round(2 * spread) : gap(spread);
}

function gap(spread: number): number {
  return LONGEST - Math.round(2 * spread);
}

/** A number from 0 to 1 that is the same for the same seed: it keeps stacks apart that started together. */
export function spreadOf(seed: string): number {
  return createHash('sha256').update(seed).digest().readUInt16BE() / 0xffff;
}
