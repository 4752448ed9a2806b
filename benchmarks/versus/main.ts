import { parseArgs } from 'node:util';
import { ALTERNATIVES, buildAll, type Builds } from './builds';
import { CDK_FUNCTIONS } from './candidates/cdk-ecs-codedeploy';
import { CANDIDATES, candidates, ourType, pollingFunctions, type CandidateName } from './candidates/all';
import { writePage, type PageName } from '../report/table-pages';
import { functionTable, memoryTable } from './tables/functions';
import { rollbackTable } from './tables/rollback';
import { deploymentTables, failureTable, type InvocationSeconds, type Outcomes } from './tables/stacks';
import {
  LATE_ROLLBACKS,
  rollBackLate,
  type LateRollback,
  type LateRollbackOutcome,
} from './virtual-time/late-rollback';
import { run } from './virtual-time/run';
import { DEPLOYMENTS, FAILURES, type Situation } from './virtual-time/situations';
import { measureAll, type FunctionFigures, type Rounds } from './real-time/measure';
import { filesOfPackages, sizeOf, type PackageSize } from './real-time/package-size';
import { openPollScenes } from './real-time/polls';
import { startRefusingS3 } from './real-time/refused-s3';
import { sampleOf } from '../report/statistics';
import { showProgress } from '#test-kit';

/** The dependencies that the stock tool packs with a type. */
const STOCK_PACKAGES = [
  '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib',
  '@aws-sdk/client-codedeploy',
  '@aws-sdk/client-ecs',
  'aws-sdk',
  'class-transformer',
];

/**
 * Measures this type and the alternatives on one local AWS, and prints the tables.
 * `--write` stores them in docs/performance/; `--rollback` measures stack rollbacks after an update only; `--starts N` and `--polls N` set the number of processes.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      write: { type: 'boolean' },
      rollback: { type: 'boolean' },
      starts: { type: 'string' },
      polls: { type: 'string' },
    },
  });
  const rounds: Rounds = { starts: Number(values.starts ?? 20), polls: Number(values.polls ?? 7) };
  const builds = await buildAll();
  const s3 = await startRefusingS3();
  try {
    const made = values.rollback
      ? await rollbackTables(builds, s3.url)
      : await tables(builds, s3.url, rounds);
    for (const [name, text] of made) {
      console.log(`\n## ${name}\n\n${text}`);
      if (values.write) await writePage(name, text);
    }
  } finally {
    await s3.close();
  }
}

async function tables(builds: Builds, s3Url: string, rounds: Rounds): Promise<[PageName, string][]> {
  const functions = pollingFunctions(builds, s3Url);
  const scenes = await openPollScenes(functions, candidates(builds, s3Url));
  const figures = await measureAll(scenes.subjects, rounds);
  await scenes.close();
  const seconds = Object.fromEntries(
    functions
      .map(({ candidate }, index) => [candidate, invocationSeconds(figures.functions[index])])
      .reverse(),
  ) as InvocationSeconds;
  return [
    ['functions', functionTable(figures, await packageSizes(builds))],
    ['deployments', deploymentTables(await runAll(DEPLOYMENTS, builds, s3Url), seconds)],
    ['failures', failureTable(await runAll(FAILURES, builds, s3Url))],
    ['memory', memoryTable(figures)],
    ...(await rollbackTables(builds, s3Url)),
  ];
}

/** Stack rollbacks that come after the update is complete. */
async function rollbackTables(builds: Builds, s3Url: string): Promise<[PageName, string][]> {
  const { ours, cdk, origin } = candidates(builds, s3Url);
  const asConfigured = ourType(builds.ours, { StackRollback: 'AS_CONFIGURED' });
  const names = ['this type', 'this type, AS_CONFIGURED', cdk.name, origin.name];
  const all = [ours, asConfigured, cdk, origin];
  const progress = await showProgress('rollbacks', LATE_ROLLBACKS.length * all.length);
  const rows: [LateRollback, LateRollbackOutcome[]][] = [];
  for (const situation of LATE_ROLLBACKS) {
    const outcomes: LateRollbackOutcome[] = [];
    for (const candidate of all) {
      progress.print(`${candidate.name}: ${situation.name}, undone`);
      outcomes.push(await rollBackLate(candidate, situation));
      progress.step();
    }
    rows.push([situation, outcomes]);
  }
  progress.end();
  return [['rollback', rollbackTable(names, rows)]];
}

function invocationSeconds(figures: FunctionFigures | undefined): { cold: number; warm: number } {
  const cold = figures?.cold.map(
    ({ loadMilliseconds, milliseconds: [first = NaN] }) => loadMilliseconds + first,
  );
  return { cold: sampleOf(cold ?? []).median / 1000, warm: sampleOf(figures?.poll ?? []).median / 1000 };
}

async function runAll(situations: readonly Situation[], builds: Builds, s3Url: string): Promise<Outcomes> {
  const taking = candidates(builds, s3Url);
  const outcomes: Outcomes = new Map();
  const progress = await showProgress('updates', situations.length * CANDIDATES.length);
  for (const situation of situations) {
    const row: Partial<Record<CandidateName, Awaited<ReturnType<typeof run>>>> = {};
    for (const name of CANDIDATES) {
      progress.print(`${taking[name].name}: ${situation.name}`);
      row[name] = await run(taking[name], situation);
      progress.step();
    }
    outcomes.set(situation, row as Required<typeof row>);
  }
  progress.end();
  return outcomes;
}

/** In the order of `pollingFunctions`. */
async function packageSizes(builds: Builds): Promise<PackageSize[]> {
  const dependencies = await filesOfPackages(STOCK_PACKAGES, ALTERNATIVES);
  return Promise.all([
    sizeOf([builds.ours]),
    sizeOf([builds.stock, ...dependencies]),
    sizeOf([builds.stockBundled]),
    sizeOf([CDK_FUNCTIONS.onEvent.file, CDK_FUNCTIONS.isComplete.file]),
    sizeOf([builds.origin]),
  ]);
}

void main();
