import { createHash } from 'node:crypto';

/** The first pause after a transient error. */
const MINIMUM_SECONDS = 5;
/** At this pace a thousand operations make about seven calls a second. */
export const MAXIMUM_SECONDS = 150;

/*
 * `backoffSeconds` is the distance between an operation's invocations while AWS answers with transient errors; 0
 * otherwise. CodeDeploy throttles an account as a whole, and no operation knows of the others. Each operation doubles
 * the distance when one of its calls fails, and shortens it a little when a call succeeds, as senders on a network do.
 * A distance that fell to 0 at the first success would lead a thousand operations into the next throttling.
 */

/** After a call that was throttled, failed on AWS's side or got no answer: 5, 10, 20, … at most 150. */
export function increase(backoffSeconds: number): number {
  return Math.min(MAXIMUM_SECONDS, Math.max(MINIMUM_SECONDS, backoffSeconds * 2));
}

/** After a call that was answered. */
export function decrease(backoffSeconds: number): number {
  const pace = Math.floor(backoffSeconds * 0.7);
  return pace < MINIMUM_SECONDS ? 0 : pace;
}

/**
 * A pause at a pace, in whole seconds: from half of it to half as much again, so that operations which were throttled
 * together do not come back together.
 * @param seed the same pause for the same seed: the operation's token and the moment
 */
export function pauseSeconds(backoffSeconds: number, seed: string): number {
  const chance = createHash('sha256').update(seed).digest().readUInt16BE() / 0xffff;
  return Math.round(backoffSeconds * (0.5 + chance));
}
