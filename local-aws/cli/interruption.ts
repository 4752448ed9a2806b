import type { VirtualClock } from '../core/clock';
import { clockTime } from '../view/lines/event-lines';

/** The exit code of a program that SIGINT ended: 128 and the number of the signal. */
const INTERRUPTED = 130;

/**
 * What the program says at Ctrl-C, when all that it held in memory goes.
 * @param gone what goes, in words
 */
export function interruptionLine(
  clock: VirtualClock,
  gone = 'the local AWS and its stacks are gone',
): string {
  return `\nInterrupted at ${clockTime(clock.date())} of virtual time; ${gone}.`;
}

/** Shows the sentence of an interruption, and finishes what can be finished at once: the process ends when it returns. */
export type SayInterrupted = (line: string) => void;

/**
 * Ends the process at Ctrl-C with a sentence. It ends at once: npm and tsx pass the signal on, so it may come several times.
 * @returns a function that leaves Ctrl-C to others again
 */
export function exitOnInterruption(
  clock: VirtualClock,
  say: SayInterrupted,
  exitCode = INTERRUPTED,
): () => void {
  const onInterruption = (): void => {
    try {
      say(interruptionLine(clock));
    } catch (error) {
      console.error(error);
    }
    process.exit(exitCode);
  };
  process.once('SIGINT', onInterruption);
  return () => {
    process.off('SIGINT', onInterruption);
  };
}
