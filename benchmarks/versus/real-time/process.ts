import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';

/** A function to run in a fresh process, with its event. */
export interface Subject {
  name: string;
  file: string;
  handler: string;
  /** Loaded before the function. */
  preload?: string | undefined;
  environment: Record<string, string>;
  /** A JSON file with `event` and `now`, the virtual time in milliseconds. */
  given: string;
}

/** Figures that the process reported about itself. */
export interface Measured {
  loadMilliseconds: number;
  /** Each invocation's time, in order. */
  milliseconds: number[];
  /** Peak of the process's resident memory, in KB. */
  maxRSS: number;
  /** Processor time of the process, user and system. */
  cpuMilliseconds: number;
  answer: unknown;
}

const CHILD = join(__dirname, 'child-process.js');

/**
 * Loads a function in a fresh process and invokes it repeatedly, one call after the other.
 * @param flags of Node.js
 * @throws Error when the process dies
 */
export async function measure(
  subject: Subject,
  invocations: number,
  flags: string[] = [],
): Promise<Measured> {
  const { file, handler, preload, environment, given } = subject;
  const name = handler.split('.').at(-1) ?? '';
  const args = [...flags, ...(preload ? ['-r', preload] : []), CHILD, file, name, given, String(invocations)];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    env: { ...environment },
  });
  const [, , stderr, results] = child.stdio as unknown as Readable[];
  if (!stderr || !results) throw new Error('The process has no pipes.');
  const [errors, result, code] = await Promise.all([
    text(stderr),
    text(results),
    new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve)),
  ]);
  if (code !== 0) throw new Error(`${subject.name} ended with ${code ?? 'a signal'}: ${errors.slice(-500)}`);
  return JSON.parse(result) as Measured;
}

/** Wall-clock time of a whole process, in milliseconds. */
export async function processMilliseconds(args: string[], env: Record<string, string> = {}): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, args, { stdio: 'ignore', env });
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('exit', resolve),
  );
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code ?? 'a signal'}.`);
  return performance.now() - start;
}
