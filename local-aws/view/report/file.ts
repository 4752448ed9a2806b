import { access, constants, stat, writeFile } from 'node:fs/promises';
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

/** Writes the report of a run: a page, or only its picture into a file whose name ends in `.svg`. */
export async function writeReport(file: string, name: string, events: readonly RunEvent[]): Promise<void> {
  const write = file.toLowerCase().endsWith('.svg') ? runPicture : reportPage;
  if (events.length > 0) await writeFile(path.resolve(file), write(name, events));
}
