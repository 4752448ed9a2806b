import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { zipSync, type Zippable } from 'fflate';
import { replaceFile } from './files';
import { folderOf, RESOURCE_TYPES, type ResourceType, ROOT, schemaFileOf } from './types';

/** Each invocation on a cold start reads and compiles all of it. */
const MAXIMAL_BYTES = 700_000;

/** The same files give the same zip, whenever and wherever it is made. 1980 is the first year that a zip knows. */
const STORED = { level: 0, mtime: new Date(1980, 0, 1) } as const;

/** A packaged resource type. */
export interface Bundle {
  /** The package that the registry takes, absolute path. */
  zip: string;
  /** The size of the code in it. */
  bytes: number;
}

/**
 * Builds a type and packs it as `cfn submit` does, into `build/` of its folder.
 * @throws Error when the code does not compile or is larger than 700 KB
 */
export async function bundle(type: ResourceType): Promise<Bundle> {
  const code = await buildFunction(type);
  const zip = join(folderOf(type), 'build', `${type.hyphenatedName}.zip`);
  await replaceFile(zip, await pack(type, code));
  return { zip, bytes: code.byteLength };
}

/**
 * Builds the code of a type's Lambda function into `build/TypeFunction/`, which is what `cfn submit` packs
 * (the CLI's TypeScript plugin calls the folder so), and gives it.
 */
export async function buildFunction(type: ResourceType): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [join(folderOf(type), 'src', 'handlers.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // The ES modules of the SDK, so that what is not used falls away.
    mainFields: ['module', 'main'],
    minify: true,
    // The protocol library derives error codes from the names of its exception classes.
    keepNames: true,
    legalComments: 'none',
    alias: { 'aws-sdk/clients/all': join(ROOT, 'runtime', 'no-aws-sdk-v2.js') },
    tsconfig: join(ROOT, 'tsconfig.json'),
    logLevel: 'error',
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array();
  if (code.byteLength > MAXIMAL_BYTES) {
    throw new Error(
      `The code of ${type.typeName} has ${code.byteLength} bytes; ${MAXIMAL_BYTES} are the limit.`,
    );
  }
  await replaceFile(join(folderOf(type), 'build', 'TypeFunction', 'dist', 'handlers.js'), code);
  return code;
}

async function pack(type: ResourceType, code: Uint8Array): Promise<Uint8Array> {
  const folder = folderOf(type);
  const files: Zippable = {
    '.rpdk-config': await readFile(join(folder, '.rpdk-config')),
    'schema.json': await readFile(schemaFileOf(type)),
    ...(await filesBelow(folder, 'inputs')),
    'ResourceProvider.zip': zipSync({ 'dist/handlers.js': code }, STORED),
    ...(await filesBelow(folder, 'src')),
  };
  return zipSync(files, STORED);
}

async function filesBelow(folder: string, name: string): Promise<Zippable> {
  const entries = await readdir(join(folder, name), { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = async (path: string) => [relative(folder, path), await readFile(path)] as const;
  return Object.fromEntries(await Promise.all(paths.sort().map(read)));
}

/** `bundle.ts` builds and packs all types; `bundle.ts FOLDER` builds one, as the build command of `cfn submit`. */
async function main([folder]: string[]): Promise<void> {
  const type = RESOURCE_TYPES.find((candidate) => candidate.folder === folder);
  if (folder && !type) throw new Error(`${folder} is not the folder of a resource type.`);
  if (type) {
    await buildFunction(type);
    return;
  }
  for (const each of RESOURCE_TYPES) {
    const { zip, bytes } = await bundle(each);
    console.log(`${each.typeName}: ${(bytes / 1000).toFixed(0)} KB of code, ${relative(ROOT, zip)}`);
  }
}

if (require.main === module) void main(process.argv.slice(2));
