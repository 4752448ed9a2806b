import { MAXIMUM_SECONDS } from '../aws/backoff';
import type { Properties } from './event';
import { isRecord, optionalNumber } from './json';

/**
 * What the invocations of one operation pass on. CloudFormation sends it to the next invocation as it was returned. A
 * member without a value is absent, never null, because a null may get lost on the way.
 */
export interface CallbackContext<Phase> {
  /** When the operation began, in milliseconds since the epoch. */
  startedAt: number;
  /** The distance between invocations after transient errors, see `backoff.ts`; 0 without them. */
  backoffSeconds: number;
  /**
   * When the first of consecutive transient errors happened, in milliseconds since the epoch; absent when the last
   * invocation had none.
   */
  firstTransientErrorAt?: number | undefined;
  /** When the first of consecutive refusals of AWS happened, in milliseconds since the epoch; else absent. */
  refusedSince?: number | undefined;
  /** Absent until a handler has answered `inProgress`. */
  phase?: Phase | undefined;
}

/** The clocks of two hosts of handlers differ by less than this. */
const CLOCK_SKEW_MS = 60_000;

/**
 * Reads the context of an invocation; the first one of an operation has none. A member that cannot be read, for
 * instance because another version of this type has written it, gets its value of a first invocation.
 * @param toPhase reads the phase; undefined for one that it cannot use: then the operation observes and decides anew
 */
export function readContext<Phase>(
  context: Properties = {},
  now: number,
  toPhase: (phase: Properties) => Phase | undefined,
): CallbackContext<Phase> {
  const moment = (value: unknown): number | undefined => {
    const found = optionalNumber(value);
    return found !== undefined && found <= now + CLOCK_SKEW_MS ? found : undefined;
  };
  return {
    startedAt: moment(context.startedAt) ?? now,
    backoffSeconds: Math.min(optionalNumber(context.backoffSeconds) ?? 0, MAXIMUM_SECONDS),
    firstTransientErrorAt: moment(context.firstTransientErrorAt),
    refusedSince: moment(context.refusedSince),
    phase: isRecord(context.phase) ? toPhase(context.phase) : undefined,
  };
}
