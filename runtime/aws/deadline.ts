/** The time that a handler has to answer after its calls were aborted. */
const GRACE_MS = 1_000;

/**
 * Runs a handler that has to answer by a deadline. At the deadline the signal aborts the handler's calls. A handler
 * that does not answer within GRACE_MS after that, because something else hangs, is not waited for any longer.
 * @param late makes the error of a handler that was too late, or that failed because its calls were aborted
 */
export async function withinDeadline<Answer>(
  milliseconds: number,
  run: (signal: AbortSignal) => Promise<Answer>,
  late: () => Error,
): Promise<Answer> {
  const controller = new AbortController();
  const timers: NodeJS.Timeout[] = [];
  const ended = new Promise<never>((_resolve, reject) => {
    timers.push(
      setTimeout(() => {
        controller.abort();
      }, milliseconds),
      setTimeout(() => {
        reject(late());
      }, milliseconds + GRACE_MS),
    );
  });
  try {
    return await Promise.race([run(controller.signal), ended]);
  } catch (error) {
    if (controller.signal.aborted && error instanceof Error && error.name === 'AbortError') throw late();
    throw error;
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}
