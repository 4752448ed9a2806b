import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { ROOT } from '../types';

interface Manifest {
  name: string;
  version: string;
  license?: string;
}

/** A licence or a notice with the packages that it is of. */
interface Text {
  packages: string[];
  text: string;
}

const LICENCE_FILE = /^(licen[cs]e|copying|notice)(\.(md|txt))?$/i;

/**
 * The licences and notices of the packages that are in a bundle: most ask that they come with each copy.
 * @returns one text, the same for the same packages
 * @throws Error that names a package without a licence file, because its code may not be passed on then
 */
export async function noticesOf(metafile: Metafile): Promise<string> {
  const texts = new Map<string, Text>();
  for (const folder of packageFolders(metafile)) {
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
    const name = `${manifest.name} ${manifest.version} (${manifest.license ?? 'see below'})`;
    for (const text of await licenceTexts(folder, name)) {
      const { packages } = texts.get(text) ?? { packages: [] };
      texts.set(text, { packages: [...packages, name], text });
    }
  }
  const sections = [...texts.values()].map(
    ({ packages, text }) => `${'='.repeat(80)}\n${packages.join('\n')}\n${'-'.repeat(80)}\n${text}\n`,
  );
  return `The code of this resource type contains code of the packages below.\n\n${sections.join('\n')}`;
}

/** The folders of the packages of which code is in the bundle, absolute, in a fixed order. */
function packageFolders({ outputs }: Metafile): string[] {
  const files = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  const folders = files.flatMap((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
  return [...new Set(folders)].sort().map((folder) => join(ROOT, folder));
}

async function licenceTexts(folder: string, name: string): Promise<string[]> {
  const files = (await readdir(folder)).filter((file) => LICENCE_FILE.test(file)).sort();
  if (files.length === 0)
    throw new Error(`${name} has no licence file in ${folder}: leave it out of the bundle.`);
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return texts.map((text) => text.replaceAll('\r\n', '\n').trim());
}
