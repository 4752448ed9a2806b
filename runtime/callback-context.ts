import type { Properties } from './event';

/** What survives between the invocations of one operation. CloudFormation hands it back as it was returned. */
export interface CallbackContext<Phase> {
  /** When the operation began, in milliseconds since the epoch. */
  startedAt: number;
  /** The distance between invocations after transient errors, see `backoff.ts`; 0 without them. */
  backoffSeconds: number;
  /**
   * When the first of consecutive transient errors happened, in milliseconds since the epoch; null when the last
   * invocation had none.
   */
  firstTransientErrorAt: number | null;
  /** null until a handler has answered `inProgress`. */
  phase: Phase | null;
}

/** Reads the context of an invocation; the first one of an operation has none. */
export function readContext<Phase>(context: Properties | undefined, now: number): CallbackContext<Phase> {
  if (context && isContext<Phase>(context)) return context;
  return { startedAt: now, backoffSeconds: 0, firstTransientErrorAt: null, phase: null };
}

/** Only `entrypoint.ts` writes a context, so the types of its members are not checked. */
function isContext<Phase>(context: object): context is CallbackContext<Phase> {
  return 'startedAt' in context && 'backoffSeconds' in context && 'phase' in context;
}
