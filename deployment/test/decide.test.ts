import {
  decide,
  type ActiveDeployment,
  type Policy,
  type Situation,
  type Step,
} from '../src/reconcile/decide/decide';

const ID = 'd-ACTIVE001';

const quiet: Policy = { whenBusy: 'WAIT', redeploy: false, rollback: false };

const idle = (live: Situation['live'], leftBehind = false): Situation => ({
  live,
  leftBehind,
  taskSetsMayBeStale: false,
  stopIsOverdue: false,
  active: undefined,
});

/** The last deployment has just ended, and the task sets may be those from before its end. */
const taskSetsMayBeStale = (live: Situation['live']): Situation => ({
  ...idle(live, true),
  taskSetsMayBeStale: true,
});

const busy = (
  startedBy: ActiveDeployment['startedBy'],
  stage: ActiveDeployment['stage'],
  brings: ActiveDeployment['brings'],
  original: ActiveDeployment['original'],
): Situation => ({
  live: stage === 'shifting' ? original : brings === 'desired' ? 'desired' : 'other',
  leftBehind: false,
  taskSetsMayBeStale: false,
  stopIsOverdue: false,
  active: { deploymentId: ID, startedBy, stage, brings, original },
});

/** The step in two or three words. */
function inWords(step: Step): string {
  return step.kind === 'deploy' && step.ignoreAlarms ? 'deploy without alarms' : step.kind;
}

/** CodeDeploy has had its time to stop a deployment in its termination wait. */
const overdue = (situation: Situation): Situation => ({ ...situation, stopIsOverdue: true });

