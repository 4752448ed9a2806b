import { REASONS } from '../../messages/progress';

/** Whether a task set runs, or a deployment brings, the desired version. */
export type Match = 'desired' | 'other';

/** The deployment that holds the group: what a decision depends on. */
export interface ActiveDeployment {
  deploymentId: string;
  /**
   * Who started it: this operation; an earlier operation of this resource; CodeDeploy, as an automatic rollback; or
   * another team. `notVisible`: CodeDeploy has named it as active but does not show it yet.
   */
  startedBy: 'operation' | 'resource' | 'codeDeployRollback' | 'anotherTeam' | 'notVisible';
  /**
   * `shifting`: from its creation until all traffic is on its task set, with its hooks and its ready wait.
   * `terminationWait`: all traffic is shifted, and the original task set still runs. In both stages a stop with
   * rollback undoes it. `ended`: it has just failed or was stopped, and CodeDeploy may be about to roll it back.
   */
  stage: 'shifting' | 'terminationWait' | 'ended';
  /** What it brings; `unknown` as long as it has neither a task set nor a description marker of this resource. */
  brings: Match | 'unknown';
  /** What the original task set runs. A stop with rollback goes back to it. */
  original: Match;
}

export interface Situation {
  /** What the PRIMARY task set runs. */
  live: Match;
  /** Whether a deployment that ended without rollback left its task set behind. */
  leftBehind: boolean;
  /**
   * Whether ECS may still show the task sets from before the end of the last deployment: it has just ended, and one of
   * two holds. A task set seems left behind, and it or the PRIMARY one runs the desired version. Or the deployment has
   * succeeded, and the PRIMARY task set is not its own.
   */
  taskSetsMayBeStale: boolean;
  /** Whether the operation has asked for long enough to stop a deployment in its termination wait. */
  stopIsOverdue: boolean;
  active: ActiveDeployment | undefined;
}

export interface Policy {
  whenBusy: 'WAIT' | 'STOP' | 'FAIL';
  /** Whether a new RedeployToken asks for a deployment even when the service runs the desired version. */
  redeploy: boolean;
  /** Whether the stack is rolling back. */
  rollback: boolean;
}

export type Step =
  | { kind: 'done' }
  | { kind: 'deploy'; ignoreAlarms: boolean }
  | { kind: 'observeAgain' }
  | { kind: 'follow'; deploymentId: string }
  | { kind: 'await'; deploymentId: string; reason: string }
  | { kind: 'retryLater'; deploymentId: string; reason: string }
  | { kind: 'stop'; deploymentId: string; reason: string }
  /** Stops it; when CodeDeploy refuses, ends its termination wait, which may last two days. */
  | { kind: 'stopOrEndWait'; deploymentId: string; reason: string }
  | { kind: 'endTerminationWait'; deploymentId: string }
  | { kind: 'refuse'; deploymentId: string };

/**
 * The columns of the table: the members of situation and policy. `startedBy` is `none` without an active deployment.
 */
type Columns = Omit<ActiveDeployment, 'deploymentId' | 'startedBy'> &
  Omit<Situation, 'active'> &
  Policy & { startedBy: ActiveDeployment['startedBy'] | 'none' };

type Make = (deploymentId: string) => Step;

const done: Make = () => ({ kind: 'done' });
const deploy: Make = () => ({ kind: 'deploy', ignoreAlarms: false });
const deployIgnoringAlarms: Make = () => ({ kind: 'deploy', ignoreAlarms: true });
const observeAgain: Make = () => ({ kind: 'observeAgain' });
const follow: Make = (deploymentId) => ({ kind: 'follow', deploymentId });
const endTerminationWait: Make = (deploymentId) => ({ kind: 'endTerminationWait', deploymentId });
const refuse: Make = (deploymentId) => ({ kind: 'refuse', deploymentId });
const because =
  (kind: 'await' | 'retryLater' | 'stop' | 'stopOrEndWait', reason: string): Make =>
  (deploymentId) => ({ kind, deploymentId, reason });

