import type { Candidate, Installed, Operation, Wanted } from '../candidates/candidate';
import { LOG_KEY, WORK_KEY } from '../candidates/environment';
import { Account, AT_ONCE } from './account';
import { isDue, type Situation } from './situations';

/** The result of a stack update, in virtual time. */
export interface Outcome {
  stack: 'UPDATE_COMPLETE' | 'UPDATE_ROLLBACK_COMPLETE' | 'UPDATE_ROLLBACK_FAILED';
  /** The last message that CloudFormation received. */
  message: string;
  /** Calls of CodeDeploy and ECS until the stack's operation was over. */
  calls: number;
  /** Calls for logs and metrics. */
  reportCalls: number;
  /** Invocations until then. */
  invocations: number;
  /** Deployments that the creation of the resource started, although the service already ran the declared version. */
  deploymentsAtCreate: number;
  /** Deployments that the update and its rollback started. */
  deployments: number;
  /** From the first call to the end of the stack's operation, in seconds. */
  seconds: number;
  /**
   * Seconds from the deployment's end (or its rollback's; with `untilShifted`, from the end of the shift) to the first
   * operation's answer; undefined when the operation was cancelled or answered before that.
   */
  lagSeconds: number | undefined;
  /** Minutes from the incident to the end of the stack's rollback; undefined without a rollback. */
  stackRolledBackMinutes: number | undefined;
  /** Minutes from the incident until all users get the old version for good; undefined when they never do. */
  oldVersionLiveMinutes: number | undefined;
  /** Deployments still running, unwatched, when the stack's operation was over. */
  leftRunning: number;
  /** The version that users get three hours later. */
  live: 'new' | 'old';
}

const HOUR = 3600;
const OLD: Wanted = { version: 1 };

/** Runs one situation with one candidate, in an account of its own. */
export async function run(candidate: Candidate, situation: Situation): Promise<Outcome> {
  const account = await Account.open(candidate.groupFor(AT_ONCE));
  const installed = await candidate.install(account);
  try {
    await done(account, installed.begin({ from: undefined, to: OLD, rollback: false }));
    const deploymentsAtCreate = (await account.deployments()).length;
    if (situation.hook) await deployOnceAndGoBack(account, installed);
    await account.setGroup(candidate.groupFor(situation.group));
    return { deploymentsAtCreate, ...(await update(account, installed, situation)) };
  } finally {
    await installed.close();
    await account.close();
  }
}

/** Deploys another version and goes back: some candidates run hooks only after a first successful deployment. */
async function deployOnceAndGoBack(account: Account, installed: Installed): Promise<void> {
  const other: Wanted = { version: 3 };
  await done(account, installed.begin({ from: OLD, to: other, rollback: false }));
  await done(account, installed.begin({ from: other, to: OLD, rollback: false }));
  for (const deletion of installed.cleanUp()) await awaitAnswer(account, deletion);
}

async function update(
  account: Account,
  installed: Installed,
  situation: Situation,
): Promise<Omit<Outcome, 'deploymentsAtCreate'>> {
  const { aws } = account;
  const { clock } = aws;
  const { hook, untilShifted } = situation;
  const wanted: Wanted = { version: 2, hook, untilShifted };
  const before = { calls: aws.calls.length, invocations: installed.invocations, now: clock.now() };
  const deploymentsBefore = (await account.deployments()).length;

  const operation = installed.begin({ from: OLD, to: wanted, rollback: false });
  const incidentAt = await runToAnswerOrCancellation(account, operation, situation);
  const answer = operation.answer;
  const own = (await account.deployments()).slice(deploymentsBefore);

  let rolledBack: Operation | undefined;
  if (!answer?.succeeded) {
    rolledBack = installed.begin({ from: wanted, to: OLD, rollback: true });
    await awaitAnswer(account, rolledBack);
  }
  const last = rolledBack?.answer ?? answer;
  const cleanUp = rolledBack?.answer?.succeeded === false ? [] : installed.cleanUp();
  for (const deletion of cleanUp) await awaitAnswer(account, deletion);

  const made = aws.calls.slice(before.calls);
  const work = made.filter(({ accessKeyId }) => accessKeyId === WORK_KEY);
  const invocations = installed.invocations - before.invocations;
  const seconds = (clock.now() - before.now) / 1000;
  const leftRunning = (await account.deployments()).filter(({ completeTime }) => !completeTime).length;
  const shifted = untilShifted && answer?.succeeded ? account.sharedSince(2, 100) : undefined;
  const realEnd = shifted ?? Math.max(...own.map(({ completeTime }) => completeTime?.getTime() ?? Infinity));
  const failedAt = incidentAt ?? own[0]?.completeTime?.getTime() ?? before.now;

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
    stackRolledBackMinutes: rolledBack?.answer && (rolledBack.answer.at - failedAt) / 60_000,
    oldVersionLiveMinutes: liveSince === undefined ? undefined : Math.max(0, liveSince - failedAt) / 60_000,
    leftRunning,
    live: liveSince === undefined ? 'new' : 'old',
  };
}

/**
 * Runs the update until it answers or is cancelled.
 * @returns the moment of the incident, in milliseconds; undefined when the update ended without one
 */
async function runToAnswerOrCancellation(
  account: Account,
  operation: Operation,
  { incident }: Situation,
): Promise<number | undefined> {
  const { clock } = account.aws;
  if (!incident) {
    await awaitAnswer(account, operation);
    return undefined;
  }
  await clock.advanceUntil(() => operation.answer !== undefined || isDue(incident, account), 24 * HOUR);
  if (operation.answer) return undefined;
  const at = clock.now();
  if (incident.what === 'cancel') operation.ignoreAnswer();
  else {
    await account.setAlarm('ALARM');
    await awaitAnswer(account, operation);
  }
  return at;
}

async function awaitAnswer({ aws }: Account, operation: Operation): Promise<void> {
  const answered = await aws.clock.advanceUntil(() => operation.answer !== undefined, 24 * HOUR);
  if (!answered) throw new Error('CloudFormation got no answer within a day.');
}

async function done(account: Account, operation: Operation): Promise<void> {
  await awaitAnswer(account, operation);
  if (!operation.answer?.succeeded)
    throw new Error(`The preparation failed: ${operation.answer?.message ?? ''}`);
}