// busy(who started it, its stage, what it brings, what the original task set runs)
const rows: [line: string, reason: string, Situation, Partial<Policy>, step: string][] = [
  ['D1', 'what is asked for runs already, as at a first create', idle('desired'), {}, 'done'],
  [
    'D1',
    'CodeDeploy has rolled back by itself before the stack rolls back',
    idle('desired'),
    { rollback: true },
    'done',
  ],
  [
    'D1',
    'but a new RedeployToken asks for a deployment of the same version',
    idle('desired'),
    { redeploy: true },
    'deploy',
  ],
  ['D2', 'another version runs and nothing is in the way', idle('other'), {}, 'deploy'],
  [
    'D2',
    'another version runs, and an earlier deployment left a task set behind',
    idle('other', true),
    {},
    'deploy',
  ],
  [
    'D3',
    'this operation started it, and the response of CreateDeployment got lost',
    busy('operation', 'shifting', 'desired', 'other'),
    {},
    'follow',
  ],
  [
    'D3',
    'this very operation started it because of a new RedeployToken',
    busy('operation', 'shifting', 'desired', 'desired'),
    { redeploy: true },
    'follow',
  ],
  [
    'D3',
    'an earlier operation of this resource brings the same',
    busy('resource', 'shifting', 'desired', 'other'),
    {},
    'follow',
  ],
  [
    'D3',
    'another team brings the same, even if WhenBusy is STOP',
    busy('anotherTeam', 'shifting', 'desired', 'other'),
    { whenBusy: 'STOP' },
    'follow',
  ],
  [
    'D3',
    'it waits for termination and brings the desired version',
    busy('resource', 'terminationWait', 'desired', 'other'),
    {},
    'follow',
  ],
  [
    'D3',
    'this operation started it, and the stack rolls back: it is the deployment of the stack rollback',
    busy('operation', 'shifting', 'desired', 'other'),
    { rollback: true },
    'follow',
  ],
  [
    'D3',
    'this operation started it and it waits for termination',
    busy('operation', 'terminationWait', 'desired', 'other'),
    {},
    'follow',
  ],
  [
    'D3',
    'the next operation wants the same while it waits for an approval',
    busy('resource', 'shifting', 'desired', 'desired'),
    {},
    'follow',
  ],
  [
    'D3',
    'another team brings the same and waits for termination, even if WhenBusy is FAIL',
    busy('anotherTeam', 'terminationWait', 'desired', 'other'),
    { whenBusy: 'FAIL' },
    'follow',
  ],
  [
    'D4',
    'an automatic rollback is never stopped, even if WhenBusy is STOP',
    busy('codeDeployRollback', 'shifting', 'unknown', 'other'),
    { whenBusy: 'STOP' },
    'await',
  ],
  [
    'D4',
    'an automatic rollback is awaited, even if WhenBusy is FAIL',
    busy('codeDeployRollback', 'shifting', 'other', 'desired'),
    { whenBusy: 'FAIL' },
    'await',
  ],
  [
    'D4',
    'the automatic rollback brings the desired version: it is awaited, not followed',
    busy('codeDeployRollback', 'shifting', 'desired', 'other'),
    { rollback: true },
    'await',
  ],
  [
    'D4',
    'a new RedeployToken does not shorten an automatic rollback',
    busy('codeDeployRollback', 'shifting', 'other', 'desired'),
    { redeploy: true },
    'await',
  ],
  [
    'D4',
    'ours was stopped a second ago, and CodeDeploy does not show its rollback yet',
    busy('resource', 'ended', 'other', 'desired'),
    { rollback: true },
    'await',
  ],
  [
    'D4',
    "another team's failed a second ago, even if WhenBusy is FAIL",
    busy('anotherTeam', 'ended', 'unknown', 'other'),
    { whenBusy: 'FAIL' },
    'await',
  ],
  [
    'D5',
    'the update was cancelled before the shift: the stack rolls back to the version that still has the traffic',
    busy('resource', 'shifting', 'other', 'desired'),
    { rollback: true },
    'stop',
  ],
  [
    'D5',
    'a redeployment was cancelled: what it brings runs already',
    busy('resource', 'shifting', 'desired', 'desired'),
    { rollback: true },
    'stop',
  ],
  [
    'D3',
    'an earlier operation brings the version that the stack rolls back to',
    busy('resource', 'shifting', 'desired', 'other'),
    { rollback: true },
    'follow',
  ],
  [
    'D5',
    'the next update brings a third version before the shift is done',
    busy('resource', 'shifting', 'other', 'other'),
    {},
    'stop',
  ],
  [
    'D5',
    'a new RedeployToken is not satisfied by an earlier deployment of the same version',
    busy('resource', 'shifting', 'desired', 'other'),
    { redeploy: true },
    'stop',
  ],
  [
    'D5',
    'all traffic has moved but a hook after it still runs: a stop undoes that too',
    busy('resource', 'shifting', 'other', 'desired'),
    {},
    'stop',
  ],
  [
    'D5',
    'another resource of the stack failed while it waited for an approval',
    busy('resource', 'shifting', 'other', 'desired'),
    { rollback: true, whenBusy: 'FAIL' },
    'stop',
  ],
  [
    'D6',
    'the original task set still runs the desired version: traffic returns at once',
    busy('resource', 'terminationWait', 'other', 'desired'),
    { rollback: true },
    'stop',
  ],
  [
    'D6',
    'WhenBusy is about other teams: our own is stopped at once',
    busy('resource', 'terminationWait', 'other', 'desired'),
    { whenBusy: 'WAIT' },
    'stop',
  ],
  [
    'D7',
    'CodeDeploy has not stopped our own in its termination wait',
    overdue(busy('resource', 'terminationWait', 'other', 'desired')),
    {},
    'stopOrEndWait',
  ],
  [
    'D7',
    'CodeDeploy has not stopped our own in its termination wait, and in the stack rollback both task sets match',
    overdue(busy('resource', 'terminationWait', 'desired', 'desired')),
    { rollback: true },
    'stopOrEndWait',
  ],
  [
    'D7',
    'a redeployment ends the wait as ever, and asks for no stop',
    overdue(busy('resource', 'terminationWait', 'other', 'desired')),
    { redeploy: true },
    'endTerminationWait',
  ],
  [
    'D5',
    'CodeDeploy has not stopped our own before its termination wait: the stop is asked for again',
    overdue(busy('resource', 'shifting', 'other', 'desired')),
    { rollback: true },
    'stop',
  ],
  [
    'D8',
    'the termination wait of another team is never ended, however long its stop takes',
    overdue(busy('anotherTeam', 'terminationWait', 'other', 'desired')),
    { whenBusy: 'STOP' },
    'stop',
  ],
  [
    'D7',
    'a third version: CodeDeploy may terminate the original task set now, then the third is deployed',
    busy('resource', 'terminationWait', 'other', 'other'),
    {},
    'endTerminationWait',
  ],
  [
    'D7',
    'a redeployment never returns to the original task set',
    busy('resource', 'terminationWait', 'other', 'desired'),
    { redeploy: true },
    'endTerminationWait',
  ],
  [
    'D7',
    'another team waits for termination: only they may end it',
    busy('anotherTeam', 'terminationWait', 'other', 'other'),
    {},
    'await',
  ],
  [
    'D7',
    'the stack rolls back to a version from before the last two',
    busy('resource', 'terminationWait', 'other', 'other'),
    { rollback: true },
    'endTerminationWait',
  ],
  [
    'D8',
    'another team deploys another version and WhenBusy is WAIT',
    busy('anotherTeam', 'shifting', 'other', 'desired'),
    {},
    'await',
  ],
  [
    'D8',
    'another team deploys another version and WhenBusy is STOP',
    busy('anotherTeam', 'shifting', 'other', 'desired'),
    { whenBusy: 'STOP' },
    'stop',
  ],
  [
    'D8',
    'another team deploys another version and WhenBusy is FAIL',
    busy('anotherTeam', 'shifting', 'other', 'desired'),
    { whenBusy: 'FAIL' },
    'refuse',
  ],
  [
    'D8',
    'the stack rollback waits for another team even if WhenBusy is FAIL: if it failed, the stack would be stuck',
    busy('anotherTeam', 'shifting', 'other', 'desired'),
    { rollback: true, whenBusy: 'FAIL' },
    'await',
  ],
  [
    'D8',
    'CodeDeploy does not show yet what another team brings, and WhenBusy is FAIL: that takes no waiting',
    busy('anotherTeam', 'shifting', 'unknown', 'other'),
    { whenBusy: 'FAIL' },
    'refuse',
  ],
  [
    'D8',
    'CodeDeploy does not show yet what another team brings, and WhenBusy is WAIT: its end shows it',
    busy('anotherTeam', 'shifting', 'unknown', 'other'),
    {},
    'await',
  ],
  [
    'D8',
    'the same in a stack rollback with WhenBusy FAIL',
    busy('anotherTeam', 'shifting', 'unknown', 'desired'),
    { rollback: true, whenBusy: 'FAIL' },
    'await',
  ],
  [
    'D8',
    'another team waits for termination and WhenBusy is STOP: theirs is rolled back, then ours runs',
    busy('anotherTeam', 'terminationWait', 'other', 'other'),
    { whenBusy: 'STOP' },
    'stop',
  ],
  [
    'D8',
    'another team waits for termination and WhenBusy is FAIL',
    busy('anotherTeam', 'terminationWait', 'other', 'other'),
    { whenBusy: 'FAIL' },
    'refuse',
  ],
  [
    'D8',
    'another team brings the same version, but a new RedeployToken asks for a deployment of our own',
    busy('anotherTeam', 'shifting', 'desired', 'other'),
    { redeploy: true },
    'await',
  ],
  [
    'D8',
    'the original task set runs the desired version: the deployment is theirs nevertheless',
    busy('anotherTeam', 'shifting', 'other', 'desired'),
    { rollback: true },
    'await',
  ],
  [
    'D8',
    'CodeDeploy does not show yet what another team brings, and WhenBusy is STOP',
    busy('anotherTeam', 'shifting', 'unknown', 'desired'),
    { whenBusy: 'STOP' },
    'stop',
  ],
  [
    'D12',
    'a rollback of CodeDeploy has just ended, and what is wanted still shows beside the PRIMARY task set',
    taskSetsMayBeStale('other'),
    { rollback: true },
    'observeAgain',
  ],
  [
    'D12',
    'a deployment has just failed, and its replacement still shows beside what is wanted',
    taskSetsMayBeStale('desired'),
    {},
    'observeAgain',
  ],
  [
    'D12',
    'a deployment has just succeeded, and the version before it still shows as PRIMARY, which is what is wanted',
    { ...idle('desired', false), taskSetsMayBeStale: true },
    { rollback: true },
    'observeAgain',
  ],
  [
    'D12',
    'a new RedeployToken asks for a deployment whatever the task sets show',
    taskSetsMayBeStale('desired'),
    { redeploy: true },
    'deploy',
  ],
  [
    'D6',
    'a redeployment is in its termination wait: the original task set ran before',
    busy('resource', 'terminationWait', 'desired', 'desired'),
    { rollback: true },
    'stop',
  ],
  [
    'D9',
    'the stack rollback needs a deployment: the alarms that still fire must not stop it',
    idle('other'),
    { rollback: true },
    'deploy without alarms',
  ],
  [
    'D10',
    'CodeDeploy names a deployment that it does not show yet',
    busy('notVisible', 'shifting', 'unknown', 'other'),
    {},
    'retryLater',
  ],
  [
    'D10',
    'a deployment that it does not show yet is no reason to fail, even if WhenBusy is FAIL',
    busy('notVisible', 'shifting', 'unknown', 'desired'),
    { whenBusy: 'FAIL' },
    'retryLater',
  ],
  [
    'D11',
    'an earlier deployment left a task set behind: only a deployment restores listeners and weights',
    idle('desired', true),
    {},
    'deploy',
  ],
  [
    'D11',
    'an earlier deployment left a task set behind and the stack rolls back',
    idle('desired', true),
    { rollback: true },
    'deploy without alarms',
  ],
];

test.each(rows)('%s %s', (_line, _reason, situation, policy, step) => {
  expect(inWords(decide(situation, { ...quiet, ...policy }))).toBe(step);
});

test('a step names the deployment that it is about, and why others have to wait for it', () => {
  const situation = busy('anotherTeam', 'shifting', 'other', 'desired');
  expect(decide(situation, { ...quiet, whenBusy: 'STOP' })).toEqual({
    kind: 'stop',
    deploymentId: ID,
    reason: 'another operation started it and WhenBusy is STOP',
  });
});

test('a stop for a new RedeployToken does not claim that another version is deployed', () => {
  const step = decide(busy('resource', 'shifting', 'desired', 'other'), { ...quiet, redeploy: true });
  expect(step).toMatchObject({ kind: 'stop', reason: 'RedeployToken asks for a new deployment' });
});
