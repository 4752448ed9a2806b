import type { VirtualClock } from '#local-aws';

/** How often the clock follows, in milliseconds. */
const TICK = 10;

/** Lets virtual time pass as real time does while something runs that waits in real time, as the SDK does. */
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
