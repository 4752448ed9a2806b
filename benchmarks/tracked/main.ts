import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../../scripts/types';
import { compare, fromText, toText, track } from './figures';
import { measureAll } from './measure';

const FIGURES_FILE = join(ROOT, 'benchmarks', 'tracked', 'figures.md');

/** `npm run figures [-- --write]`: measures the tracked figures, says what has changed, and stores them on request. */
async function main(): Promise<void> {
  const { write } = parseArgs({ options: { write: { type: 'boolean' } } }).values;
  const tracked = fromText(readFileSync(FIGURES_FILE, 'utf8'));
  const measured = await measureAll();
  const differences = compare(measured, tracked);
  for (const { text } of differences) console.log(text);
  console.log(`${measured.length} figures were measured; ${differences.length} have changed.`);
  if (write) {
    const hash = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, encoding: 'utf8' });
    writeFileSync(FIGURES_FILE, toText(track(measured, tracked, hash.trim())));
  } else if (differences.length > 0) {
    console.log('To store them: npm run figures -- --write');
    if (differences.some(({ kind }) => kind === 'worse')) process.exitCode = 1;
  }
}

void main();
