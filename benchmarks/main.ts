import { parseArgs } from 'node:util';
import { writeTable } from './versus/tables/document';
import type { Entrypoint } from '../runtime/entrypoint';
import { allCases } from './lag/deployment-case';
import { measure, type Measured } from './lag/lag';
import { LagAccount } from './lag/lag-account';
import { listAll, openGroups, type ListResult } from './scale/list';
import { inRealTime } from './start/real-time';
import { packedEntrypoint } from './start/packed-entrypoint';
import { timePolls } from './start/poll';
import { deployAtOnce, type ScaleResult } from './scale/scale';
import { lagTable, listTable, pollTable, scaleTable } from './report/tables';

interface Options {
  /** Every so-many-th case of the matrix. */
  every: number;
  seed: string;
  stacks: number[];
  applications: number;
  polls: number;
}

const MEASUREMENTS: Record<string, (entrypoint: Entrypoint, options: Options) => Promise<string>> = {
  lag,
  scale,
  list,
  poll,
};

async function lag(entrypoint: Entrypoint, { every, seed }: Options): Promise<string> {
  const account = await LagAccount.open();
  const measured: Measured[] = [];
  for (const deployment of allCases().filter((_, index) => index % every === 0)) {
    const one = await measure(account, entrypoint, deployment, seed);
    measured.push(one);
    const { name, lagSeconds, looks, fixed } = one;
    console.log(
      `${name}: ${lagSeconds.toFixed(1)} s after ${looks} calls (every 15 s: ${fixed.lagSeconds.toFixed(1)} s, ${fixed.looks} calls)`,
    );
  }
  await account.close();
  return lagTable(measured);
}

async function scale(entrypoint: Entrypoint, { stacks }: Options): Promise<string> {
  const results: ScaleResult[] = [];
  for (const count of stacks) results.push(await deployAtOnce(entrypoint, count));
  return scaleTable(results);
}

/** Without a limit, then within an account whose limit is shared with others: so much is left for the listing. */
async function list(entrypoint: Entrypoint, { applications }: Options): Promise<string> {
  const aws = await openGroups({ applications, groupsEach: 10 });
  const results: [string, ListResult][] = [['any rate', await listAll(aws, entrypoint)]];
  await aws.close();
  for (const perSecond of [10, 4]) {
    // So few that it takes no longer than it must: real time passes here.
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

/** `main.ts [lag|scale|list|poll …] [--write]`: measures what is named, or all, and prints the tables. */
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
    },
  });
  const options: Options = {
    every: Number(values.every),
    seed: values.seed,
    stacks: values.stacks.split(',').map(Number),
    applications: Number(values.applications),
    polls: Number(values.polls),
  };
  const names = positionals.length > 0 ? positionals : Object.keys(MEASUREMENTS);
  const entrypoint = await packedEntrypoint('deployment');
  for (const name of names) {
    const measurement = MEASUREMENTS[name];
    if (!measurement)
      throw new Error(`There is no measurement ${name}: ${Object.keys(MEASUREMENTS).join(', ')}.`);
    const table = await measurement(entrypoint, options);
    console.log(`\n## ${name}\n\n${table}`);
    if (values.write) await writeTable(name, table);
  }
}

void main();
