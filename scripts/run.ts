import { spawn, type SpawnOptions } from 'node:child_process';

/**
 * Runs a program to its end, on this terminal.
 * @returns its exit code; 1 when a signal ended it
 * @throws Error when it cannot be started
 */
export function run(program: string, args: string[], options: SpawnOptions = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', ...options });
    child.once('error', reject);
    child.once('close', (code) => {
      resolve(code ?? 1);
    });
  });
}
