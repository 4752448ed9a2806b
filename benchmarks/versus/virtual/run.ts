import type { Candidate, Installed, Operation, Wish } from '../candidates/candidate';
import { LOG_KEY, WORK_KEY } from '../candidates/environment';
import { Account, AT_ONCE } from './account';
import { isDue, type Situation } from './situations';

/** What became of a stack's update, in virtual time. */
export interface Outcome {
  stack: 'UPDATE_COMPLETE' | 'UPDATE_ROLLBACK_COMPLETE' | 'UPDATE_ROLLBACK_FAILED';
  /** What CloudFormation was told last. */
  message: string;
  /** Calls of CodeDeploy and ECS until the stack's operation was over. */
  calls: number;
  /** Calls for logs and metrics. */
  reportCalls: number;
  /** How often functions were invoked until then. */
  invocations: number;
  /** Deployments that the creation of the resource started, though the service ran what was wanted. */
  deploymentsAtCreate: number;
  /** Deployments that the update started, the way back included. */
  deployments: number;
  /** From the first call to the end of the stack's operation, in seconds. */
  seconds: number;
  /**
   * From the deployment's own end (the rollback's included; until shifted, from the shift) to the first operation's
   * answer, in seconds.
   * undefined: it was cancelled, or answered before that end.
   */
  lagSeconds: number | undefined;
  /** From the trouble to the end of the stack's rollback, in minutes; undefined without trouble. */
  stackBackMinutes: number | undefined;
  /** From the trouble until all users get the old version again for good, in minutes; undefined: they never do. */
  usersBackMinutes: number | undefined;
  /** Deployments that were still running when the stack's operation was over: nobody watches them. */
  leftRunning: number;
  /** What users get in the end, three hours later. */
  live: 'new' | 'old';
}

const HOUR = 3600;
const OLD: Wish = { version: 1 };

/** Runs one situation with one candidate, in an account of its own. */
export async function run(candidate: Candidate, situation: Situation): Promise<Outcome> {
  const account = await Account.open(candidate.groupFor(AT_ONCE));
  const installed = await candidate.install(account);
  try {
    await done(account, installed.begin({ from: undefined, to: OLD, rollback: false }));
    const deploymentsAtCreate = (await account.deployments()).length;
    if (situation.hook) await release(account, installed);
    await account.setGroup(candidate.groupFor(situation.group));
    return { deploymentsAtCreate, ...(await update(account, installed, situation)) };
  } finally {
    await installed.close();
    await account.close();
  }
}

/** An update that goes well, and back: some hooks are only there after a deployment has succeeded. */
async function release(account: Account, installed: Installed): Promise<void> {
  const other: Wish = { version: 3 };
  await done(account, installed.begin({ from: OLD, to: other, rollback: false }));
  await done(account, installed.begin({ from: other, to: OLD, rollback: false }));
  for (const deletion of installed.cleanUp()) await settled(account, deletion);
}

async function update(
  account: Account,
  installed: Installed,
  situation: Situation,
): Promise<Omit<Outcome, 'deploymentsAtCreate'>> {
  const { aws } = account;
  const { clock } = aws;
  const { hook, untilShifted } = situation;
  const wish: Wish = { version: 2, hook, untilShifted };
  const before = { calls: aws.calls.length, invocations: installed.invocations, now: clock.now() };
  const deploymentsBefore = (await account.deployments()).length;

  const operation = installed.begin({ from: OLD, to: wish, rollback: false });
  const trouble = await meet(account, operation, situation);
  const answer = operation.answer;
  const own = (await account.deployments()).slice(deploymentsBefore);

  let rolledBack: Operation | undefined;
  if (!answer?.succeeded) {
    rolledBack = installed.begin({ from: wish, to: OLD, rollback: true });
    await settled(account, rolledBack);
  }
  const last = rolledBack?.answer ?? answer;
  const cleanUp = rolledBack?.answer?.succeeded === false ? [] : installed.cleanUp();
  for (const deletion of cleanUp) await settled(account, deletion);

  const made = aws.calls.slice(before.calls);
  const work = made.filter(({ accessKeyId }) => accessKeyId === WORK_KEY);
  const invocations = installed.invocations - before.invocations;
  const seconds = (clock.now() - before.now) / 1000;
  const leftRunning = (await account.deployments()).filter(({ completeTime }) => !completeTime).length;
  const shifted = untilShifted && answer?.succeeded ? account.sharedSince(2, 100) : undefined;
  const realEnd = shifted ?? Math.max(...own.map(({ completeTime }) => completeTime?.getTime() ?? Infinity));
  const troubleAt = trouble ?? own[0]?.completeTime?.getTime() ?? before.now;

  await clock.advance(3 * HOUR);
  const liveSince = account.liveSince(1);
  return {
    stack: rolledBack
      ? rolledBack.answer?.succeeded
        ? 'UPDATE_ROLLBACK_COMPLETE'
        : 'UPDATE_ROLLBACK_FAILED'
      : 'UPDATE_COMPLETE',
    message: last?.message ?? '',
    calls: work.length,
    reportCalls: made.filter(({ accessKeyId }) => accessKeyId === LOG_KEY).length,
    invocations,
    deployments: work.filter(({ operation: name, error }) => name === 'CreateDeployment' && !error).length,
    seconds,
    lagSeconds: answer && answer.at >= realEnd ? (answer.at - realEnd) / 1000 : undefined,
    stackBackMinutes: rolledBack?.answer && (rolledBack.answer.at - troubleAt) / 60_000,
    usersBackMinutes: liveSince === undefined ? undefined : Math.max(0, liveSince - troubleAt) / 60_000,
    leftRunning,
    live: liveSince === undefined ? 'new' : 'old',
  };
}

/**
 * Lets the update go on to its answer, or to the moment when it is cancelled.
 * @returns when the trouble came, in milliseconds; undefined when none came from outside
 */
async function meet(
  account: Account,
  operation: Operation,
  { incident }: Situation,
): Promise<number | undefined> {
  const { clock } = account.aws;
  if (!incident) {
    await settled(account, operation);
    return undefined;
  }
  await clock.advanceUntil(() => operation.answer !== undefined || isDue(incident, account), 24 * HOUR);
  if (operation.answer) return undefined;
  const at = clock.now();
  if (incident.what === 'cancel') operation.abandon();
  else {
    await account.setAlarm('ALARM');
    await settled(account, operation);
  }
  return at;
}

async function settled({ aws }: Account, operation: Operation): Promise<void> {
  const answered = await aws.clock.advanceUntil(() => operation.answer !== undefined, 24 * HOUR);
  if (!answered) throw new Error('CloudFormation got no answer within a day.');
}

async function done(account: Account, operation: Operation): Promise<void> {
  await settled(account, operation);
  if (!operation.answer?.succeeded)
    throw new Error(`The preparation failed: ${operation.answer?.message ?? ''}`);
}
