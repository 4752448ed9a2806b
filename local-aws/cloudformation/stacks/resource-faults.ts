import type { HandlerErrorCode } from '@aws-sdk/client-cloudformation';
import type { Action } from '../resource-types/provider';

/** A resource whose operation goes wrong although its handler is well. */
export interface ResourceFault {
  stackName?: string;
  logicalId: string;
  action: Exclude<Action, 'READ'>;
  /** Only in a rollback, or only outside of one. */
  rollback?: boolean;
  /**
   * - `fail`: the operation fails, at its beginning or at the moment that `afterSeconds` or `when` names; until then
   *   it stays in progress, even when the handler is done.
   * - `deliverTwice`: requests come twice, at once or `afterSeconds` apart.
   * - `loseAnswer`: answers do not arrive, and the same request is delivered again 60 s later; three times in all.
   * - `keepCalling`: a cancelled chain is called on.
   */
  kind: 'fail' | 'deliverTwice' | 'loseAnswer' | 'keepCalling';
  /** Virtual time: for `fail` from the operation's beginning, for `deliverTwice` from the first delivery. */
  afterSeconds?: number;
  /** For `fail`: the moment at which this holds; it is asked every second of virtual time. */
  when?: () => boolean;
  errorCode?: HandlerErrorCode;
  message?: string;
  /** How many calls of a chain: for `keepCalling` after the cancel, for `loseAnswer` (default: one) and `deliverTwice` (default: all) from `fromCall` on. */
  calls?: number;
  /** The first call of a chain that is concerned, counted from 1. */
  fromCall?: number;
  /** In how many operations; always when absent. */
  times?: number;
}

/** An operation that begins on a resource. */
export interface FaultPlace {
  stack: { readonly name: string };
  logicalId: string;
  action: Action;
  rollback: boolean;
}

/** The faults that wait for their resource. */
export class ResourceFaults {
  #waiting: ResourceFault[] = [];

  add(fault: ResourceFault): void {
    this.#waiting.push(fault);
  }

  clear(): void {
    this.#waiting = [];
  }

  /** The faults of an operation that begins; each counts down. */
  take({ stack, logicalId, action, rollback }: FaultPlace): ResourceFault[] {
    const due = this.#waiting.filter(
      (fault) =>
        fault.logicalId === logicalId &&
        fault.action === action &&
        (fault.stackName === undefined || fault.stackName === stack.name) &&
        (fault.rollback === undefined || fault.rollback === rollback) &&
        fault.times !== 0,
    );
    for (const fault of due) if (fault.times !== undefined) fault.times -= 1;
    return due;
  }
}
