import { AsyncLocalStorage } from 'node:async_hooks';

/** What runs at a moment of virtual time. The clock awaits it before it goes on. */
export type Task = () => void | Promise<void>;

/** In seconds: 366 days. */
export const LONGEST_ADVANCE = 31_622_400;

interface Entry {
  time: number;
  order: number;
  task: Task;
}

/**
 * The time of the local AWS. It stands still until a caller advances it. Scheduled tasks run one after the
 * other, by time, then by the order in which they were scheduled.
 * Two runs with the same tasks are the same run.
 */
export class VirtualClock {
  #now: number;
  #entries: Entry[] = [];
  #scheduled = 0;
  /** Resolves when the present advance has ended; undefined while the clock stands still. */
  #moving: Promise<void> | undefined;
  /** Holds this clock in everything that one of its tasks does. */
  readonly #inTask = new AsyncLocalStorage<VirtualClock>();

  /** @param start the first moment, in milliseconds since the epoch. */
  constructor(start: number = Date.UTC(2026, 0, 1)) {
    this.#now = start;
  }

  /** The present moment, in milliseconds since the epoch. */
  now(): number {
    return this.#now;
  }

  date(): Date {
    return new Date(this.#now);
  }

  /** The moment of the next task, or undefined when nothing is scheduled. */
  next(): number | undefined {
    return this.#entries[0]?.time;
  }

  /**
   * Schedules a task. A task in the past runs as soon as the clock advances.
   * @returns a function that cancels the task
   * @throws RangeError for a moment that is not a finite number
   */
  at(time: number, task: Task): () => void {
    if (!Number.isFinite(time)) throw new RangeError(`A task needs a moment, and ${time} is none.`);
    const entry: Entry = { time: Math.max(time, this.#now), order: this.#scheduled++, task };
    const index = this.#entries.findIndex((other) => other.time > entry.time);
    this.#entries.splice(index === -1 ? this.#entries.length : index, 0, entry);
    return () => {
      this.#entries = this.#entries.filter((other) => other !== entry);
    };
  }

  after(seconds: number, task: Task): () => void {
    return this.at(this.#now + seconds * 1000, task);
  }

  /**
   * Advances the time by a number of seconds, and runs every task that is due in it. An advance that is in progress ends first.
   * @throws RangeError for a number of seconds that is negative, not finite, or above `LONGEST_ADVANCE`
   */
  async advance(seconds: number): Promise<void> {
    if (!isAdvance(seconds))
      throw new RangeError(
        `The clock advances by 0 to ${LONGEST_ADVANCE} seconds, not by ${String(seconds)}.`,
      );
    await this.#move(
      () => this.#now + seconds * 1000,
      () => false,
    );
  }

  /**
   * Advances the time to a moment, and runs every task that is due until then. Does nothing for a moment in the past.
   * @param moment in milliseconds since the epoch
   */
  async advanceTo(moment: number): Promise<void> {
    await this.#move(
      () => moment,
      () => false,
    );
  }

  /**
   * Advances the time from task to task until the condition holds. An advance that is in progress ends first.
   * @returns whether it holds; false when `limitSeconds` have passed or nothing is scheduled any more.
   */
  async advanceUntil(condition: () => boolean, limitSeconds: number): Promise<boolean> {
    if (condition()) return true;
    const end = this.#now + limitSeconds * 1000;
    for (let next = this.next(); next !== undefined && next <= end; next = this.next()) {
      const moment = next;
      await this.#move(() => moment, condition);
      if (condition()) return true;
    }
    return false;
  }

  /** @param end called when it is this advance's turn */
  async #move(end: () => number, done: () => boolean): Promise<void> {
    if (this.#moving && this.#inTask.getStore() === this)
      throw new Error('The clock is moving already: a task must not advance it.');
    while (this.#moving) await this.#moving;
    let stop: () => void = () => undefined;
    this.#moving = new Promise((resolve) => (stop = resolve));
    try {
      await this.#runTasks(end(), done);
    } finally {
      this.#moving = undefined;
      stop();
    }
  }

  async #runTasks(end: number, done: () => boolean): Promise<void> {
    for (let entry = this.#entries[0]; entry && entry.time <= end; entry = this.#entries[0]) {
      this.#entries.shift();
      this.#now = entry.time;
      await this.#inTask.run(this, entry.task);
      if (done()) return;
    }
    this.#now = Math.max(this.#now, end);
  }
}

/** Whether the clock can advance by this many seconds at once. */
export function isAdvance(seconds: unknown): seconds is number {
  return typeof seconds === 'number' && seconds >= 0 && seconds <= LONGEST_ADVANCE;
}
