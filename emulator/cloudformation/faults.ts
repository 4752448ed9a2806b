import type { HandlerErrorCode } from '@aws-sdk/client-cloudformation';
import type { Action } from './provider';

/** A resource whose operation goes wrong although its handler is well. */
export interface ResourceFault {
  stackName?: string;
  logicalId: string;
  action: Exclude<Action, 'READ'>;
  /** `fail`: the operation fails. `deliverTwice`: each request comes twice at once. `keepCalling`: a cancelled chain is called on. */
  kind: 'fail' | 'deliverTwice' | 'keepCalling';
  /** For `fail`: virtual time from the first call; 0 means instead of it. */
  afterSeconds?: number;
  errorCode?: HandlerErrorCode;
  message?: string;
  /** For `keepCalling`: how many calls more. */
  calls?: number;
  /** In how many operations; always when absent. */
  times?: number;
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
  take(stackName: string, logicalId: string, action: Action): ResourceFault[] {
    const due = this.#waiting.filter(
      (fault) =>
        fault.logicalId === logicalId &&
        fault.action === action &&
        (fault.stackName === undefined || fault.stackName === stackName) &&
        fault.times !== 0,
    );
    for (const fault of due) if (fault.times !== undefined) fault.times -= 1;
    return due;
  }
}
