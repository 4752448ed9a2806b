import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { ServiceError } from '../../core/service';

/** Inside the project's node_modules, so that a function finds the SDK as it does in Lambda's Node.js runtimes. */
const ROOT = path.join(__dirname, '..', '..', '..', 'node_modules', '.cache', 'local-aws');

let unpacked = 0;

/**
 * Unpacks a function's zip into a folder of its own.
 * @returns the folder; `removeCode` deletes it
 */
export function unpackCode(functionName: string, zip: Uint8Array): string {
  unpacked += 1;
  const folder = path.join(ROOT, `${process.pid}-${unpacked}-${functionName}`);
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(zip);
  } catch {
    throw new ServiceError(
      'InvalidParameterValueException',
      'Could not unzip uploaded file. Please check your file.',
    );
  }
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    if (!file.startsWith(folder + path.sep)) {
      throw new ServiceError(
        'InvalidParameterValueException',
        `The zip file has a path that leads out of it: ${name}`,
      );
    }
    if (name.endsWith('/')) continue;
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return folder;
}

export function removeCode(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
