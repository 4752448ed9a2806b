import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BadArchive, unzip, writeFiles } from '../../core/archive';
import { ServiceError } from '../../core/service';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../core/temporary-folders';

/** The folder in which this code finds the SDK: the nearest one above it. */
function packagesFolder(): string | undefined {
  for (let folder = __dirname; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const packages = path.join(folder, 'node_modules');
    if (existsSync(path.join(packages, '@aws-sdk'))) return packages;
  }
  return undefined;
}

/**
 * Unpacks a function's zip into a folder of its own, in the system's folder for temporary files. Next to it is a link to the
 * installed packages, so that a function finds the SDK as it does in Lambda's Node.js runtimes.
 * @returns the folder; `removeCode` deletes it
 * @throws ServiceError for a zip file that cannot be unpacked
 */
export function unpackCode(functionName: string, zip: Uint8Array): string {
  try {
    const files = unzip(zip);
    const folder = path.join(makeTemporaryFolder(tmpdir(), functionName), 'code');
    try {
      mkdirSync(folder);
      writeFiles(folder, files);
      const packages = packagesFolder();
      if (packages !== undefined)
        symlinkSync(packages, path.join(path.dirname(folder), 'node_modules'), 'junction');
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

/** @param folder that `unpackCode` has returned */
export function removeCode(folder: string): void {
  removeTemporaryFolder(path.dirname(folder));
}
