import type { VirtualClock } from '#local-aws';

/** Milliseconds between two advances of the virtual clock. */
const TICK = 10;

/** Advances the virtual clock with real time while `run` waits in real time, as the SDK does between its retries. */
export async function inRealTime<Result>(clock: VirtualClock, run: () => Promise<Result>): Promise<Result> {
  let reached = performance.now();
  let moving = false;
  const timer = setInterval(() => {
    if (moving) return;
    const now = performance.now();
    moving = true;
    void clock.advance((now - reached) / 1000).finally(() => {
      moving = false;
    });
    reached = now;
  }, TICK);
  try {
    return await run();
  } finally {
    clearInterval(timer);
  }
}
