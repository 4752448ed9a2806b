import type { VirtualClock } from '#local-aws';

/**
 * Lets `Date` show a virtual clock's time in this process, as handlers and the SDK's signatures ask for it. Timers stay
 * real: they guard real sockets. Dates of given moments are as ever, and stay instances of Date.
 * @returns a function that takes it back
 */
export function showVirtualTime(clock: VirtualClock): () => void {
  const real = globalThis.Date;
  const now = () => clock.now();
  globalThis.Date = new Proxy(real, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length > 0 ? args : [now()], newTarget) as object,
    get: (target, key) => (key === 'now' ? now : (Reflect.get(target, key) as unknown)),
  });
  return () => {
    globalThis.Date = real;
  };
}
