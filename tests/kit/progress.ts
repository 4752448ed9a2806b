/** Shows how far long work has come, on a terminal only. */
export interface Progress {
  /** One more part of the work is done. */
  step(): void;
  /** Prints a line above the progress. */
  print(line: string): void;
  /** Removes the progress from the terminal. */
  end(): void;
}

const REDRAW_MS = 100;

/**
 * @param what the parts of the work, e.g. `histories`
 * @param total the number of parts
 * @param stream where to show it; into a file or a pipe nothing is shown
 */
export async function showProgress(
  what: string,
  total: number,
  stream: NodeJS.WriteStream = process.stderr,
): Promise<Progress> {
  const print = (line: string): void => {
    console.log(line);
  };
  if (!stream.isTTY) return { step: () => undefined, print, end: () => undefined };
  // Only `import` can load it.
  const { createLogUpdate } = await import('log-update');
  const update = createLogUpdate(stream);
  const begun = Date.now();
  let [done, drawnAt] = [0, 0];
  const draw = (): void => {
    drawnAt = Date.now();
    update(progressLine(what, done, total, (drawnAt - begun) / 1000));
  };
  draw();
  return {
    step: () => {
      done += 1;
      if (Date.now() - drawnAt >= REDRAW_MS) draw();
    },
    print: (line) => {
      update.clear();
      print(line);
      draw();
    },
    end: () => {
      update.clear();
      update.done();
    },
  };
}

const BAR_WIDTH = 24;

/** @param seconds since the begin of the work */
export function progressLine(what: string, done: number, total: number, seconds: number): string {
  const full = Math.min(BAR_WIDTH, Math.round((BAR_WIDTH * done) / Math.max(1, total)));
  const left = done === 0 ? undefined : Math.round((seconds / done) * (total - done));
  const rest =
    left === undefined || left < 0 ? '' : `, about ${Math.floor(left / 60)} min ${left % 60} s left`;
  return `${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)} ${done} of ${total} ${what} after ${Math.round(seconds)} s${rest}`;
}
