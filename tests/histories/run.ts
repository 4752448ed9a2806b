import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { showProgress } from '#test-kit';
import { histories } from './generate/arbitrary';
import type { History } from './generate/history';
import { report } from './invariants/violations';
import { play } from './play';
import type { LoadedType } from './world/loaded-type';
import { loadTypes } from './world/load-types';
import { Totals } from './world/statistics';

const USAGE = 'Usage: npm run test:histories -- [--runs N] [--seed S] [--path P] [--all]';

/** The number of histories between two lines of progress where there is no terminal. */
const PROGRESS = 500;

interface Failure {
  path: string;
  /** The shortest history that fast-check has found to break an invariant. */
  history: History;
}

/**
 * Plays random histories until one breaks an invariant, and shrinks that one.
 * @param path of a failing history, as an earlier run printed it
 * @param playsAll plays all of them instead, and prints the paths of those that break an invariant
 */
async function search(
  types: readonly LoadedType[],
  runs: number,
  seed: number,
  path: string | undefined,
  playsAll: boolean,
): Promise<{ played: number; broken: number; failure: Failure | undefined; totals: Totals }> {
  let played = 0;
  let broken = 0;
  const totals = new Totals();
  const progress = await showProgress('histories', runs);
  const property = fc.asyncProperty(histories, async (history) => {
    played += 1;
    progress.step();
    if (played % PROGRESS === 0 && !process.stderr.isTTY)
      console.log(`${played} histories after ${Math.round(process.uptime())} seconds`);
    const { violations, counts } = await play(history, types);
    totals.add(counts);
    if (violations.length === 0) return true;
    broken += 1;
    if (playsAll) console.log(`An invariant was broken: --seed ${seed} --path ${played - 1}`);
    return playsAll;
  });
  const details = await fc.check(property, { numRuns: runs, seed, ...(path !== undefined && { path }) });
  progress.end();
  const [history] = details.counterexample ?? [];
  if (!details.failed || !history) return { played, broken, failure: undefined, totals };
  return { played, broken, totals, failure: { path: details.counterexamplePath ?? '', history } };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string' },
      seed: { type: 'string' },
      path: { type: 'string' },
      all: { type: 'boolean', default: false },
    },
  });
  const runs = Number(values.runs ?? 100);
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
  if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(seed)) throw new Error(USAGE);
  const types = await loadTypes();
  const { played, broken, failure, totals } = await search(types, runs, seed, values.path, values.all);
  if (!failure) {
    console.log(`${totals.table()}\n`);
    const seconds = Math.round(process.cpuUsage().user / 1e6);
    const held = broken === 0 ? 'every invariant held' : `${broken} of them broke an invariant`;
    console.log(
      `Seed ${seed}: ${played} histories were played, and ${held} (${seconds} seconds of CPU time).`,
    );
    if (broken > 0) process.exitCode = 1;
    return;
  }
  const { lines, violations } = await play(failure.history, types);
  console.log(`Seed ${seed}: an invariant was broken, and the history was shrunk after ${played} runs.`);
  console.log(`\nThe shortest history that breaks it:\n${JSON.stringify(failure.history)}`);
  console.log(`\nWhat happens in it:\n${report(lines, violations)}`);
  console.log(`\nPlay it again: npm run test:histories -- --seed ${seed} --path ${failure.path}`);
  process.exitCode = 1;
}

void main();
