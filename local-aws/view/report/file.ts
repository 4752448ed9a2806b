import { writeFileSync } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import type { RunEvent } from '../events';
import { reportPage, type Remarks } from './page';
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
  if (!found) await checkFolder(whole, place);
  await access(place, constants.W_OK).catch(() => {
    throw unusable(whole, `${place} may not be written.`);
  });
}

async function checkFolder(whole: string, folder: string): Promise<void> {
  const found = await stat(folder).catch((error: unknown) => error as NodeJS.ErrnoException);
  if ('code' in found && found.code === 'ENOTDIR')
    throw unusable(whole, `a part of ${folder} is a file, no folder.`);
  if ('code' in found) throw unusable(whole, `${folder} does not exist or may not be read.`);
  if (!('isDirectory' in found && found.isDirectory()))
    throw unusable(whole, `${folder} is a file, no folder.`);
}

function unusable(whole: string, why: string): UnusableReportFile {
  return new UnusableReportFile(`The report cannot be written to ${whole}: ${why}`);
}

/** A file that no report can be written to. */
export class UnusableReportFile extends Error {}

/**
 * Writes the report of a run: a page, or only its picture into a file whose name ends in `.svg`. It is written before this
 * returns, so that a program which Ctrl-C ends can still write it.
 */
export function writeReport(
  file: string,
  name: string,
  events: readonly RunEvent[],
  remarks: Remarks = {},
): void {
  const isPicture = file.toLowerCase().endsWith('.svg');
  writeFileSync(
    path.resolve(file),
    isPicture ? runPicture(name, events, remarks.nothing) : reportPage(name, events, remarks),
  );
}
