import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { deflateRawSync } from 'node:zlib';

/** Bytes of a function's package, stored and deflated file by file as in a zip. */
export interface PackageSize {
  bytes: number;
  deflated: number;
  files: number;
}

/** The total size of some files. */
export async function sizeOf(files: readonly string[]): Promise<PackageSize> {
  const size = { bytes: 0, deflated: 0, files: files.length };
  for (const file of files) {
    const content = await readFile(file);
    size.bytes += content.byteLength;
    size.deflated += deflateRawSync(content).byteLength;
  }
  return size;
}

interface Manifest {
  dependencies?: Record<string, string>;
}

/** All files of some packages and their dependencies, resolved as Node.js does from this folder. */
export async function filesOfPackages(names: readonly string[], folder: string): Promise<string[]> {
  const found = new Set<string>();
  const visit = async (name: string, from: string): Promise<void> => {
    const place = await locate(name, from);
    if (place === undefined || found.has(place)) return;
    found.add(place);
    const { dependencies = {} } = JSON.parse(await readFile(join(place, 'package.json'), 'utf8')) as Manifest;
    for (const dependency of Object.keys(dependencies)) await visit(dependency, place);
  };
  for (const name of names) await visit(name, folder);
  const files = await Promise.all([...found].map(filesBelow));
  return files.flat();
}

async function locate(name: string, from: string): Promise<string | undefined> {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    const place = join(folder, 'node_modules', name);
    const there = await readdir(place).then(
      () => true,
      () => false,
    );
    if (there) return place;
  }
  return undefined;
}

/** The package's own files: those of its node_modules are visited as packages. */
async function filesBelow(place: string): Promise<string[]> {
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.slice(place.length).includes('/node_modules/'));
}
