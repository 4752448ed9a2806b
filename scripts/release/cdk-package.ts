import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../types';

const SOURCE = join(ROOT, 'cdk');
/** The compiler of `cdk/`, which is installed only there, with the CDK itself. */
const CDK_LIBRARY = join(SOURCE, 'node_modules', 'aws-cdk-lib');

const execute = promisify(execFile);

/** What npm publishes: the source's manifest without what only its development needs. */
interface Manifest {
  name: string;
  version: string;
  private?: boolean;
  scripts?: object;
  devDependencies?: object;
}

/** @throws Error when the CDK, which a release needs, is not installed */
export function checkCdkIsInstalled(): void {
  if (!existsSync(CDK_LIBRARY))
    throw new Error(
      'A release has the CDK constructs, and the CDK is not installed. Run: npm ci --prefix cdk',
    );
}

/**
 * Builds the package with the CDK constructs, and packs it as npm publishes it. npm gives each file in it the same time,
 * so the same source gives the same bytes.
 * @param folder where the archive goes
 * @param version of the release, which the package gets
 * @returns the name of the archive
 * @throws Error with the compiler's messages
 */
export async function packConstructs(folder: string, version: string): Promise<string> {
  const staged = await mkdtemp(join(tmpdir(), 'cdk-package-'));
  try {
    const compiler = require.resolve('typescript/bin/tsc');
    const project = join(SOURCE, 'tsconfig.build.json');
    await execute(process.execPath, [compiler, '--project', project, '--outDir', join(staged, 'build')]);
    await cp(join(SOURCE, 'README.md'), join(staged, 'README.md'));
    await cp(join(ROOT, 'LICENSE'), join(staged, 'LICENSE'));
    const manifest = JSON.parse(await readFile(join(SOURCE, 'package.json'), 'utf8')) as Manifest;
    delete manifest.private;
    delete manifest.scripts;
    delete manifest.devDependencies;
    const released = { ...manifest, version };
    await writeFile(join(staged, 'package.json'), `${JSON.stringify(released, null, 2)}\n`);
    const { stdout } = await execute('npm', ['pack', '--silent', '--pack-destination', folder], {
      cwd: staged,
    });
    return stdout.trim();
  } catch (error) {
    const { stdout = '' } = error as { stdout?: string };
    throw new Error(`The CDK constructs cannot be packed.\n${stdout}`, { cause: error });
  } finally {
    await rm(staged, { recursive: true, force: true });
  }
}
