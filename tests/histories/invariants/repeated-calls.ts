import type { OperationRecord } from '../world/operations';
import { titleOf } from '../world/operations';
import type { Evidence } from './evidence';
import type { Violations } from './violations';

/** No operation needs this many invocations at one moment. */
const TOO_MANY_INVOCATIONS = 20;

/** Counts consecutive invocations of one operation between which no time passes. */
export class RepeatedCalls {
  #operation: OperationRecord | undefined;
  #at = 0;
  #count = 0;

  constructor(
    private readonly evidence: Pick<Evidence, 'clock'>,
    private readonly violations: Violations,
  ) {}

  /**
   * Counts an invocation.
   * @returns whether the operation would never end
   */
  isEndless(operation: OperationRecord): boolean {
    const now = this.evidence.clock.now();
    this.#count = this.#at === now && this.#operation === operation ? this.#count + 1 : 1;
    this.#operation = operation;
    this.#at = now;
    if (this.#count < TOO_MANY_INVOCATIONS) return false;
    this.violations.add(
      'inTime',
      `${titleOf(operation)} was called ${this.#count} times without time passing.`,
    );
    return true;
  }
}
