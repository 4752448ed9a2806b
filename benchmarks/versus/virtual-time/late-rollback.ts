import { createHookFunction } from '#test-kit';
import type { Candidate, Operation, Wanted } from '../candidates/candidate';
import { Account, AT_ONCE, type GroupSettings } from './account';

/** An update that succeeds, and that the stack then undoes because another resource of the stack has failed. */
export interface LateRollback {
  name: string;
  group: GroupSettings;
  /** Whether both versions have an AfterAllowTestTraffic hook, which succeeds. */
  hook: boolean;
}

export interface LateRollbackOutcome {
  /** Whether the update itself succeeded: otherwise nothing else was measured. */
  updated: boolean;
  /** Whether the resource's rollback succeeded. */
  rolledBack: boolean;
  /** Minutes from the failure until all users get the old version for good; undefined when they never do. */
  oldVersionLiveMinutes: number | undefined;
  /** Minutes from the failure to the answer that ends the stack's rollback. */
  stackMinutes: number | undefined;
}

const LINEAR = 'CodeDeployDefault.ECSLinear10PercentEvery3Minutes';

export const LATE_ROLLBACKS: readonly LateRollback[] = [
  { name: 'all at once', group: AT_ONCE, hook: false },
  { name: 'all at once, hook, wait of 10 min', group: { ...AT_ONCE, terminationWait: 10 }, hook: true },
  {
    name: 'linear, 10 % every 3 min, hook, wait of 60 min',
    group: { ...AT_ONCE, deploymentConfigName: LINEAR, terminationWait: 60 },
    hook: true,
  },
];

const DAY_SECONDS = 24 * 3600;
const AFTERWARDS_SECONDS = 6 * 3600;

/** Runs one update with one candidate, in an account of its own. The failure comes as soon as the update is complete. */
export async function rollBackLate(
  candidate: Candidate,
  { group, hook }: LateRollback,
): Promise<LateRollbackOutcome> {
  const account = await Account.open(candidate.groupFor(AT_ONCE));
  const installed = await candidate.install(account);
  const { clock } = account.aws;
  const succeeds = async (operation: Operation): Promise<boolean> => {
    await clock.advanceUntil(() => operation.answer !== undefined, DAY_SECONDS);
    return operation.answer?.succeeded ?? false;
  };
  try {
    const tested = hook ? { hook: await createHookFunction(account.aws, 'smoke', 'Succeeded') } : {};
    const [old, wanted]: [Wanted, Wanted] = [
      { version: 1, ...tested },
      { version: 2, ...tested },
    ];
    await succeeds(installed.begin({ from: undefined, to: old, rollback: false }));
    await account.setGroup(candidate.groupFor(group));
    const updated = await succeeds(installed.begin({ from: old, to: wanted, rollback: false }));
    const failedAt = clock.now();
    const rolledBack =
      updated && (await succeeds(installed.begin({ from: wanted, to: old, rollback: true })));
    const endedAt = clock.now();
    await clock.advance(AFTERWARDS_SECONDS);
    const liveSince = updated ? account.liveSince(1) : undefined;
    return {
      updated,
      rolledBack,
      oldVersionLiveMinutes: liveSince === undefined ? undefined : (liveSince - failedAt) / 60_000,
      stackMinutes: rolledBack ? (endedAt - failedAt) / 60_000 : undefined,
    };
  } finally {
    await installed.close();
    await account.close();
  }
}
