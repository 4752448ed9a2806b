import type { Properties } from './event';

/** What survives between the calls of one operation. CloudFormation hands it back as it was returned. */
export interface CallbackContext<Phase> {
  /** When the operation began, in milliseconds since the epoch. */
  startedAt: number;
  /** How far apart the calls are kept because AWS has been in trouble, in seconds; 0 when it has not. */
  backoffSeconds: number;
  /**
   * When the first of a row of calls was made that ended in a transient error, in milliseconds since the epoch; null when
   * the last call was answered.
   */
  firstTransientErrorAt: number | null;
  /** null until a handler has answered for the first time. */
  phase: Phase | null;
}

/** Reads the context of a call; the first call of an operation has none. */
export function readContext<Phase>(context: Properties | undefined, now: number): CallbackContext<Phase> {
  if (context && isContext<Phase>(context)) return context;
  return { startedAt: now, backoffSeconds: 0, firstTransientErrorAt: null, phase: null };
}

/** Nobody but `entrypoint.ts` writes a context, so its members need no second look. */
function isContext<Phase>(context: object): context is CallbackContext<Phase> {
  return 'startedAt' in context && 'backoffSeconds' in context && 'phase' in context;
}
