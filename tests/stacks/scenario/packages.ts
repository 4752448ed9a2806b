import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { bundle } from '../../../scripts/bundle';
import { replaceFile } from '../../../scripts/files';
import { folderOf, RESOURCE_TYPES, ROOT, type ResourceType } from '../../../scripts/types';

/** Inputs of every package besides the folder of its type. */
const SHARED = ['runtime', 'scripts/bundle.ts', 'scripts/bundle', 'package-lock.json', 'tsconfig.json'];

const DAY_MS = 24 * 60 * 60_000;

let packed: Promise<string[]> | undefined;

/**
 * The files of both types, packed as `cfn submit` packs them. Each package is cached below the type's `build/`, under a
 * hash of its inputs: one test run builds it once for each state of them.
 */
export function packedTypeFiles(): Promise<string[]> {
  packed ??= Promise.all(RESOURCE_TYPES.map(packedOnce));
  return packed;
}

/** The contents of these files. */
export async function packedTypes(): Promise<Uint8Array[]> {
  return Promise.all((await packedTypeFiles()).map((file) => readFile(file)));
}

async function packedOnce(type: ResourceType): Promise<string> {
  const sources = [`${type.folder}/src`, `${type.folder}/inputs`, `${type.folder}/.rpdk-config`];
  const schema = `${type.folder}/${type.hyphenatedName}.json`;
  const hash = await hashOf([...SHARED, ...sources, schema]);
  const folder = join(folderOf(type), 'build', 'packages');
  const cached = join(folder, `${hash}.zip`);
  if (!existsSync(cached)) {
    const zip = await readFile((await bundle(type)).zip);
    await replaceFile(cached, zip);
    await removeOld(folder);
  }
  return cached;
}

/** Removes the packages of days ago. A younger one of other inputs may be that of a test which runs beside this one. */
async function removeOld(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    const made = await stat(file).catch(() => undefined);
    if (made && Date.now() - made.mtimeMs > DAY_MS) await rm(file, { force: true });
  }
}

async function hashOf(places: string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const place of places) {
    for (const file of await filesAt(join(ROOT, place))) hash.update(file).update(await readFile(file));
  }
  return hash.digest('hex').slice(0, 16);
}

/** All files below a folder; of a file, the file itself. */
async function filesAt(place: string): Promise<string[]> {
  try {
    const entries = await readdir(place, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch {
    return [place];
  }
}
