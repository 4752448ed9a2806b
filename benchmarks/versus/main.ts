import { parseArgs } from 'node:util';
import { BENCH, buildAll, type Builds } from './builds';
import { CDK_FUNCTIONS } from './candidates/cdk-ecs-codedeploy';
import { CANDIDATES, candidates, pollingFunctions, type CandidateName } from './candidates/all';
import { writeTable } from './tables/document';
import { functionTable, memoryTable } from './tables/functions';
import { deploymentTables, troubleTable, type InvocationSeconds, type Outcomes } from './tables/stacks';
import { run } from './virtual/run';
import { DEPLOYMENTS, TROUBLE, type Situation } from './virtual/situations';
import { measureAll, type FunctionFigures, type Rounds } from './wall/measure';
import { filesOfPackages, sizeOf, type PackageSize } from './wall/package-size';
import { openPollScenes } from './wall/polls';
import { startRefusingS3 } from './wall/refused-s3';
import { sampleOf } from './wall/statistics';

/** What the type's package has in node_modules when the stock tool packs it. */
const STOCK_PACKAGES = [
  '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib',
  '@aws-sdk/client-codedeploy',
  '@aws-sdk/client-ecs',
  'aws-sdk',
  'class-transformer',
];

/**
 * Measures this type and what people use today, on one local AWS, and prints the tables.
 * `--write` puts them into docs/performance.md, `--starts N` and `--polls N` say how often processes are started.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { write: { type: 'boolean' }, starts: { type: 'string' }, polls: { type: 'string' } },
  });
  const rounds: Rounds = { starts: Number(values.starts ?? 20), polls: Number(values.polls ?? 7) };
  const builds = await buildAll();
  const s3 = await startRefusingS3();
  try {
    for (const [name, text] of Object.entries(await tables(builds, s3.url, rounds))) {
      console.log(`\n## ${name}\n\n${text}`);
      if (values.write) await writeTable(name, text);
    }
  } finally {
    await s3.close();
  }
}

async function tables(builds: Builds, s3Url: string, rounds: Rounds): Promise<Record<string, string>> {
  const functions = pollingFunctions(builds, s3Url);
  const scenes = await openPollScenes(functions, candidates(builds, s3Url));
  const figures = await measureAll(scenes.subjects, rounds);
  await scenes.close();
  const seconds = Object.fromEntries(
    functions
      .map(({ candidate }, index) => [candidate, invocationSeconds(figures.functions[index])])
      .reverse(),
  ) as InvocationSeconds;
  return {
    functions: functionTable(figures, await packageSizes(builds)),
    deployments: deploymentTables(await runAll(DEPLOYMENTS, builds, s3Url), seconds),
    trouble: troubleTable(await runAll(TROUBLE, builds, s3Url)),
    memory: memoryTable(figures),
  };
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
  for (const situation of situations) {
    const row: Partial<Record<CandidateName, Awaited<ReturnType<typeof run>>>> = {};
    for (const name of CANDIDATES) {
      console.error(`${taking[name].name}: ${situation.name}`);
      row[name] = await run(taking[name], situation);
    }
    outcomes.set(situation, row as Required<typeof row>);
  }
  return outcomes;
}

/** In the order of `pollingFunctions`. */
async function packageSizes(builds: Builds): Promise<PackageSize[]> {
  const dependencies = await filesOfPackages(STOCK_PACKAGES, BENCH);
  return Promise.all([
    sizeOf([builds.ours]),
    sizeOf([builds.stock, ...dependencies]),
    sizeOf([builds.stockBundled]),
    sizeOf([CDK_FUNCTIONS.onEvent.file, CDK_FUNCTIONS.isComplete.file]),
    sizeOf([builds.origin]),
  ]);
}

void main();
