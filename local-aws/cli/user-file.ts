import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../cloudformation/values/errors';
import { ServiceError } from '../core/service';

export const userPath = (named: string): string => path.resolve(named);

/**
 * Reads a file that the user has named.
 * @throws ServiceError with a sentence for the user
 */
export async function readUserFile(named: string): Promise<Buffer> {
  const file = userPath(named);
  try {
    return await readFile(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') throw new ServiceError('UsageError', `The file ${file} does not exist.`);
    if (code === 'EISDIR')
      throw new ServiceError('UsageError', `${file} is a folder. Name a file in it instead.`);
    throw new ServiceError('UsageError', `The file ${file} cannot be read: ${messageOf(error)}`);
  }
}

/**
 * @returns the absolute path of a folder that the user has named
 * @throws ServiceError with a sentence for the user
 */
export async function userFolder(named: string): Promise<string> {
  const folder = userPath(named);
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() === true) return folder;
  throw new ServiceError('UsageError', `${folder} is not a folder.`);
}
