import type { Emit, RunEvent } from './events';
import { plainLines } from './lines/plain-lines';
import { canRedraw, liveView } from './live/terminal';

/** A run that is shown while it goes on, and kept for its report. */
export interface ShownRun {
  emit: Emit;
  /** What has happened, oldest first. */
  readonly events: readonly RunEvent[];
  /** Whether people watch it on a terminal that is redrawn. */
  readonly isLive: boolean;
  /** Leaves the last block on the terminal. What is emitted later stands below it. */
  leave(): void;
  /** Removes the block, and leaves the terminal as it was. */
  close(): void;
}

/** Shows a run on the standard output: a block that is redrawn on a terminal, lines elsewhere. */
export async function openView(): Promise<ShownRun> {
  const isLive = canRedraw(process.stdout);
  const view = isLive
    ? await liveView(process.stdout)
    : { emit: plainLines(printLine), leave: nothing, close: nothing };
  const events: RunEvent[] = [];
  return {
    events,
    isLive,
    emit: (event) => {
      if (event.kind !== 'moment') events.push(event);
      view.emit(event);
    },
    leave: () => {
      view.leave();
    },
    close: () => {
      view.close();
    },
  };
}

const nothing = (): void => undefined;

function printLine(line: string): void {
  console.log(line);
}
