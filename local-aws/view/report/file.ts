import { writeFileSync } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import type { RunEvent } from '../events';
import { reportPage } from './page';
import { runPicture } from './picture';

/**
 * Checks before a run that its report can be written at its end.
 * @throws Error with a sentence for the user
 */
export async function checkReportFile(file: string): Promise<void> {
  const whole = path.resolve(file);
  const found = await stat(whole).catch(() => undefined);
  if (found?.isDirectory() === true)
    throw new UnusableReportFile(`${whole} is a folder. Name a file for the report.`);
  const place = found ? whole : path.dirname(whole);
  await access(place, constants.W_OK).catch(() => {
    throw new UnusableReportFile(
      `The report cannot be written to ${whole}: ${place} does not exist or may not be written.`,
    );
  });
}

/** A file that no report can be written to. */
export class UnusableReportFile extends Error {}

/**
 * Writes the report of a run: a page, or only its picture into a file whose name ends in `.svg`. It is written before this
 * returns, so that a program which Ctrl-C ends can still write it.
 * @param note a sentence that the page shows at its top
 */
export function writeReport(file: string, name: string, events: readonly RunEvent[], note?: string): void {
  if (events.length === 0) return;
  const isPicture = file.toLowerCase().endsWith('.svg');
  writeFileSync(path.resolve(file), isPicture ? runPicture(name, events) : reportPage(name, events, note));
}
