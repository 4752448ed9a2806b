import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { packLocalAws } from '../../scripts/pack-local-aws';
import { ROOT } from '../../scripts/types';
import { packForeignType } from './foreign-type/pack';

/** How a program has ended. */
export interface End {
  code: number | string | null | undefined;
  stdout: string;
  stderr: string;
}

/** A user's project, with nothing but the package of the local AWS, the package of a type and a template. */
export class Project {
  private constructor(
    readonly folder: string,
    /** Where the package was built. */
    readonly build: string,
  ) {}

  /** Builds the local AWS, and installs it from its archive. npm takes its dependencies from its cache if it has them. */
  static async create(): Promise<Project> {
    const scratch = mkdtempSync(path.join(tmpdir(), 'package-'));
    const project = new Project(path.join(scratch, 'project'), path.join(scratch, 'build'));
    const archive = await packLocalAws(project.build);
    await run('mkdir', [project.folder]);
    project.write('package.json', '{ "private": true }');
    project.write('acme-config-setting.zip', await packForeignType());
    project.write('stack.yaml', STACK);
    await succeeded(
      run('npm', ['install', archive, '--prefer-offline', '--no-audit', '--no-fund'], project.folder),
    );
    return project;
  }

  write(name: string, content: string | Uint8Array): void {
    writeFileSync(path.join(this.folder, name), content);
  }

  /** The path of a file of the installed package. */
  installed(...names: string[]): string {
    return path.join(this.folder, 'node_modules', 'local-aws', ...names);
  }

  /** Runs a program in the folder of the project, to its end. */
  run(program: string, ...words: string[]): Promise<End> {
    return run(program, words, this.folder);
  }

  localAws(...words: string[]): Promise<End> {
    return this.run(this.#bin, ...words);
  }

  /**
   * Starts the local AWS, and waits until it has printed its address.
   * @returns its process and the address
   */
  async startLocalAws(...words: string[]): Promise<{ child: ChildProcess; endpoint: string }> {
    const child = spawn(this.#bin, words, { cwd: this.folder, env: ENVIRONMENT });
    for await (const line of createInterface({ input: child.stdout })) {
      const [endpoint] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
      if (endpoint !== undefined) return { child, endpoint };
    }
    throw new Error('The local AWS ended before it had printed its address.');
  }

  async remove(): Promise<void> {
    await rm(path.dirname(this.folder), { recursive: true, force: true });
  }

  get #bin(): string {
    return path.join(this.folder, 'node_modules', '.bin', 'local-aws');
  }
}

const STACK = `
Resources:
  Setting: { Type: Acme::Config::Setting, Properties: { Name: colour, Value: red } }
Outputs:
  Version: { Value: !GetAtt Setting.Version }
`;

/** INIT_CWD is the folder in which the user has called npm. The package takes paths from the current one. */
const ENVIRONMENT = { ...process.env, INIT_CWD: tmpdir(), NO_COLOR: '1', FORCE_COLOR: undefined };

function run(program: string, words: string[], cwd = ROOT): Promise<End> {
  return new Promise((resolve) => {
    execFile(program, words, { cwd, env: ENVIRONMENT }, (error, stdout, stderr) => {
      resolve({ code: error ? error.code : 0, stdout, stderr });
    });
  });
}

/** @throws Error with everything that the program has written, when its exit code is not 0 */
async function succeeded(end: Promise<End>): Promise<void> {
  const { code, stdout, stderr } = await end;
  if (code !== 0) throw new Error(`${stdout}\n${stderr}`);
}

/** The first example in a language in the README of the package. */
export function example(language: string): string {
  const readme = readFileSync(path.join(ROOT, 'local-aws', 'README.md'), 'utf8');
  const [, code] = new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(readme) ?? [];
  if (code === undefined) throw new Error(`The README has no example in ${language}.`);
  return code;
}
