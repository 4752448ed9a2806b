import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CandidateName, PollingFunction } from '../candidates/all';
import type { Candidate } from '../candidates/candidate';
import { functionEnvironment } from '../candidates/environment';
import { Account, AT_ONCE } from '../virtual-time/account';
import type { Subject } from './process';

/** Deployments in the middle of their traffic shift, with the event of a poll of each. Virtual time does not pass. */
export interface PollScenes {
  subjects: Subject[];
  close(): Promise<void>;
}

/** Runs each candidate up to a poll of a running deployment, and stores that poll's event in a file. */
export async function openPollScenes(
  functions: readonly PollingFunction[],
  candidates: Record<CandidateName, Candidate>,
): Promise<PollScenes> {
  const folder = await mkdtemp(join(tmpdir(), 'benchmark-'));
  const accounts: Account[] = [];
  const subjects: Subject[] = [];
  for (const { name, candidate, file, handler, preload, environment } of functions) {
    const account = await midShift(candidates[candidate], join(folder, `${accounts.length}.json`));
    accounts.push(account);
    subjects.push({
      name,
      file,
      handler,
      preload,
      given: join(folder, `${accounts.length - 1}.json`),
      environment: { ...functionEnvironment(account.aws), ...environment },
    });
  }
  return {
    subjects,
    close: async () => {
      for (const account of accounts) await account.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function midShift(candidate: Candidate, given: string): Promise<Account> {
  const linear = { ...AT_ONCE, deploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery1Minutes' };
  const account = await Account.open(candidate.groupFor(AT_ONCE));
  const installed = await candidate.install(account);
  const { clock } = account.aws;
  const created = installed.begin({ from: undefined, to: { version: 1 }, rollback: false });
  await clock.advanceUntil(() => created.answer !== undefined, 3600);
  await account.setGroup(candidate.groupFor(linear));
  installed.begin({ from: { version: 1 }, to: { version: 2 }, rollback: false });
  await clock.advanceUntil(() => account.sharedSince(2, 50) !== undefined, 3600);
  await writeFile(given, JSON.stringify({ event: installed.lastEvent, now: clock.now() }));
  await installed.close();
  return account;
}
