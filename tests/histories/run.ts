import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { histories } from './generate/arbitrary';
import type { LoadedType } from './world/delivery';
import type { History } from './generate/history';
import { play } from './play';
import { story } from './event-log';
import { loadTypes } from './world/load-types';

/** How many histories go by between two lines of progress. */
const PROGRESS = 500;

interface Failure {
  seed: number;
  path: string | null;
  history: History;
}

/**
 * Plays random histories until one breaks an invariant, and shrinks that one.
 * @param path of a failing history, as an earlier run printed it
 */
async function search(
  types: readonly LoadedType[],
  runs: number,
  seed: number,
  path: string | undefined,
): Promise<{ played: number; failure: Failure | undefined }> {
  let played = 0;
  const property = fc.asyncProperty(histories, async (history) => {
    played += 1;
    if (played % PROGRESS === 0) console.log(`${played} histories, ${Math.round(process.uptime())} s`);
    const { violations } = await play(history, types);
    return violations.length === 0;
  });
  const parameters = { numRuns: runs, seed, ...(path === undefined ? {} : { path }) };
  const details = await fc.check(property, parameters);
  const [history] = details.counterexample ?? [];
  if (!details.failed || !history) return { played, failure: undefined };
  return { played, failure: { seed, path: details.counterexamplePath, history } };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { runs: { type: 'string' }, seed: { type: 'string' }, path: { type: 'string' } },
  });
  const runs = Number(values.runs ?? 100);
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
  if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(seed))
    throw new Error('Usage: npm run test:histories -- --runs N [--seed S] [--path P]');
  const types = await loadTypes();
  const { played, failure } = await search(types, runs, seed, values.path);
  const seconds = Math.round(process.cpuUsage().user / 1e6);
  if (!failure) {
    console.log(`${played} histories from seed ${seed} keep every invariant (${seconds} s of CPU).`);
    return;
  }
  const { lines, violations } = await play(failure.history, types);
  console.log(story(lines, violations));
  console.log(JSON.stringify(failure.history));
  console.log(`Broken after ${played} histories: --seed ${seed} --path ${failure.path ?? ''}`);
  process.exitCode = 1;
}

void main();
