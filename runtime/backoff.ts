import { createHash } from 'node:crypto';

const SHORTEST = 5;
/** So far apart, a thousand operations make some seven calls a second. */
const LONGEST = 150;

/*
 * How far apart the calls of an operation keep while AWS is in trouble, in seconds; 0 when it is not. Throttling is for
 * the account, and no operation knows of the others: each slows down by half whenever a call of its own fails, and
 * speeds up a little whenever one is answered, as senders share a network. A pace that was forgotten at the first
 * success would lead a thousand of them straight into the next throttling.
 */

/** After a call that was throttled, failed on AWS's side or got no answer: 5, 10, 20, … at most 150. */
export function increase(backoffSeconds: number): number {
  return Math.min(LONGEST, Math.max(SHORTEST, backoffSeconds * 2));
}

/** After a call that was answered. */
export function decrease(backoffSeconds: number): number {
  const pace = Math.floor(backoffSeconds * 0.7);
  return pace < SHORTEST ? 0 : pace;
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
