import { createHash } from 'node:crypto';
import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import { isInTerminationWait, isRollback } from '../../runtime/deployment-status';

const SHORTEST = 5;
const LONGEST = 60;

/** What is known of a running deployment when it is looked at; moments in milliseconds since the epoch. */
export interface Sighting {
  info: DeploymentInfo | undefined;
  now: number;
  /** How long the traffic plan takes. */
  shiftMinutes: number;
  /** When the termination wait was first seen to run. */
  shiftedAt: number | null;
  /** Whether the operation is done as soon as all traffic is shifted. */
  untilShifted: boolean;
}

/**
 * How long to wait before looking again, in seconds: long inside a wait whose end is known, short around a change.
 * While the new task set starts nothing is known, so the delay grows with the time that has passed.
 */
export function nextLookSeconds({ info, now, shiftMinutes, shiftedAt, untilShifted }: Sighting): number {
  if (!info || info.status === 'Created' || info.status === 'Queued') return SHORTEST;
  if (info.status === 'Ready') return 30;
  if (shiftedAt !== null && !untilShifted) {
    const wait = info.blueGreenDeploymentConfiguration?.terminateBlueInstancesOnDeploymentSuccess;
    const end = shiftedAt + (wait?.terminationWaitTimeInMinutes ?? 0) * 60_000;
    return between((end - now) / 1000);
  }
  const started = info.startTime?.getTime() ?? now;
  const elapsed = (now - started) / 1000;
  const shift = shiftMinutes * 60;
  // The shift cannot be over before it has taken its time.
  if (elapsed < shift) return between(shift - elapsed);
  return between((elapsed - shift) / 8, 15);
}

/** How long to wait before looking again at somebody else's deployment, or a rollback, that has to end; in seconds. */
export function awaitSeconds(info: DeploymentInfo | undefined): number {
  if (!info || isRollback(info)) return SHORTEST;
  return isInTerminationWait(info) || info.status === 'Ready' ? 30 : 15;
}

/** Spreads looks of many stacks that started together: up to a fifth more, the same for the same seed. */
export function withJitter(seconds: number, seed: string): number {
  const hash = createHash('sha256').update(seed).digest().readUInt16BE();
  return Math.min(LONGEST, Math.round(seconds * (1 + hash / 0xffff / 5)));
}

function between(seconds: number, longest = LONGEST): number {
  return Math.min(longest, Math.max(SHORTEST, seconds));
}
