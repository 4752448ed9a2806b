import { realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { validationError } from '../values/errors';

/**
 * The folders whose files requests may name, as templates of nested stacks or as packages of types. The program that starts
 * the local AWS names them; without one, no request reads a file.
 */
export class NamedFolders {
  readonly #folders = new Set<string>();

  add(folder: string): void {
    this.#folders.add(realpathSync(folder));
  }

  /** The base of relative paths in a request that has no folder of its own. */
  get first(): string | undefined {
    return [...this.#folders][0];
  }

  /**
   * @param url a `file://` URL, or a path relative to the folder
   * @returns the path of the file, without symbolic links
   * @throws ServiceError ValidationError for a file that is not below a named folder
   */
  fileAt(url: string, folder: string): string {
    const file = realPath(url.startsWith('file://') ? fileURLToPath(url) : path.resolve(folder, url));
    if ([...this.#folders].some((each) => file.startsWith(each + path.sep))) return file;
    const places = this.#folders.size === 0 ? 'none was named' : [...this.#folders].join(', ');
    throw validationError(
      `${url} is not a file below a folder that was named at the start of the local AWS (${places}; --folder names one)`,
    );
  }
}

/** The path without symbolic links, also of a file that does not exist. */
function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    const parent = path.dirname(file);
    return parent === file ? file : path.join(realPath(parent), path.basename(file));
  }
}