const stopToGoBack = because('stop', REASONS.originalRunsDesired);
const stopOrEndWait = because('stopOrEndWait', REASONS.originalRunsDesired);
const stopToRedeploy = because('stop', REASONS.redeploys);
const stopTheirs = because('stop', REASONS.othersAndStop);

/** CodeDeploy has not stopped this resource's deployment in its termination wait. */
const OVERDUE: Partial<Columns> = { startedBy: 'resource', stage: 'terminationWait', stopIsOverdue: true };

/**
 * The first row whose columns match decides. A column that a row leaves out may have any value. The numbers are those of
 * docs/design.md.
 */
const TABLE: readonly [columns: Partial<Columns>, step: Make][] = [
  /* D12 */ [{ startedBy: 'none', taskSetsMayBeStale: true, redeploy: false }, observeAgain],
  /* D1 */ [{ startedBy: 'none', live: 'desired', leftBehind: false, redeploy: false }, done],
  /* D9 */ [{ startedBy: 'none', rollback: true }, deployIgnoringAlarms],
  /* D2, D11 */ [{ startedBy: 'none' }, deploy],
  /* D4 */ [{ stage: 'ended' }, because('await', REASONS.rollbackPossible)],
  /* D3 */ [{ startedBy: 'operation' }, follow],
  // The earlier template may leave out what the failed update has set. Then both task sets match it, and only the
  // original one is what ran before the update.
  /* D6, D7 */ [{ ...OVERDUE, original: 'desired', rollback: true }, stopOrEndWait],
  /* D5, D6 */ [{ startedBy: 'resource', original: 'desired', rollback: true }, stopToGoBack],
  /* D3 */ [{ startedBy: 'resource', brings: 'desired', redeploy: false }, follow],
  /* D3 */ [{ startedBy: 'anotherTeam', brings: 'desired', redeploy: false }, follow],
  /* D4 */ [{ startedBy: 'codeDeployRollback' }, because('await', REASONS.rollbackRuns)],
  /* D5 */ [{ startedBy: 'resource', stage: 'shifting', brings: 'desired' }, stopToRedeploy],
  /* D5 */ [{ startedBy: 'resource', stage: 'shifting' }, because('stop', REASONS.otherVersion)],
  /* D6, D7 */ [{ ...OVERDUE, original: 'desired', redeploy: false }, stopOrEndWait],
  /* D6 */ [{ startedBy: 'resource', original: 'desired', redeploy: false }, stopToGoBack],
  // No row above matches: it is in its termination wait, and the desired version is a third one, or RedeployToken is
  // new.
  /* D7 */ [{ startedBy: 'resource' }, endTerminationWait],
  /* D8 */ [{ startedBy: 'anotherTeam', whenBusy: 'WAIT' }, because('await', REASONS.others)],
  /* D8 */ [{ startedBy: 'anotherTeam', whenBusy: 'STOP' }, stopTheirs],
  // A stack rollback that fails leaves the stack in UPDATE_ROLLBACK_FAILED, which an operator has to resolve.
  /* D8 */ [{ startedBy: 'anotherTeam', rollback: true }, because('await', REASONS.others)],
  /* D8 */ [{ startedBy: 'anotherTeam', whenBusy: 'FAIL' }, refuse],
];

/** Where no row matches: D10, a deployment that CodeDeploy has named as active but does not show yet. */
const OTHERWISE = because('retryLater', REASONS.notVisible);

/** The next step, by the table. The invocation after that step observes everything again. */
export function decide({ active, ...situation }: Situation, policy: Policy): Step {
  const facts = new Map(
    Object.entries({
      ...situation,
      startedBy: 'none',
      ...active,
      ...policy,
    } satisfies Partial<Columns>),
  );
  const matches = (columns: Partial<Columns>): boolean =>
    Object.entries(columns).every(([name, value]) => facts.get(name) === value);
  const [, step = OTHERWISE] = TABLE.find(([columns]) => matches(columns)) ?? [];
  return step(active?.deploymentId ?? '');
}
