import { execFile } from 'node:child_process';
import { copyFile, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { ROOT } from './types';

const SOURCE = path.join(ROOT, 'local-aws');
const ENTRY_FILES = ['public.ts', 'cli/main.ts'].map((file) => path.join(SOURCE, file));
/** Files that the code reads while it runs. */
const ASSETS = ['services/lambda/worker.js'];
const BUILD = path.join(SOURCE, 'build');

interface Manifest {
  name: string;
  version: string;
  private?: true;
  dependencies: Record<string, string>;
}

/**
 * Builds the package of the local AWS in a folder and packs it as npm publishes it.
 * @param build a folder, which is emptied before. Default: `local-aws/build`
 * @returns the path of the archive
 * @throws Error with the compiler's messages
 */
export async function packLocalAws(build = BUILD): Promise<string> {
  const folder = path.join(build, 'package');
  await rm(build, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  compile(path.join(folder, 'dist'));
  for (const asset of ASSETS) await copyFile(path.join(SOURCE, asset), path.join(folder, 'dist', asset));
  await cp(path.join(SOURCE, 'README.md'), path.join(folder, 'README.md'));
  await cp(path.join(ROOT, 'LICENSE'), path.join(folder, 'LICENSE'));
  // The source is private, so that only a built package can be published.
  const manifest = await readManifest(path.join(SOURCE, 'package.json'));
  delete manifest.private;
  await writeFile(path.join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await writeFile(path.join(folder, 'NOTICE'), await notice(manifest));
  await promisify(execFile)('npm', ['pack', '--silent', '--pack-destination', build], { cwd: folder });
  const [archive = ''] = (await readdir(build)).filter((name) => name.endsWith('.tgz'));
  return path.join(build, archive);
}

/** Compiles the entry files, and all that they import, to CommonJS: both `import` and `require` load it. */
function compile(outDir: string): void {
  const { config } = ts.readConfigFile(path.join(ROOT, 'tsconfig.json'), (file) => ts.sys.readFile(file)) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(
    { ...config.compilerOptions, types: ['node'], module: 'commonjs', declaration: true, noEmit: false },
    ROOT,
  );
  const program = ts.createProgram(ENTRY_FILES, { ...options, rootDir: SOURCE, outDir });
  const messages = [...ts.getPreEmitDiagnostics(program), ...program.emit().diagnostics];
  if (messages.length === 0) return;
  const host = {
    getCurrentDirectory: () => ROOT,
    getCanonicalFileName: (name: string) => name,
    getNewLine: () => '\n',
  };
  throw new Error(`The local AWS does not compile:\n${ts.formatDiagnostics(messages, host)}`);
}

/** The licences of the packages that npm installs with it. The package contains none of their code. */
async function notice({ name, dependencies }: Manifest): Promise<string> {
  const lines = Object.keys(dependencies).map(async (dependency) => {
    const file = path.join(ROOT, 'node_modules', dependency, 'package.json');
    const { license } = JSON.parse(await readFile(file, 'utf8')) as { license?: string };
    if (license === undefined) throw new Error(`${dependency} names no licence.`);
    return `${dependency}: ${license}\n`;
  });
  return (
    `${name} is licensed under the Apache License, Version 2.0; see LICENSE.\n\n` +
    'It contains no code of other packages. npm installs these with it, under their own licences:\n\n' +
    (await Promise.all(lines)).join('')
  );
}

async function readManifest(file: string): Promise<Manifest> {
  return JSON.parse(await readFile(file, 'utf8')) as Manifest;
}

/** `npm run pack:local-aws` prints the path of the archive. */
async function main(): Promise<void> {
  console.log(path.relative(ROOT, await packLocalAws()));
}

if (require.main === module) void main();
