import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ROOT } from './types';

export const HOW_TO_GET_CFN =
  'the CloudFormation CLI is not here; get it with: python3 -m venv .venv && .venv/bin/pip install -r requirements.txt';

/** The path of the CloudFormation CLI; undefined when it is not installed. */
export function findCfn(): string | undefined {
  return findProgram('cfn');
}

/** The path of a program: of the project's own `.venv`, else of the PATH; undefined when it is not installed. */
export function findProgram(name: string): string | undefined {
  const folders = [join(ROOT, '.venv', 'bin'), ...(process.env.PATH ?? '').split(delimiter)];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** The Python interpreter of the CLI, from the first line of its script. */
export function pythonOf(cfn: string): string {
  const [line = ''] = readFileSync(cfn, 'utf8').split('\n');
  return line.startsWith('#!') ? line.slice(2).trim() : 'python3';
}
