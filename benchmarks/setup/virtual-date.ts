import type { VirtualClock } from '#local-aws';

/**
 * Makes `Date` show a virtual clock's time in this process, for the handlers and the SDK's signatures. Timers stay real,
 * because they guard real sockets.
 * @returns restores the real `Date`
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
