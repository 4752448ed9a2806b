import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CDK = path.join(__dirname, '..');
const ROOT = path.join(CDK, '..');

/** A user's project: the package as npm installs it from its archive, and the CDK. */
export class CdkProject {
  private constructor(
    private readonly scratch: string,
    readonly folder: string,
  ) {}

  /** Builds the package and installs it. */
  static async create(): Promise<CdkProject> {
    const scratch = mkdtempSync(path.join(tmpdir(), 'cdk-project-'));
    const folder = path.join(scratch, 'project');
    const modules = path.join(folder, 'node_modules');
    const installed = path.join(modules, 'cdk-ecs-blue-green');
    mkdirSync(installed, { recursive: true });
    await run('npm', ['pack', '--silent', '--pack-destination', scratch], { cwd: CDK });
    const [archive = ''] = readdirSync(scratch).filter((name) => name.endsWith('.tgz'));
    await run('tar', ['-xzf', path.join(scratch, archive), '-C', installed, '--strip-components=1']);
    for (const name of ['aws-cdk-lib', 'constructs', '@cdklabs'])
      symlinkSync(path.join(CDK, 'node_modules', name), path.join(modules, name));
    for (const name of ['@types', '.bin'])
      symlinkSync(path.join(ROOT, 'node_modules', name), path.join(modules, name));
    return new CdkProject(scratch, folder);
  }

  /** Copies a folder of this package into the project. */
  copy(name: string): void {
    cpSync(path.join(CDK, name), this.folder, { recursive: true });
  }

  write(name: string, content: string): void {
    writeFileSync(path.join(this.folder, name), content);
  }

  /** Compiles files strictly, as `cdk init` sets a project up. @throws Error with what the compiler says */
  async compile(...files: string[]): Promise<void> {
    const words = ['--strict', '--noEmit', '--skipLibCheck', '--target', 'es2022'];
    const modules = ['--module', 'node16', '--moduleResolution', 'node16', '--types', 'node'];
    const tsc = path.join(ROOT, 'node_modules', '.bin', 'tsc');
    await run(tsc, [...words, ...modules, ...files], { cwd: this.folder }).catch((error: unknown) => {
      throw new Error((error as { stdout: string }).stdout);
    });
  }

  async remove(): Promise<void> {
    await rm(this.scratch, { recursive: true, force: true });
  }
}
