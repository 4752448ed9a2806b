import { parseArgs } from 'node:util';
import { showProgress } from '#test-kit';
import { writePage } from './report/table-pages';
import type { Entrypoint } from '../runtime/entrypoint';
import { allCases } from './lag/deployment-case';
import { measure, type MeasuredCase } from './lag/lag';
import { LagAccount } from './lag/lag-account';
import { listAll, openGroups, type ListResult } from './scale/list';
import { inRealTime } from './scale/real-time';
import { packedEntrypoint } from './setup/packed-entrypoint';
import { timePolls } from './start/poll';
import { deployAtOnce, type ScaleResult } from './scale/scale';
import { createAndDelete, type StackResult } from './local-aws/stack';
import { lagTable, listTable, pollTable, scaleTable, stackTable } from './report/tables';

interface Options {
  /** Runs one case of this many. */
  every: number;
  seed: string;
  stacks: number[];
  applications: number;
  polls: number;
  /** Resources of each stack. */
  resources: number[];
}

const MEASUREMENTS = { lag, scale, list, poll, stack } satisfies Record<
  string,
  (entrypoint: Entrypoint, options: Options) => Promise<string>
>;
type Measurement = keyof typeof MEASUREMENTS;
const ALL = Object.keys(MEASUREMENTS) as Measurement[];

async function lag(entrypoint: Entrypoint, { every, seed }: Options): Promise<string> {
  const account = await LagAccount.open();
  const measured: MeasuredCase[] = [];
  const cases = allCases().filter((_, index) => index % every === 0);
  const progress = await showProgress('cases', cases.length);
  for (const deployment of cases) {
    const one = await measure(account, entrypoint, deployment, seed);
    measured.push(one);
    const { name, lagSeconds, polls, fixed } = one;
    progress.step();
    progress.print(
      `${name}: ${lagSeconds.toFixed(1)} s after ${polls} calls (every 15 s: ${fixed.lagSeconds.toFixed(1)} s, ${fixed.polls} calls)`,
    );
  }
  progress.end();
  await account.close();
  return lagTable(measured);
}

async function scale(entrypoint: Entrypoint, { stacks }: Options): Promise<string> {
  const results: ScaleResult[] = [];
  const progress = await showProgress('measurements', stacks.length);
  for (const count of stacks) {
    results.push(await deployAtOnce(entrypoint, count));
    progress.step();
  }
  progress.end();
  return scaleTable(results);
}

/** Lists without a rate limit, then within two limits. */
async function list(entrypoint: Entrypoint, { applications }: Options): Promise<string> {
  const aws = await openGroups({ applications, groupsEach: 10 });
  const results: [string, ListResult][] = [['any rate', await listAll(aws, entrypoint)]];
  await aws.close();
  for (const perSecond of [10, 4]) {
    // Few applications, because real time passes here.
    const limited = await openGroups({ applications: 20, groupsEach: 10 });
    limited.faults.limitRate({ service: 'codedeploy' }, { perSecond, burst: 10 });
    const result = await inRealTime(limited.clock, () => listAll(limited, entrypoint));
    results.push([`${perSecond} calls a second`, result]);
    await limited.close();
  }
  return listTable(results);
}

async function poll(entrypoint: Entrypoint, { polls }: Options): Promise<string> {
  return pollTable(await timePolls(entrypoint, polls));
}

/** Stacks of the local AWS itself; they need none of the types. */
async function stack(_: Entrypoint, { resources }: Options): Promise<string> {
  const results: StackResult[] = [];
  for (const count of resources) results.push(await createAndDelete(count));
  return stackTable(results);
}

/** @throws Error when there is no measurement of this name */
function measurementOf(name: string): Measurement {
  const found = ALL.find((each) => each === name);
  if (!found) throw new Error(`Unknown measurement ${name}. Choose from ${ALL.join(', ')}.`);
  return found;
}

/** `main.ts [lag|scale|list|poll|stack …] [--write]`: runs the named measurements, or all, and prints their tables. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      write: { type: 'boolean' },
      every: { type: 'string', default: '1' },
      seed: { type: 'string', default: 'one' },
      stacks: { type: 'string', default: '1,10,100,1000' },
      applications: { type: 'string', default: '1000' },
      polls: { type: 'string', default: '500' },
      resources: { type: 'string', default: '10,100,400' },
    },
  });
  const options: Options = {
    every: Number(values.every),
    seed: values.seed,
    stacks: values.stacks.split(',').map(Number),
    applications: Number(values.applications),
    polls: Number(values.polls),
    resources: values.resources.split(',').map(Number),
  };
  const names = positionals.length > 0 ? positionals.map(measurementOf) : ALL;
  const entrypoint = await packedEntrypoint('deployment');
  for (const name of names) {
    const table = await MEASUREMENTS[name](entrypoint, options);
    console.log(`\n## ${name}\n\n${table}`);
    if (values.write) await writePage(name, table);
  }
}

void main();
