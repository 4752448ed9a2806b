import { REASONS } from '../messages/progress';

/** Whether a task set or a deployment has what the stack asks for. */
export type Match = 'desired' | 'other';

/** The deployment that holds the group, as far as it matters for a decision. */
export interface ActiveDeployment {
  deploymentId: string;
  /**
   * Who started it: this operation, an earlier one of this resource, CodeDeploy to undo another one, or another team.
   * `notVisible` while CodeDeploy names it as active but does not show it.
   */
  startedBy: 'operation' | 'resource' | 'codeDeployRollback' | 'somebodyElse' | 'notVisible';
  /**
   * `shifting` from its creation until all traffic is on its task set, ready wait and hooks included: a stop with
   * rollback undoes it. Then it waits to terminate the original task set. `ended` when it has just failed, and CodeDeploy
   * may be about to roll it back.
   */
  stage: 'shifting' | 'terminationWait' | 'ended';
  /** What it brings; unknown while it has neither a task set nor a mark of ours. */
  brings: Match | 'unknown';
  /** What the original task set runs, and a stop with rollback leads back to. */
  original: Match;
}

export interface Situation {
  /** What the PRIMARY task set runs. */
  live: Match;
  /** Whether a deployment that ended without rollback left its task set behind. */
  leftBehind: boolean;
  /**
   * Whether the task sets may be those of some seconds ago: the last deployment has just ended, and what is wanted runs
   * beside the PRIMARY task set, or a replacement beside what is wanted, or the PRIMARY task set is not that of the
   * deployment, which has succeeded.
   */
  unsettled: boolean;
  active: ActiveDeployment | undefined;
}

export interface Policy {
  whenBusy: 'WAIT' | 'STOP' | 'FAIL';
  /** Whether a new RedeployToken asks for a deployment even of what already runs. */
  redeploy: boolean;
  /** Whether the stack is rolling back. */
  rollback: boolean;
}

export type Step =
  | { kind: 'done' }
  | { kind: 'deploy'; overrideAlarms: boolean }
  | { kind: 'settle' }
  | { kind: 'follow'; deploymentId: string }
  | { kind: 'await'; deploymentId: string; why: string }
  | { kind: 'retryLater'; deploymentId: string; why: string }
  | { kind: 'stop'; deploymentId: string; why: string }
  | { kind: 'endTerminationWait'; deploymentId: string }
  | { kind: 'refuse'; deploymentId: string };

/** Situation and policy side by side: the columns of the table. */
type Columns = Omit<ActiveDeployment, 'deploymentId' | 'startedBy'> &
  Omit<Situation, 'active'> &
  Policy & { startedBy: ActiveDeployment['startedBy'] | 'nobody' };

type Make = (deploymentId: string) => Step;

const done: Make = () => ({ kind: 'done' });
const deploy: Make = () => ({ kind: 'deploy', overrideAlarms: false });
const deployUnwatched: Make = () => ({ kind: 'deploy', overrideAlarms: true });
const settle: Make = () => ({ kind: 'settle' });
const follow: Make = (deploymentId) => ({ kind: 'follow', deploymentId });
const endTerminationWait: Make = (deploymentId) => ({ kind: 'endTerminationWait', deploymentId });
const refuse: Make = (deploymentId) => ({ kind: 'refuse', deploymentId });
const because =
  (kind: 'await' | 'retryLater' | 'stop', why: string): Make =>
  (deploymentId) => ({ kind, deploymentId, why });

const stopToGoBack = because('stop', REASONS.originalRunsDesired);
const stopTheirs = because('stop', REASONS.othersAndStop);

/** The first line that fits decides. A column that a line leaves out may have any value. */
const TABLE: readonly [line: string, columns: Partial<Columns>, step: Make][] = [
  ['D12', { startedBy: 'nobody', unsettled: true, redeploy: false }, settle],
  ['D1', { startedBy: 'nobody', live: 'desired', leftBehind: false, redeploy: false }, done],
  ['D9', { startedBy: 'nobody', rollback: true }, deployUnwatched],
  ['D2, D11', { startedBy: 'nobody' }, deploy],
  ['D4', { stage: 'ended' }, because('await', REASONS.rollbackPossible)],
  ['D3', { startedBy: 'operation' }, follow],
  // What is wanted may leave open what the given-up deployment changes, or repeat what runs: the original task set is
  // what ran before.
  ['D5, D6', { startedBy: 'resource', original: 'desired', rollback: true }, stopToGoBack],
  ['D3', { startedBy: 'resource', brings: 'desired', redeploy: false }, follow],
  ['D3', { startedBy: 'somebodyElse', brings: 'desired', redeploy: false }, follow],
  ['D4', { startedBy: 'codeDeployRollback' }, because('await', REASONS.rollbackRuns)],
  ['D5', { startedBy: 'resource', stage: 'shifting', brings: 'desired' }, because('stop', REASONS.redeploys)],
  ['D5', { startedBy: 'resource', stage: 'shifting' }, because('stop', REASONS.otherVersion)],
  ['D6', { startedBy: 'resource', original: 'desired', redeploy: false }, stopToGoBack],
  ['D7', { startedBy: 'resource' }, endTerminationWait],
  ['D8', { startedBy: 'somebodyElse', whenBusy: 'WAIT' }, because('await', REASONS.others)],
  ['D8', { startedBy: 'somebodyElse', whenBusy: 'STOP' }, stopTheirs],
  // A stack rollback that fails leaves the stack in UPDATE_ROLLBACK_FAILED, which an operator has to resolve.
  ['D8', { startedBy: 'somebodyElse', rollback: true }, because('await', REASONS.others)],
  ['D8', { startedBy: 'somebodyElse', whenBusy: 'FAIL' }, refuse],
];

/** Where no line fits: D10, a deployment that CodeDeploy names as active and does not show. */
const OTHERWISE = because('retryLater', REASONS.notVisible);

/** The next step, by the table. After each step everything is observed again. */
export function decide({ live, leftBehind, unsettled, active }: Situation, policy: Policy): Step {
  const facts = new Map(
    Object.entries({
      live,
      leftBehind,
      unsettled,
      startedBy: 'nobody',
      ...active,
      ...policy,
    } satisfies Partial<Columns>),
  );
  const fits = (columns: Partial<Columns>): boolean =>
    Object.entries(columns).every(([name, value]) => facts.get(name) === value);
  const line = TABLE.find(([, columns]) => fits(columns));
  const step = line ? line[2] : OTHERWISE;
  return step(active?.deploymentId ?? '');
}
