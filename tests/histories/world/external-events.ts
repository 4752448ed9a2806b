import type { Running } from './running';

/** Whether an alarm, hook or version is well, with the times of all changes. It is well at first. */
export class Condition {
  readonly #changes: { at: number; well: boolean }[] = [];

  /** @param at milliseconds since the epoch */
  set(at: number, well: boolean): void {
    this.#changes.push({ at, well });
  }

  /** @param moment milliseconds since the epoch */
  wasUnwellSince(moment: number): boolean {
    const before = this.#changes.findLast(({ at }) => at <= moment);
    return before?.well === false || this.#changes.some(({ at, well }) => at >= moment && !well);
  }
}

/** What an operator did to the group, and CodeDeploy accepted. */
export interface OutOfBandChange {
  /** When it takes effect, in milliseconds since the epoch. */
  at: number;
  /** The versions that may be live because of it. */
  versions: number[];
}

/** What ran when the stack left a good state. */
export interface BeforeUpdate {
  stackId: string;
  /** Milliseconds since the epoch. */
  at: number;
  running: Running;
  /** Whether that was not what the stack asked for: its rollback may go back to either. */
  isDrifted: boolean;
  /** The number of operations on our types until then. */
  operations: number;
}

/** What a history has done outside of the stack. The invariants allow an operation what follows from it. */
export class ExternalEvents {
  readonly alarm = new Condition();
  readonly hooks = new Condition();
  readonly outOfBandChanges: OutOfBandChange[] = [];
  /** Versions that have ever been live. */
  readonly versionsEverLive = new Set<number>();
  /** What ran when the stack last left a good state; undefined when that does not tell what its rollback restores. */
  beforeUpdate: BeforeUpdate | undefined;
  /** By how much operations may be late because of injected faults. */
  faultDelaySeconds = 0;
  /** When AWS has refused a call with an error that may be permanent, in milliseconds since the epoch. */
  readonly refusals: number[] = [];
  readonly #taskHealth = new Map<number, Condition>();

  taskHealthOf(version: number): Condition {
    const known = this.#taskHealth.get(version);
    if (known) return known;
    const condition = new Condition();
    this.#taskHealth.set(version, condition);
    return condition;
  }

  /** @param moment milliseconds since the epoch */
  refusedSince(moment: number): boolean {
    return this.refusals.some((at) => at >= moment);
  }

  /** @param moment milliseconds since the epoch */
  outOfBandChangesSince(moment: number): OutOfBandChange[] {
    return this.outOfBandChanges.filter(({ at }) => at >= moment);
  }
}
