import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleRelease } from './bundle';
import { checkCdkIsInstalled, packConstructs } from './release/cdk-package';
import { packModule } from './release/module-package';
import { registerTemplate } from './release/register-template';
import { MODULE, RESOURCE_TYPES, ROOT, schemaFileOf } from './types';

/** What cfn-lint needs besides the schemas. */
const LINT_RULE = join(ROOT, 'scripts', 'release', 'private_types.py');

interface Options {
  /** A folder, which is emptied before. Default: `dist/`. */
  folder?: string;
  /** Default: the version in package.json. */
  version?: string;
}

/**
 * Makes a release: the packages of both types and of the module, the template that registers them, the CDK constructs,
 * the schemas for linters, and the checksums. The same commit gives the same bytes.
 * @returns the folder, absolute, and the paths in it
 */
export async function release({ folder = join(ROOT, 'dist'), version }: Options = {}): Promise<{
  folder: string;
  files: string[];
}> {
  const number = version ?? (await packageVersion());
  if (!/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(number))
    throw new Error(
      `${number} is no version of a release: it has three numbers, such as 1.2.0 or 1.2.0-beta.1.`,
    );
  checkCdkIsInstalled();
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, 'schemas'), { recursive: true });
  const packages: Record<string, string> = {};
  for (const type of RESOURCE_TYPES) {
    const file = `${type.hyphenatedName}-${number}.zip`;
    await copyFile((await bundleRelease(type, number)).zip, join(folder, file));
    await copyFile(schemaFileOf(type), join(folder, 'schemas', `${type.hyphenatedName}.json`));
    packages[type.typeName] = file;
  }
  const moduleFile = `${MODULE.hyphenatedName}-${number}.zip`;
  await writeFile(join(folder, moduleFile), await packModule());
  packages[MODULE.typeName] = moduleFile;
  await packConstructs(folder, number);
  await copyFile(LINT_RULE, join(folder, 'schemas', basename(LINT_RULE)));
  await writeFile(join(folder, 'register.yaml'), await registerTemplate(number, packages));
  await copyFile(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  await writeFile(join(folder, 'SHA256SUMS'), await checksums(folder));
  return { folder, files: await filesBelow(folder) };
}

async function packageVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** A line for each file, as `sha256sum --check` reads it. */
async function checksums(folder: string): Promise<string> {
  const lines = (await filesBelow(folder)).map(async (file) => {
    const hash = createHash('sha256').update(await readFile(join(folder, file)));
    return `${hash.digest('hex')}  ${file}\n`;
  });
  return (await Promise.all(lines)).join('');
}

/** Paths relative to the folder, in a fixed order. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

const USAGE = `Makes a release in dist/, and lists its files. docs/release.md says what they are.

  npm run release -- [--version 1.2.0]    default: the version in package.json`;

async function main(): Promise<void> {
  try {
    const { help, version } = parseArgs({
      options: { version: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    }).values;
    if (help) {
      console.log(USAGE);
      return;
    }
    const { folder, files } = await release(version === undefined ? {} : { version });
    for (const file of files) console.log(relative(ROOT, join(folder, file)));
  } catch (error) {
    console.error(`Nothing was made: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

if (require.main === module) void main();
