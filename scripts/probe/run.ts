import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clean } from './clean';
import type { Clients } from './clients';
import { Interrupted, type Clock } from './clock';
import type { Facts } from './facts';
import { findNamed } from './named';
import { observe } from './observe';
import type { Options } from './options';
import { toHtml } from './page';
import { redact, reportOf, summary } from './report';
import { setUp } from './set-up';

/** What a run needs besides its options. */
export interface Surroundings {
  clients: Clients;
  clock: Clock;
  /** Shows a line to the user. */
  say: (line: string) => void;
  /** Asks the user; false when the run must not start. */
  confirm: (question: string) => Promise<boolean>;
}

/** The questions that need no deployment. */
export const WITHOUT_DEPLOYMENT = [
  ...['grp-02', 'grp-03', 'grp-07', 'grp-08', 'grp-09', 'grp-12', 'grp-13', 'grp-16', 'grp-18', 'grp-20'],
  ...['grp-21', 'dep-04', 'lag-07', 'svc-10'],
];

const ESTIMATE =
  'This makes a load balancer, a Fargate task, a role and a CodeDeploy application named org-codedeploy-probe, runs at most ' +
  'six deployments one after the other, and removes everything. It takes 15 to 25 minutes and costs about 3 US cents.';

/**
 * Sets up, observes, removes everything whatever happens, and writes the report.
 * @returns the exit code: 0 also when AWS contradicts an assumption, 1 when the run could not be carried out
 */
export async function ask(options: Options, surroundings: Surroundings): Promise<number> {
  const { clients, clock, say, confirm } = surroundings;
  if (await refused(surroundings)) return 1;
  say(ESTIMATE);
  if (!options.yes && !(await confirm('Start? [y/N] '))) {
    say('Nothing was done.');
    return 1;
  }
  const facts: Facts = {};
  let failure: string | undefined;
  try {
    say('Setting up …');
    const account = await setUp(clients, clock, options);
    const deploys = options.only.length === 0 || options.only.some((id) => !WITHOUT_DEPLOYMENT.includes(id));
    say(deploys ? 'Asking, with deployments …' : 'Asking …');
    await observe({ clients, clock, account, facts }, deploys);
  } catch (error) {
    failure = sentenceOf(error);
  }
  const isClean = await remove(surroundings);
  if (failure !== undefined) say(`The run ended early: ${failure}`);
  if (Object.keys(facts).length > 0) await writeReport(options, facts, surroundings);
  return failure === undefined && isClean ? 0 : 1;
}

/** Removes what a run has left behind. @returns whether nothing of the probe is left */
export async function remove({ clients, clock, say }: Surroundings): Promise<boolean> {
  say('Removing everything …');
  const sleep = (seconds: number) => clock.sleepUninterrupted(seconds);
  const { left, foreign } = await clean(clients, { ...clock, sleep });
  for (const each of [...left, ...foreign]) say(redact(each));
  const nothing = foreign.length === 0 ? 'Nothing is left.' : 'Nothing of the probe is left.';
  say(left.length === 0 ? nothing : 'Run this again with --clean to remove the rest.');
  return left.length === 0;
}

/** @returns whether something has the name of the probe already; the user is told what */
async function refused({ clients, clock, say }: Surroundings): Promise<boolean> {
  const { own, taskDefinitions, foreign, unread } = await findNamed(clients, clock);
  for (const each of unread) say(`Nothing was done: ${redact(each)}`);
  for (const each of foreign) say(each);
  const isLeft = own.size > 0 || taskDefinitions.length > 0;
  if (isLeft)
    say(
      'A run has left something behind, or is still going on. Remove it first: npm run probe -- --region … --clean',
    );
  else if (foreign.length > 0)
    say('The probe needs these names. Ask in a region or an account in which they are free.');
  return isLeft || foreign.length + unread.length > 0;
}

function sentenceOf(error: unknown): string {
  if (error instanceof Interrupted) return error.message;
  if (!(error instanceof Error)) return String(error);
  return redact(
    error.message === '' ? error.name : `${error.name === 'Error' ? '' : `${error.name}: `}${error.message}`,
  );
}

async function writeReport({ region, only, output }: Options, facts: Facts, { clock, say }: Surroundings) {
  const report = reportOf(facts, only, region, new Date(clock.now()));
  await mkdir(output, { recursive: true });
  await writeFile(join(output, 'report.json'), `${JSON.stringify(report, undefined, 2)}\n`);
  await writeFile(join(output, 'report.html'), toHtml(report));
  for (const { id, result, found, evidence } of report.findings)
    if (result === 'contradicted') say(`${id}: AWS has "${found}" (${evidence})`);
  say(`${summary(report.findings)}. ${join(output, 'report.html')} has the details, without account ids.`);
}
