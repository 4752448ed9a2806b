/** The time in which a run waits: real, or that of the local AWS in tests. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** @throws Interrupted when the user has interrupted the run */
  sleep(seconds: number): Promise<void>;
  /** A sleep that an interruption does not end: what was made has to be removed. */
  sleepUninterrupted(seconds: number): Promise<void>;
}

export class Interrupted extends Error {
  constructor() {
    super('The run was interrupted.');
  }
}

/** Real time that ends when the signal is aborted. */
export const realClock = (signal: AbortSignal): Clock => ({
  now: () => Date.now(),
  sleepUninterrupted: (seconds) => new Promise((resolve) => void setTimeout(resolve, seconds * 1000)),
  sleep: (seconds) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(new Interrupted());
        return;
      }
      const interrupt = () => {
        clearTimeout(timer);
        reject(new Interrupted());
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', interrupt);
        resolve();
      }, seconds * 1000);
      signal.addEventListener('abort', interrupt, { once: true });
    }),
});

/**
 * Asks until there is an answer.
 * @returns the answer, and the seconds that passed; undefined when there is none within the limit
 */
export async function waitFor<Answer>(
  clock: Clock,
  limitSeconds: number,
  ask: () => Promise<Answer | undefined>,
  pollSeconds = 1,
): Promise<{ answer: Answer; seconds: number } | undefined> {
  const begun = clock.now();
  for (;;) {
    const answer = await ask();
    const seconds = (clock.now() - begun) / 1000;
    if (answer !== undefined) return { answer, seconds };
    if (seconds >= limitSeconds) return undefined;
    await clock.sleep(pollSeconds);
  }
}
