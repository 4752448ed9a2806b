import { createHash } from 'node:crypto';

/** The delay after the first transient error, and the shortest one. */
const MINIMUM_SECONDS = 5;
/** With this delay a thousand operations make about seven invocations a second. */
export const MAXIMUM_SECONDS = 150;

/*
 * `backoffSeconds` is the shortest delay between the invocations of an operation after transient errors, and 0 without
 * them. CodeDeploy throttles an account as a whole, and no operation knows of the others. Each operation doubles the
 * delay after an invocation with a transient error, and shortens it by a third after one without, as senders on a
 * network do. If the delay fell to 0 at once, a thousand operations would be throttled together again.
 */

/** The delay after an invocation with a transient error or a refusal: 5, 10, 20, … at most 150 seconds. */
export function increase(backoffSeconds: number): number {
  return Math.min(MAXIMUM_SECONDS, Math.max(MINIMUM_SECONDS, backoffSeconds * 2));
}

/** The delay after an invocation without one: a third less, and 0 below 5 seconds. */
export function decrease(backoffSeconds: number): number {
  const shorter = Math.floor(backoffSeconds * 0.7);
  return shorter < MINIMUM_SECONDS ? 0 : shorter;
}

/**
 * The delay with a random part, in whole seconds: from half of it to half as much again. Operations that were throttled
 * together then do not return together.
 * @param seed gives the random part: the operation's token and the moment
 */
export function pauseSeconds(backoffSeconds: number, seed: string): number {
  const chance = createHash('sha256').update(seed).digest().readUInt16BE() / 0xffff;
  return Math.round(backoffSeconds * (0.5 + chance));
}
