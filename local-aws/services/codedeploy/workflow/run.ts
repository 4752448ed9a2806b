import type { VirtualClock } from '../../../core/clock';

/** A workflow: it yields the seconds to wait before its next step. */
export type Steps<Result = void> = AsyncGenerator<number, Result, void>;

/**
 * Carries out a workflow on the clock. Between two steps a run can be woken early, or halted for good. Halting cancels
 * everything that it has scheduled.
 */
export class Run {
  #cancellations = new Map<string, () => void>();
  #stopping = false;
  #halted = false;
  #steps: Steps;

  /** @param failed called with the error that a step throws */
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

  /** Runs the next step now instead of later. Does nothing when the run is not waiting. */
  wake(): void {
    if (this.#cancellations.has('steps')) this.start(0);
  }

  /** Schedules a task of this run. It replaces a scheduled task of the same name. */
  schedule(name: string, delaySeconds: number, task: () => void | Promise<void>): void {
    if (this.#halted) return;
    this.#cancellations.get(name)?.();
    // Rounded up to whole milliseconds: the rest of a wait could otherwise be too short to move the clock.
    const time = this.clock.now() + Math.ceil(delaySeconds * 1000);
    const cancel = this.clock.at(time, () => {
      this.#cancellations.delete(name);
      return task();
    });
    this.#cancellations.set(name, cancel);
  }

  /** Cancels the task of this name. */
  cancel(name: string): void {
    this.#cancellations.get(name)?.();
    this.#cancellations.delete(name);
  }

  /** Whether `stop` was called: only the scheduled end is left to run. */
  get stopping(): boolean {
    return this.#stopping;
  }

  /** Cancels everything that is scheduled, and schedules the end. A step that is running is the last one. */
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
 * @param pollSeconds the time between two checks of the condition unless the run is woken
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
