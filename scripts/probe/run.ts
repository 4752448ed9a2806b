import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clean } from './account/clean';
import type { Clients } from './account/clients';
import { Interrupted, type Clock } from './account/clock';
import type { Facts } from './observe/facts';
import { findNamed, PARTS, type Part } from './account/named';
import { observe } from './observe/group';
import { observeListener } from './observe/listener';
import { observeTypes } from './observe/types';
import type { Options } from './options';
import { toHtml } from './report/page';
import { redact, reportOf, summary } from './report/report';
import { scopeOf, type Scope } from './scope';
import { setUp } from './account/set-up';
import { setUpTypes } from './account/set-up-types';

/** What a run needs besides its options. */
export interface Surroundings {
  clients: Clients;
  clock: Clock;
  /** Shows a line to the user. */
  say: (line: string) => void;
  /** Asks the user; false when the run must not start. */
  confirm: (question: string) => Promise<boolean>;
}

const NAMED =
  'Everything is named org-codedeploy-probe or CodeDeployProbe::Handlers, and is removed in the end.';

/** What a run makes, how long it takes and what it costs. */
function estimateOf({ serves, deploys, registers }: Scope): string {
  const sentences = [
    serves && 'This makes a load balancer, a Fargate task, a role and a CodeDeploy application.',
    serves &&
      deploys &&
      'It runs at most six deployments one after the other, in 15 to 25 minutes, for about 3 US cents.',
    serves && !deploys && 'It deploys nothing, and takes 5 to 10 minutes for about 2 US cents.',
    registers &&
      'This registers two resource types with a bucket and a role, and runs at most 14 small stacks of them one after the other, ' +
        'in 15 to 25 minutes. Their handlers are called 100 to 150 times, which costs nothing below 1,000 times a month, and ' +
        'about 10 US cents otherwise.',
  ];
  return [...sentences.filter(Boolean), NAMED].join(' ');
}

/**
 * Sets up, observes, removes everything whatever happens, and writes the report.
 * @returns the exit code: 0 also when AWS contradicts an assumption, 1 when the run could not be carried out
 */
export async function ask(options: Options, surroundings: Surroundings): Promise<number> {
  const { say, confirm } = surroundings;
  const scope = scopeOf(options.only, options.part);
  if (await refused(surroundings, scope.parts)) return 1;
  say(estimateOf(scope));
  if (!options.yes && !(await confirm('Start? [y/N] '))) {
    say('Nothing was done.');
    return 1;
  }
  const facts: Facts = {};
  const failures: string[] = [];
  try {
    for (const trouble of await observeAll(options, scope, surroundings, facts))
      failures.push(redact(trouble));
  } catch (error) {
    failures.push(`The run ended early: ${sentenceOf(error)}`);
  }
  const isClean = await remove(surroundings, scope.parts);
  for (const failure of failures) say(failure);
  if (Object.keys(facts).length > 0) await writeReport(options, scope, facts, surroundings);
  return failures.length === 0 && isClean ? 0 : 1;
}

/** Sets up everything first, so that a missing permission shows before the long part. @returns what did not come to its end */
async function observeAll(
  options: Options,
  { ids, serves, deploys, registers, listens }: Scope,
  { clients, clock, say }: Surroundings,
  facts: Facts,
): Promise<string[]> {
  say('Setting up …');
  const bucket = registers ? await setUpTypes(clients, clock) : undefined;
  const account = serves ? await setUp(clients, clock, options) : undefined;
  const troubles: string[] = [];
  if (bucket !== undefined) {
    say('Asking CloudFormation …');
    facts.types = {};
    troubles.push(...(await observeTypes(clients, clock, bucket, facts.types, ids)));
  }
  if (account) {
    say(deploys ? 'Asking CodeDeploy, with deployments …' : 'Asking CodeDeploy …');
    const observation = { clients, clock, account, facts };
    if (listens) await observeListener(observation);
    await observe(observation, deploys);
  }
  return troubles;
}

/** Removes what a run has left behind. @returns whether nothing of the probe is left */
export async function remove(
  { clients, clock, say }: Surroundings,
  parts: readonly Part[] = PARTS,
): Promise<boolean> {
  say('Removing everything …');
  const sleep = (seconds: number) => clock.sleepUninterrupted(seconds);
  const { left, foreign } = await clean(clients, { ...clock, sleep }, parts);
  for (const each of [...left, ...foreign]) say(redact(each));
  const nothing = foreign.length === 0 ? 'Nothing is left.' : 'Nothing of the probe is left.';
  say(left.length === 0 ? nothing : 'Run this again with --clean to remove the rest.');
  return left.length === 0;
}

/** @returns whether something has the name of the probe already; the user is told what */
async function refused({ clients, clock, say }: Surroundings, parts: readonly Part[]): Promise<boolean> {
  const { own, taskDefinitions, foreign, unread } = await findNamed(clients, clock, parts);
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

async function writeReport(
  { region, output }: Options,
  { ids }: Scope,
  facts: Facts,
  { clock, say }: Surroundings,
) {
  const report = reportOf(facts, ids, region, new Date(clock.now()));
  await mkdir(output, { recursive: true });
  await writeFile(join(output, 'report.json'), `${JSON.stringify(report, undefined, 2)}\n`);
  await writeFile(join(output, 'report.html'), toHtml(report));
  for (const { id, result, found, evidence } of report.findings)
    if (result === 'contradicted') say(`${id}: AWS has "${found}" (${evidence})`);
  say(`${summary(report.findings)}. ${join(output, 'report.html')} has the details, without account ids.`);
}
