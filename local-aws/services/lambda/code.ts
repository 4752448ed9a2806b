import path from 'node:path';
import { BadArchive, unzip, writeFiles } from '../../core/archive';
import { ServiceError } from '../../core/service';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../core/temporary-folders';

/** Inside the project's node_modules, so that a function finds the SDK as it does in Lambda's Node.js runtimes. */
const ROOT = path.join(__dirname, '..', '..', '..', 'node_modules', '.cache', 'local-aws');

/**
 * Unpacks a function's zip into a folder of its own.
 * @returns the folder; `removeCode` deletes it
 * @throws ServiceError for a zip file that cannot be unpacked
 */
export function unpackCode(functionName: string, zip: Uint8Array): string {
  try {
    const files = unzip(zip);
    const folder = makeTemporaryFolder(ROOT, functionName);
    try {
      writeFiles(folder, files);
      return folder;
    } catch (error) {
      removeCode(folder);
      throw error;
    }
  } catch (error) {
    if (!(error instanceof BadArchive)) throw error;
    throw new ServiceError('InvalidParameterValueException', error.message);
  }
}

export const removeCode = removeTemporaryFolder;
