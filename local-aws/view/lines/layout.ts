import { stripVTControlCharacters } from 'node:util';

/** For output that no terminal shows: a file, or the log of a CI run. */
const DEFAULT_WIDTH = 120;
const SMALLEST_WIDTH = 40;

/** The width of the lines to print, in characters: that of the terminal, else of the variable COLUMNS, else 120. */
export function lineWidth(): number {
  const stated = process.stdout.isTTY ? process.stdout.columns : Number(process.env.COLUMNS);
  return stated > 0 ? Math.max(stated, SMALLEST_WIDTH) : DEFAULT_WIDTH;
}

/**
 * Breaks a text at its spaces, so that no line is longer than the width. A longer word, such as a URL, stays whole.
 * @param indent how many spaces begin each line but the first, which has the text of these columns before it already
 */
export function wrapped(text: string, indent: number, width = lineWidth()): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && indent + shownLength(`${line} ${word}`) <= width)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join(`\n${' '.repeat(indent)}`);
}

/** Without the colours. */
function shownLength(text: string): number {
  return stripVTControlCharacters(text).length;
}
