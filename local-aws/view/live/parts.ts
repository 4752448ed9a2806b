import { clockTime } from '../lines/event-lines';
import { colours as pc } from '../lines/colours';

export type Colour = (text: string) => string;
/** A text and its colour; the width counts without colours. */
export type Part = readonly [text: string, colour: Colour];

export const plain: Colour = (text) => text;

/** The width of what begins a line. */
export const MARGIN = 12;

/** What begins a line: the word for what it shows; empty in the lines that go on with it. */
export const label = (text: string): Part => [text.padEnd(MARGIN), pc.dim];

/** Time of day, e.g. `00:12:30`. */
export function timeOfDay(time: number): string {
  return clockTime(new Date(time));
}

/** A name that is no longer than the width. What it lacks, an ellipsis at its end stands for. */
export function shortened(name: string, width: number): string {
  return name.length <= width ? name : `${name.slice(0, Math.max(0, width - 1))}…`;
}
