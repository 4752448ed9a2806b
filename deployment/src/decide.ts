/** Whether something runs, or is about to run, what the stack asks for. */
export type Match = 'desired' | 'other';

/** The deployment that holds the group, as far as it matters for a decision. */
export interface ActiveDeployment {
  deploymentId: string;
  /** Who started it: this operation, an earlier one of this resource, CodeDeploy to undo another one, or somebody else. */
  startedBy: 'operation' | 'resource' | 'codeDeployRollback' | 'somebodyElse';
  /** Until all traffic is on its task set it can be undone; then it waits to terminate the original one. */
  stage: 'shifting' | 'terminationWait';
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
  active: ActiveDeployment | undefined;
}

export interface Policy {
  whenBusy: 'WAIT' | 'STOP' | 'FAIL';
  /** Whether a new RedeployToken asks for a deployment even of what already runs. */
  redeploy: boolean;
  /** Whether the stack is on its way back. */
  rollback: boolean;
}

export type Step =
  | { name: 'done' }
  | { name: 'deploy'; overrideAlarms: boolean }
  | { name: 'follow'; deploymentId: string }
  | { name: 'await'; deploymentId: string; why: string }
  | { name: 'stop'; deploymentId: string; why: string }
  | { name: 'endTerminationWait'; deploymentId: string }
  | { name: 'refuse'; deploymentId: string };

/** What to do next. One step at a time: afterwards everything is looked at again. */
export function decide(situation: Situation, policy: Policy): Step {
  const { live, leftBehind, active } = situation;
  if (!active) {
    const done = live === 'desired' && !leftBehind && !policy.redeploy;
    return done ? { name: 'done' } : { name: 'deploy', overrideAlarms: policy.rollback };
  }

  const { deploymentId, stage } = active;
  // A redeployment that is asked for is never what an earlier deployment brings.
  const brings = active.brings === 'desired' && policy.redeploy ? 'other' : active.brings;
  const original = active.original === 'desired' && policy.redeploy ? 'other' : active.original;

  switch (active.startedBy) {
    case 'operation':
      return { name: 'follow', deploymentId };
    case 'codeDeployRollback':
      return { name: 'await', deploymentId, why: 'CodeDeploy is rolling back' };
    case 'resource':
      if (brings === 'desired') return { name: 'follow', deploymentId };
      if (stage === 'shifting') return { name: 'stop', deploymentId, why: 'it brings another version' };
      if (original === 'desired')
        return {
          name: 'stop',
          deploymentId,
          why: 'the original task set still runs the version to go back to',
        };
      return { name: 'endTerminationWait', deploymentId };
    case 'somebodyElse':
      if (brings === 'desired') return { name: 'follow', deploymentId };
      if (brings === 'unknown')
        return { name: 'await', deploymentId, why: 'what it brings is not visible yet' };
      return whenBusy(policy.whenBusy, deploymentId);
  }
}

function whenBusy(choice: Policy['whenBusy'], deploymentId: string): Step {
  switch (choice) {
    case 'WAIT':
      return { name: 'await', deploymentId, why: 'somebody else started it' };
    case 'STOP':
      return { name: 'stop', deploymentId, why: 'somebody else started it and WhenBusy is STOP' };
    case 'FAIL':
      return { name: 'refuse', deploymentId };
  }
}
