import type { VirtualClock } from '../../../core/clock';

/** Something that takes time: it yields how many seconds to wait before it goes on. */
export type Steps<Result = void> = AsyncGenerator<number, Result, void>;

/**
 * Steps that are carried out on the clock. Between two of them a run can be woken before its time or halted for good;
 * what it had scheduled is then taken back.
 */
export class Run {
  #cancellations = new Map<string, () => void>();
  #stopping = false;
  #halted = false;
  #steps: Steps;

  /** @param failed gets what the steps throw */
  constructor(
    private readonly clock: VirtualClock,
    steps: Steps,
    private readonly failed: (error: unknown) => void,
  ) {
    this.#steps = steps;
  }

  start(delaySeconds: number): void {
    this.schedule('steps', delaySeconds, () => this.#resume());
  }

  /** Goes on now with what was to go on later; nothing happens to a run that is not waiting. */
  wake(): void {
    if (this.#cancellations.has('steps')) this.start(0);
  }

  /** Schedules something of this run; one of the same name takes the place of the one before. */
  schedule(name: string, delaySeconds: number, task: () => void | Promise<void>): void {
    if (this.#halted) return;
    this.#cancellations.get(name)?.();
    // Whole milliseconds, never cut short: what is left of a wait would otherwise be too little to move the clock.
    const time = this.clock.now() + Math.ceil(delaySeconds * 1000);
    const cancel = this.clock.at(time, () => {
      this.#cancellations.delete(name);
      return task();
    });
    this.#cancellations.set(name, cancel);
  }

  /** Takes back what is scheduled under this name. */
  cancel(name: string): void {
    this.#cancellations.get(name)?.();
    this.#cancellations.delete(name);
  }

  /** Whether nothing more happens but the end. */
  get stopping(): boolean {
    return this.#stopping;
  }

  /** Takes back everything that is scheduled but the end. Steps that are under way get no further. */
  stop(delaySeconds: number, end: () => void): void {
    this.#stopping = true;
    this.#cancelAll();
    this.schedule('stop', delaySeconds, end);
  }

  isScheduled(name: string): boolean {
    return this.#cancellations.has(name);
  }

  halt(): void {
    this.#halted = true;
    this.#cancelAll();
  }

  #cancelAll(): void {
    for (const cancel of this.#cancellations.values()) cancel();
    this.#cancellations.clear();
  }

  async #resume(): Promise<void> {
    try {
      const { done, value } = await this.#steps.next();
      if (done !== true && !this.#stopping) this.start(value);
    } catch (error) {
      if (!this.#halted && !this.#stopping) this.failed(error);
    }
  }
}

/**
 * Waits until the condition holds or the limit is reached.
 * @param pollSeconds how often to look without being woken
 * @returns whether the condition holds
 */
export async function* until(
  clock: VirtualClock,
  condition: () => boolean,
  limitSeconds: number,
  pollSeconds = limitSeconds,
): Steps<boolean> {
  const end = clock.now() + limitSeconds * 1000;
  while (!condition()) {
    const leftSeconds = (end - clock.now()) / 1000;
    if (leftSeconds <= 0) return false;
    yield Math.min(leftSeconds, pollSeconds);
  }
  return true;
}
