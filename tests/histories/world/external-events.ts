/** Something that is well or not, and has been so since some time. */
export class Condition {
  readonly #changes: { at: number; well: boolean }[] = [];

  /** @param at milliseconds since the epoch */
  set(at: number, well: boolean): void {
    this.#changes.push({ at, well });
  }

  /** Whether it has been unwell at any time since that moment; it was well in the beginning. */
  wasUnwellSince(moment: number): boolean {
    const before = this.#changes.findLast(({ at }) => at <= moment);
    return before?.well === false || this.#changes.some(({ at, well }) => at >= moment && !well);
  }
}

/** Something that somebody else did to the group, and that CodeDeploy accepted. */
export interface Touch {
  at: number;
  /** The versions that may run because of it. */
  versions: number[];
}

/** What a history has brought about around the stack. */
export class Surroundings {
  readonly alarm = new Condition();
  readonly hooks = new Condition();
  readonly health = new Map<number, Condition>();
  readonly touches: Touch[] = [];
  /** Versions that have ever run. */
  readonly seenLive = new Set<number>();
  /** By how much operations may be late because AWS was in trouble or handlers were killed, in seconds. */
  troubleSeconds = 0;

  healthOf(version: number): Condition {
    const known = this.health.get(version);
    if (known) return known;
    const condition = new Condition();
    this.health.set(version, condition);
    return condition;
  }

  touchesSince(moment: number): Touch[] {
    return this.touches.filter(({ at }) => at >= moment);
  }
}
