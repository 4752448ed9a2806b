import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/types';

const DOCUMENT = join(ROOT, 'docs', 'performance.md');

/**
 * Puts a text between the markers of its name in a Markdown document: `<!-- bench: name -->` and `<!-- /bench: name -->`.
 * @throws Error when the document does not have them
 */
export function insertBetweenMarkers(document: string, name: string, text: string): string {
  const [begin, end] = [`<!-- bench: ${name} -->`, `<!-- /bench: ${name} -->`];
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The document has no markers ${begin} … ${end}.`);
  return `${document.slice(0, from + begin.length)}\n\n${text}\n\n${document.slice(to)}`;
}

/** Puts a table of this name into docs/performance.md. */
export async function writeTable(name: string, table: string): Promise<void> {
  await writeFile(DOCUMENT, insertBetweenMarkers(await readFile(DOCUMENT, 'utf8'), name, table));
}
