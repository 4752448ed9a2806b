import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../scripts/types';

/** The text of a page or a template, by its path from the root. */
export const readText = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

/**
 * The rows of the table below a heading of a page.
 * @param heading without its number signs
 * @returns the cells of each row, without the header
 */
export function tableRows(page: string, heading: string): string[][] {
  const [, below] = readText(page).split(new RegExp(`^#+ ${heading}$`, 'm'));
  const section = below?.split(/^#/m)[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  if (rows.length < 3) throw new Error(`${page} has no table below "${heading}".`);
  return rows.slice(2).map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

/**
 * A template with these changes.
 * @param changes each a text that the template has, and what stands there instead
 * @throws Error when the template does not have a text
 */
export function changed(
  template: string,
  ...changes: readonly (readonly [from: string, to: string])[]
): string {
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`The template does not contain: ${from}`);
    return text.replaceAll(from, to);
  }, template);
}
