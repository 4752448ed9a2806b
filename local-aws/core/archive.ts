import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { unzipSync } from 'fflate';

/** In bytes. Source: Lambda quotas, "Deployment package (.zip file archive) size", unzipped. */
const LARGEST_CONTENT = 262_144_000;
const MOST_FILES = 20_000;
/** Deflate makes nothing larger than this; an entry that claims it hides what it unpacks to. */
const LARGEST_GROWTH = 1.01;

/** An archive that cannot be unpacked. Its message is a sentence. */
export class BadArchive extends Error {}

/**
 * Unzips an archive.
 * @returns the files by their paths in the archive
 * @throws BadArchive for an archive that is damaged or too large
 */
export function unzip(zip: Uint8Array): Record<string, Uint8Array> {
  let [files, total] = [0, 0];
  const check = ({
    name,
    size,
    originalSize,
  }: {
    name: string;
    size: number;
    originalSize: number;
  }): boolean => {
    files += 1;
    total += originalSize;
    if (files > MOST_FILES) throw new BadArchive(`The zip file has more than ${MOST_FILES} files.`);
    if (total > LARGEST_CONTENT)
      throw new BadArchive(`The zip file unpacks to more than ${LARGEST_CONTENT} bytes, at ${name}.`);
    if (size > originalSize * LARGEST_GROWTH + 1024)
      throw new BadArchive(`The zip file gives a wrong size for ${name}.`);
    return true;
  };
  try {
    return unzipSync(zip, { filter: check });
  } catch (error) {
    if (error instanceof BadArchive) throw error;
    throw new BadArchive('Could not unzip uploaded file. Please check your file.');
  }
}

/**
 * Writes the files of an archive into a folder.
 * @throws BadArchive for a path that leads out of the folder, or that no file can have
 */
export function writeFiles(folder: string, files: Readonly<Record<string, Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    if (name.endsWith('/')) continue;
    const file = fileBelow(folder, name);
    if (file === undefined) throw new BadArchive(`The zip file has a path that leads out of it: ${name}`);
    try {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
    } catch (error) {
      throw new BadArchive(`The zip file has a path that cannot be written: ${name} (${String(error)})`);
    }
  }
}

/** @returns the path of a file in this folder; undefined when the name leads out of it */
export function fileBelow(folder: string, name: string): string | undefined {
  const file = path.resolve(folder, `./${name}`);
  return file.startsWith(folder + path.sep) ? file : undefined;
}
