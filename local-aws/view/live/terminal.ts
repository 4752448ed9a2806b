import { stripVTControlCharacters } from 'node:util';
import type { Emit, RunEvent } from '../events';
import { lastingLines } from '../lines/plain-lines';
import { blockLines } from './block';
import { advance, emptyState } from './state';

/** So often the block is drawn at most, in milliseconds. */
const REDRAW_MS = 100;

const SMALLEST_WIDTH = 20;
/** Moves the cursor up and erases the line (ECMA-48: CUU and EL). */
const ERASE_LINE_ABOVE = '\u001B[1A\u001B[2K';

/** A view that is redrawn in place. */
export interface LiveView {
  emit: Emit;
  /** Removes the block, and leaves the terminal as it was. */
  close(): void;
}

/** Whether the output is a terminal that can be redrawn. */
export function canRedraw(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY && process.env.TERM !== 'dumb' && process.env.CI === undefined;
}

/**
 * Shows the present state of a run in a block at the end of the terminal. What stays of a run scrolls above it: steps, their ends,
 * failures, and what the program says.
 */
export async function liveView(stream: NodeJS.WriteStream): Promise<LiveView> {
  // A module that only `import` can load, and that is needed on a terminal only.
  const { createLogUpdate } = await import('log-update');
  const update = createLogUpdate(stream);
  const state = emptyState();
  let isShown = false;
  let drawn: readonly string[] = [];
  let drawnAt = 0;

  const erase = (): void => {
    update.clear();
    // A terminal that has become narrower has broken the lines that were too long for it.
    const more = drawn.reduce((sum, line) => sum + rowsOf(line, stream.columns) - 1, 0);
    stream.write(ERASE_LINE_ABOVE.repeat(more));
    drawn = [];
  };
  const draw = (): void => {
    const lines = isShown ? blockLines(state, Math.max(SMALLEST_WIDTH, stream.columns - 1)) : [];
    if (lines.length === drawn.length && lines.every((line, index) => line === drawn[index])) return;
    // One write: a terminal that draws in between would flicker. The library's own patches of single lines lose lines
    // when others are written above the block.
    stream.cork();
    erase();
    if (lines.length > 0) update(lines.join('\n'));
    stream.uncork();
    drawn = lines;
    drawnAt = Date.now();
  };
  const timer = setInterval(draw, REDRAW_MS);
  timer.unref();
  stream.on('resize', draw);

  return {
    emit: (event: RunEvent): void => {
      advance(state, event);
      const lines = lastingLines(event);
      if (lines.length > 0) {
        erase();
        stream.write(`${lines.join('\n')}\n`);
      }
      if (event.kind === 'step' || event.kind === 'stack') isShown = true;
      if (event.kind === 'stepEnd' || event.kind === 'runEnd') isShown = false;
      if (lines.length > 0 || Date.now() - drawnAt >= REDRAW_MS) draw();
    },
    close: (): void => {
      clearInterval(timer);
      stream.off('resize', draw);
      erase();
      update.done();
    },
  };
}

function rowsOf(line: string, columns: number): number {
  return Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns));
}
