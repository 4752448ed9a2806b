import type { HandlerErrorCode } from '@aws-sdk/client-cloudformation';
import type { Action } from '../resource-types/provider';

/** A fault in an operation on a resource, which its handler did not cause. */
export interface ResourceFault {
  stackName?: string;
  logicalId: string;
  action: Exclude<Action, 'READ'>;
  /** Only in a rollback, or only outside of one. */
  rollback?: boolean;
  /**
   * - `failed`: the operation fails at its beginning, or at the moment of `afterSeconds` or `when`. Until then it stays
   *   in progress, even when the handler has answered SUCCESS.
   * - `deliveredTwice`: CloudFormation sends requests twice, at once or `afterSeconds` apart.
   * - `answerLost`: answers get lost. CloudFormation sends the same request again 60 seconds later, three times in all.
   * - `calledAfterCancel`: CloudFormation goes on to call the handler of a cancelled operation.
   */
  kind: 'failed' | 'deliveredTwice' | 'answerLost' | 'calledAfterCancel';
  /**
   * Seconds of virtual time: for `failed` since the operation's beginning, for `deliveredTwice` since the first delivery.
   */
  afterSeconds?: number;
  /** For `failed`: the operation fails when this returns true. It is called every second of virtual time. */
  when?: () => boolean;
  errorCode?: HandlerErrorCode;
  message?: string;
  /**
   * The number of invocations with the fault: for `calledAfterCancel` after the cancellation, for `answerLost` (default: one)
   * and `deliveredTwice` (default: all) from `fromCall` on.
   */
  calls?: number;
  /** The first invocation of the operation with the fault, counted from 1. */
  fromCall?: number;
  /** The number of operations with the fault; absent means all. */
  times?: number;
}

/** An operation on a resource that is beginning. */
export interface FaultPlace {
  /** undefined for an operation of Cloud Control. */
  stack: { readonly name: string } | undefined;
  logicalId: string;
  action: Action;
  rollback: boolean;
}

/** The faults to inject. */
export class ResourceFaults {
  #waiting: ResourceFault[] = [];

  add(fault: ResourceFault): void {
    this.#waiting.push(fault);
  }

  clear(): void {
    this.#waiting = [];
  }

  /** The faults of an operation that is beginning. Counts down their `times`. */
  take({ stack, logicalId, action, rollback }: FaultPlace): ResourceFault[] {
    const due = this.#waiting.filter(
      (fault) =>
        fault.logicalId === logicalId &&
        fault.action === action &&
        (fault.stackName === undefined || fault.stackName === stack?.name) &&
        (fault.rollback === undefined || fault.rollback === rollback) &&
        fault.times !== 0,
    );
    for (const fault of due) if (fault.times !== undefined) fault.times -= 1;
    return due;
  }
}
