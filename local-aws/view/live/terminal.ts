import type { Emit, RunEvent } from '../events';
import { lastingLines } from '../lines/plain-lines';
import { blockLines } from './block';
import { advance, emptyState } from './state';

/** So often the block is drawn at most, in milliseconds. */
const REDRAW_MS = 100;

const SMALLEST_WIDTH = 20;
/** Moves the cursor to the first line, and erases all below it (ECMA-48: CUP and ED). */
const ERASE_SCREEN = '\u001B[H\u001B[J';
/** The lines above the block come back after a change of the terminal's size, as far as the screen is high. */
const MOST_ROWS = 200;

/** A view that is redrawn in place. */
export interface LiveView {
  emit: Emit;
  /** Leaves the last block on the terminal. What is emitted later stands below it. */
  leave(): void;
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
  const lasting: RunEvent[] = [];
  let isShown = false;
  let isOver = false;
  let drawn: readonly string[] = [];
  let drawnAt = 0;

  const blockNow = (): string[] =>
    isShown ? blockLines(state, Math.max(SMALLEST_WIDTH, stream.columns - 1)) : [];
  const erase = (): void => {
    update.clear();
    drawn = [];
  };
  const draw = (): void => {
    const lines = blockNow();
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
  // The terminal has broken the lines anew, and where the block is now cannot be told.
  const drawAnew = (): void => {
    const lines = blockNow();
    stream.cork();
    erase();
    const room = Math.min(MOST_ROWS, stream.rows - lines.length - 1);
    const above = lasting.flatMap((event) => lastingLines(event).flatMap((line) => line.split('\n')));
    const kept = room > 0 ? above.slice(-room) : [];
    stream.write(`${ERASE_SCREEN}${kept.map((line) => `${line}\n`).join('')}`);
    draw();
    stream.uncork();
  };
  const stop = (): void => {
    isOver = true;
    clearInterval(timer);
    stream.off('resize', drawAnew);
    update.done();
  };
  const timer = setInterval(draw, REDRAW_MS);
  timer.unref();
  stream.on('resize', drawAnew);

  return {
    emit: (event: RunEvent): void => {
      const lines = lastingLines(event);
      if (isOver) {
        if (lines.length > 0) stream.write(`${lines.join('\n')}\n`);
        return;
      }
      advance(state, event);
      if (lines.length > 0) {
        erase();
        stream.write(`${lines.join('\n')}\n`);
        lasting.push(event);
        lasting.splice(0, lasting.length - MOST_ROWS);
      }
      if (event.kind === 'step' || event.kind === 'stack') isShown = true;
      if (event.kind === 'stepEnd' || event.kind === 'runEnd') isShown = false;
      if (lines.length > 0 || Date.now() - drawnAt >= REDRAW_MS) draw();
    },
    leave: (): void => {
      if (isOver) return;
      draw();
      stop();
    },
    close: (): void => {
      if (isOver) return;
      erase();
      stop();
    },
  };
}
