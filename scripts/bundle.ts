import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { build, type BuildOptions } from 'esbuild';
import { strToU8, zipSync, type Zippable } from 'fflate';
import { leftOut } from './bundle/left-out';
import { modulesOf, reportOf, type Module } from './bundle/modules';
import { noticesOf } from './bundle/notices';
import { replaceFile } from './files';
import { folderOf, RESOURCE_TYPES, type ResourceType, ROOT, schemaFileOf } from './types';

/** Of ResourceProvider.zip, which Lambda unpacks on a cold start; Node.js then compiles all that is in it. */
export const MAXIMAL_BYTES = 270_000;

/** The same files give the same zip, whenever and wherever it is made. 1980 is the first year that a zip knows. */
export const STORED = { level: 0, mtime: new Date(1980, 0, 1) } as const;

/** A packaged resource type. */
export interface Bundle {
  /** The package that the registry takes, absolute path. */
  zip: string;
  /** The size of the function's code in it, packed: ResourceProvider.zip. */
  bytes: number;
  /** What the code is made of. */
  modules: Module[];
}

interface Code {
  text: Uint8Array;
  modules: Module[];
  /** Licences and notices of the packages in the code. */
  notices: string;
}

/** How source becomes the code of a function. */
export const BUILD_OPTIONS = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // require() where the SDK imports http when it first needs it: one module loader is enough.
  supported: { 'dynamic-import': false },
  // ES modules, and of those the ones for new engines, so that what is not used falls away.
  mainFields: ['es2015', 'module', 'main'],
  // Names of classes go too: error codes and the names of AWS's errors are texts, not names of classes.
  minify: true,
  legalComments: 'none',
  alias: { 'aws-sdk/clients/all': join(ROOT, 'runtime', 'no-aws-sdk-v2.js') },
  plugins: [leftOut],
  tsconfig: join(ROOT, 'tsconfig.json'),
  logLevel: 'error',
} satisfies BuildOptions;

/**
 * Builds a type and packs it as `cfn submit` does, into `build/` of its folder.
 * @throws Error when the code does not compile or is larger than 270 KB as packed
 */
export function bundle(type: ResourceType): Promise<Bundle> {
  return bundleRelease(type, undefined);
}

/**
 * The same for a release.
 * @param release its version, which the description of the packed schema then names
 */
export async function bundleRelease(type: ResourceType, release: string | undefined): Promise<Bundle> {
  const { text, modules, notices } = await compile(type);
  const provider = packFunction(type, text);
  const suffix = release === undefined ? '' : `-${release}`;
  const zip = join(folderOf(type), 'build', `${type.hyphenatedName}${suffix}.zip`);
  const schema = await packedSchema(type, release);
  await replaceFile(zip, await pack(type, { schema, provider, notices }));
  return { zip, bytes: provider.byteLength, modules };
}

/**
 * Builds the code of a type's Lambda function into `build/TypeFunction/`, which is what `cfn submit` packs
 * (the CLI's TypeScript plugin calls the folder so), and gives it.
 * @throws Error when it does not compile or is larger than 270 KB as packed
 */
export async function buildFunction(type: ResourceType): Promise<Uint8Array> {
  const { text } = await compile(type);
  packFunction(type, text);
  return text;
}

async function compile(type: ResourceType): Promise<Code> {
  const { outputFiles, metafile } = await build({
    ...BUILD_OPTIONS,
    absWorkingDir: ROOT,
    entryPoints: [join(folderOf(type), 'src', 'handlers.ts')],
    outfile: 'handlers.js',
    write: false,
    metafile: true,
  });
  const text = outputFiles[0]?.contents ?? new Uint8Array();
  await replaceFile(join(folderOf(type), 'build', 'TypeFunction', 'dist', 'handlers.js'), text);
  return { text, modules: modulesOf(metafile), notices: await noticesOf(metafile) };
}

/** @throws Error when it is larger than 270 KB */
function packFunction(type: ResourceType, text: Uint8Array): Uint8Array {
  const provider = zipSync({ 'dist/handlers.js': text }, STORED);
  if (provider.byteLength > MAXIMAL_BYTES) {
    throw new Error(
      `The code of ${type.typeName} has ${provider.byteLength} bytes as packed; ${MAXIMAL_BYTES} are the limit. ` +
        '`npm run bundle -- --report` shows what is in it.',
    );
  }
  return provider;
}

/** The schema, whose description names the release: `describe-type` and `list-type-versions` show it. */
async function packedSchema(type: ResourceType, release: string | undefined): Promise<Uint8Array> {
  const text = await readFile(schemaFileOf(type), 'utf8');
  if (release === undefined) return strToU8(text);
  const schema = JSON.parse(text) as { description: string };
  const described = { ...schema, description: `Release ${release}. ${schema.description}` };
  return strToU8(JSON.stringify(described, null, 2));
}

interface Contents {
  schema: Uint8Array;
  provider: Uint8Array;
  notices: string;
}

async function pack(type: ResourceType, { schema, provider, notices }: Contents): Promise<Uint8Array> {
  const folder = folderOf(type);
  const files: Zippable = {
    '.rpdk-config': await readFile(join(folder, '.rpdk-config')),
    'schema.json': schema,
    ...(await filesBelow(folder, 'inputs')),
    'ResourceProvider.zip': provider,
    ...(await filesBelow(folder, 'src')),
    // Beside the source: the CloudFormation CLI packs any file there. Lambda does not unpack these.
    'src/LICENSE': await readFile(join(ROOT, 'LICENSE')),
    'src/NOTICES.txt': strToU8(notices),
  };
  return zipSync(files, STORED);
}

async function filesBelow(folder: string, name: string): Promise<Zippable> {
  const entries = await readdir(join(folder, name), { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = async (path: string) => [relative(folder, path), await readFile(path)] as const;
  return Object.fromEntries(await Promise.all(paths.sort().map(read)));
}

/**
 * `bundle.ts` builds and packs all types, `--report` says what their code is made of.
 * `bundle.ts FOLDER` builds one, as the build command of `cfn submit`.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { report: { type: 'boolean', default: false } },
  });
  const [folder] = positionals;
  const type = RESOURCE_TYPES.find((candidate) => candidate.folder === folder);
  if (folder && !type) throw new Error(`${folder} is not the folder of a resource type.`);
  if (type) {
    await buildFunction(type);
    return;
  }
  for (const each of RESOURCE_TYPES) {
    const { zip, bytes, modules } = await bundle(each);
    console.log(`${each.typeName}: ${(bytes / 1000).toFixed(0)} KB of code, ${relative(ROOT, zip)}`);
    if (values.report) console.log(`${reportOf(modules)}\n`);
  }
}

if (require.main === module) void main();
