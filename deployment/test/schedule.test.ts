import type { DeploymentInfo, ECSTarget } from '@aws-sdk/client-codedeploy';
import {
  awaitEndSeconds,
  capAtDeadline,
  firstPollSeconds,
  nextPoll,
  rollbackPollSeconds,
  recordDeploymentPoll,
  recordTargetPoll,
  spreadOf,
  type Poll,
  type TrafficPlan,
  type PollHistory,
} from '../src/polling/schedule';

const START = Date.UTC(2026, 0, 1);
const after = (seconds: number) => START + seconds * 1000;
const MINUTE = 60;

const running = (waitMinutes: number, more: DeploymentInfo = {}): DeploymentInfo => ({
  status: 'InProgress',
  startTime: new Date(START),
  blueGreenDeploymentConfiguration: {
    terminateBlueInstancesOnDeploymentSuccess: {
      action: 'TERMINATE',
      terminationWaitTimeInMinutes: waitMinutes,
    },
  },
  ...more,
});

const awaitingApproval = (waitTimeInMinutes: number): DeploymentInfo => ({
  status: 'Ready',
  startTime: new Date(START),
  blueGreenDeploymentConfiguration: {
    deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes },
  },
});

const target = (shiftingSince?: number): ECSTarget => ({
  status: 'InProgress',
  lifecycleEvents: [
    { lifecycleEventName: 'Install', status: 'Succeeded', startTime: new Date(after(3)) },
    shiftingSince === undefined
      ? { lifecycleEventName: 'AllowTraffic', status: 'Pending' }
      : {
          lifecycleEventName: 'AllowTraffic',
          status: 'InProgress',
          startTime: new Date(after(shiftingSince)),
        },
  ],
});

interface Row {
  why: string;
  plan?: Partial<TrafficPlan>;
  /** What each poll has shown, by the seconds at which it was made. */
  polls: [seconds: number, shown: DeploymentInfo | ECSTarget | undefined][];
  next: Poll;
}

const at = (delaySeconds: number): Poll => ({ what: 'deployment', delaySeconds });
const atTarget = (delaySeconds: number): Poll => ({ what: 'target', delaySeconds });
const shifted = { instanceTerminationWaitTimeStarted: true };

const rows: Row[] = [
  { why: 'not visible yet: soon', polls: [[0, undefined]], next: at(5) },
  { why: 'created: soon', polls: [[2, { status: 'Created' }]], next: at(5) },
  { why: 'queued: soon', polls: [[2, { status: 'Queued' }]], next: at(5) },
  { why: 'running, anything may happen: a routine poll', polls: [[10, running(5)]], next: at(20) },
  {
    why: 'waiting two minutes for an approval: a routine poll',
    polls: [[200, awaitingApproval(2)]],
    next: at(20),
  },
  {
    why: 'waiting five minutes for an approval: eight polls in that time',
    polls: [[200, awaitingApproval(5)]],
    next: at(38),
  },
  {
    why: 'waiting more than eight minutes for an approval: a poll a minute',
    polls: [[200, awaitingApproval(11)]],
    next: at(60),
  },
  {
    why: 'waiting longer for an approval, which ends the operation soon: a routine poll',
    plan: { untilShifted: true },
    polls: [[200, awaitingApproval(11)]],
    next: at(20),
  },
  {
    why: 'in a long wait that a stack rollback has asked to end, which CodeDeploy has refused: a routine poll',
    plan: { endsWaits: true },
    polls: [
      [100, running(60)],
      [119, running(60, shifted)],
    ],
    next: at(20),
  },
  {
    why: 'approved after a long wait: traffic moves, so a routine poll',
    polls: [
      [200, awaitingApproval(11)],
      [260, running(0)],
    ],
    next: at(20),
  },
  {
    why: 'waiting for an approval, by an answer that does not say how long: a routine poll',
    polls: [[200, { status: 'Ready', startTime: new Date(START) }]],
    next: at(20),
  },
  {
    why: 'running, and a ready wait of an hour is yet to come: a routine poll',
    polls: [
      [
        10,
        running(5, {
          blueGreenDeploymentConfiguration: {
            deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: 60 },
          },
        }),
      ],
    ],
    next: at(20),
  },
  {
    why: 'a canary cannot be over yet: the deployment is enough',
    plan: { shiftMinutes: 5 },
    polls: [[200, running(0)]],
    next: at(20),
  },
  {
    why: 'a canary could be over soon: the target knows',
    plan: { shiftMinutes: 5 },
    polls: [[262, running(0)]],
    next: atTarget(20),
  },
  {
    why: 'a canary that a termination wait follows: nothing ends with it',
    plan: { shiftMinutes: 5 },
    polls: [[262, running(5)]],
    next: at(20),
  },
  {
    why: 'a canary until all traffic is shifted: the termination wait does not matter',
    plan: { shiftMinutes: 5, untilShifted: true },
    polls: [[262, running(5)]],
    next: atTarget(20),
  },
  {
    why: 'ready a minute ago: the canary has not begun before that',
    plan: { shiftMinutes: 5 },
    polls: [
      [600, running(0, { status: 'Ready' })],
      [660, running(0)],
    ],
    next: at(20),
  },
  {
    why: 'all traffic moves at once: the deployment tells its end',
    polls: [[10, running(0)]],
    next: at(20),
  },
  {
    why: 'created a minute ago: the canary has not begun before that',
    plan: { shiftMinutes: 5 },
    polls: [
      [2, { status: 'Created' }],
      [200, { status: 'Created' }],
      [270, running(0)],
    ],
    next: at(20),
  },
  {
    why: 'queued a minute ago: the canary has not begun before that',
    plan: { shiftMinutes: 5 },
    polls: [
      [2, { status: 'Created' }],
      [200, { status: 'Queued' }],
      [270, running(0)],
    ],
    next: at(20),
  },
  {
    why: 'traffic moves, and a termination wait follows: the end of the shift is no end',
    plan: { shiftMinutes: 5 },
    polls: [
      [262, running(5)],
      [281, target(130)],
      [419, running(5)],
    ],
    next: at(20),
  },
  {
    why: 'traffic has not begun to move: not before another five minutes',
    plan: { shiftMinutes: 5 },
    polls: [
      [262, running(0)],
      [281, target()],
    ],
    next: at(20),
  },
  {
    why: 'traffic moves, and its end is known: evenly towards it',
    plan: { shiftMinutes: 5 },
    polls: [
      [262, running(0)],
      [281, target(130)],
    ],
    next: at(19),
  },
  {
    why: 'less than a routine poll before that end: exactly on it',
    plan: { shiftMinutes: 5 },
    polls: [
      [262, running(0)],
      [281, target(130)],
      [419, running(0)],
    ],
    next: at(12),
  },
  {
    why: 'just past that end: soon',
    plan: { shiftMinutes: 5 },
    polls: [
      [281, running(0)],
      [300, target(130)],
      [431, running(0)],
    ],
    next: at(5),
  },
  {
    why: 'well past it, as while a slow hook runs: less and less often',
    plan: { shiftMinutes: 5 },
    polls: [
      [281, running(0)],
      [300, target(130)],
      [451, running(0)],
    ],
    next: at(12),
  },
  {
    why: 'long past it: a routine poll',
    plan: { shiftMinutes: 5 },
    polls: [
      [281, running(0)],
      [300, target(130)],
      [900, running(0)],
    ],
    next: at(20),
  },
  {
    why: 'at the beginning of the termination wait: spread evenly over it',
    polls: [
      [100, running(5)],
      [119, running(5, shifted)],
    ],
    next: at(36),
  },
  {
    why: 'towards the earliest end of the wait: on it',
    polls: [
      [100, running(5)],
      [119, running(5, shifted)],
      [390, running(5, shifted)],
    ],
    next: at(11),
  },
  {
    why: 'while it may end at any moment: every five seconds',
    polls: [
      [100, running(5)],
      [119, running(5, shifted)],
      [100 + 5 * MINUTE + 6, running(5, shifted)],
    ],
    next: at(5),
  },
  {
    why: 'a termination wait that should be over: a routine poll',
    polls: [
      [100, running(5)],
      [119, running(5, shifted)],
      [119 + 6 * MINUTE, running(5, shifted)],
    ],
    next: at(20),
  },
  {
    why: 'in a termination wait of an hour: evenly towards its end, about a poll a minute',
    polls: [
      [100, running(60)],
      [119, running(60, shifted)],
    ],
    next: at(60),
  },
  {
    why: 'in a termination wait of an hour, less than a minute before its end: on the end',
    polls: [
      [100, running(60)],
      [119, running(60, shifted)],
      [100 + 60 * MINUTE - 40, running(60, shifted)],
    ],
    next: at(41),
  },
  {
    why: 'a deployment without a termination wait that has shifted: soon',
    polls: [[100, { status: 'InProgress', ...shifted }]],
    next: at(1),
  },
];

const isTarget = (shown: DeploymentInfo | ECSTarget | undefined): shown is ECSTarget =>
  shown !== undefined && 'lifecycleEvents' in shown;

test.each(rows)('$why', ({ plan: part, polls, next }) => {
  const plan = { shiftMinutes: 0, untilShifted: false, endsWaits: false, ...part };
  let seen: PollHistory | undefined;
  for (const [seconds, shown] of polls)
    if (isTarget(shown)) seen = recordTargetPoll(shown, seen!, after(seconds));
    else seen = recordDeploymentPoll(shown, seen, after(seconds), plan);
  expect(nextPoll(seen!, plan, after(polls.at(-1)![0]))).toEqual(next);
});

describe('a poll of the target', () => {
  const before: PollHistory = {
    polledAt: after(262),
    started: true,
    noShiftUntil: START,
    waitMinutes: 0,
    longestSeconds: 20,
  };
  const allowTraffic = (more: object): ECSTarget => ({
    lifecycleEvents: [{ lifecycleEventName: 'AllowTraffic', ...more }],
  });

  test.each<[string, ECSTarget | undefined]>([
    ['that cannot be read', undefined],
    ['without events', {}],
    ['whose traffic shift is not listed', { lifecycleEvents: [] }],
    ['whose traffic shift has no start', allowTraffic({ status: 'InProgress' })],
    ['whose traffic shift is Pending', allowTraffic({ status: 'Pending', startTime: new Date(START) })],
  ])('%s tells that no traffic moves until now', (_what, shown) => {
    expect(recordTargetPoll(shown, before, after(281))).toEqual({ ...before, noShiftUntil: after(281) });
  });

  test('whose traffic shift has begun tells since when', () => {
    const moments = { noShiftUntil: after(130), shiftingSince: after(130) };
    expect(recordTargetPoll(target(130), before, after(281))).toEqual({ ...before, ...moments });
  });
});

test('a poll after an end that is long overdue is a routine poll', () => {
  const history: PollHistory = {
    polledAt: after(880),
    started: true,
    noShiftUntil: after(130),
    shiftingSince: after(130),
    waitMinutes: 0,
    longestSeconds: 20,
  };
  const plan = { shiftMinutes: 5, untilShifted: false };
  expect(nextPoll(history, plan, after(900))).toEqual(at(20));
});

test('operations that start together make their first polls apart', () => {
  const first = Array.from({ length: 200 }, (_, index) => firstPollSeconds(spreadOf(`token ${index}`)));
  expect([...new Set(first)].sort()).toEqual([10, 11, 12, 8, 9]);
});

test('the same operation at the same moment gets the same spread, others another', () => {
  const spreads = Array.from({ length: 100 }, (_, index) => spreadOf(`token ${index}`));
  expect(new Set(spreads).size).toBeGreaterThan(95);
  expect(Math.min(...spreads)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...spreads)).toBeLessThanOrEqual(1);
  expect(spreadOf('token')).toBe(spreadOf('token'));
});

const rollback = { rollbackDeploymentId: 'd-ROLLBACK1' };

const rollbacks: [string, DeploymentInfo | undefined, number][] = [
  ['cannot be seen', undefined, 5],
  ['has none yet', { status: 'Stopped', completeTime: new Date(after(0)) }, 5],
  ['ended just now', { status: 'Stopped', completeTime: new Date(after(20)), rollbackInfo: rollback }, 5],
  ['ended three seconds ago', { completeTime: new Date(after(17)), rollbackInfo: rollback }, 2],
  ['ended a while ago', { completeTime: new Date(after(0)), rollbackInfo: rollback }, 0],
  ['ended, by a clock that is ahead', { completeTime: new Date(after(60)), rollbackInfo: rollback }, 5],
  ['does not say when it ended', { rollbackInfo: rollback }, 5],
];

test.each(rollbacks)('the rollback of a deployment that %s', (_reason, info, seconds) => {
  expect(rollbackPollSeconds(info, after(20))).toBe(seconds);
});

const awaited: [string, DeploymentInfo | undefined, boolean, number][] = [
  ['cannot be seen', undefined, false, 5],
  ['is a rollback', { creator: 'codeDeployRollback', status: 'InProgress' }, false, 5],
  ['runs', { status: 'InProgress' }, false, 20],
  ['waits five minutes for an approval', awaitingApproval(5), false, 38],
  ['waits longer for an approval', awaitingApproval(11), false, 60],
  ['is in a termination wait of five minutes', running(5, shifted), false, 38],
  ['is in a longer termination wait', running(11, shifted), false, 60],
  ['is in a longer termination wait that was told to end', running(11, shifted), true, 5],
  ['was told to stop', { status: 'InProgress' }, true, 5],
  [
    'has failed and is rolled back',
    { status: 'Failed', completeTime: new Date(after(0)), rollbackInfo: rollback },
    false,
    0,
  ],
];

test.each(awaited)('a deployment to wait for that %s', (_reason, info, endsSoon, seconds) => {
  expect(awaitEndSeconds(info, endsSoon, after(20))).toBe(seconds);
});

test.each([
  ['long before the deadline', 100, 19],
  ['when the deadline comes sooner than the next poll', 12.5, 13],
  ['at the deadline', 0, 19],
  ['after the deadline', -30, 19],
])('a delay of 19 seconds %s', (_reason, secondsLeft, seconds) => {
  expect(capAtDeadline(19, after(20) + secondsLeft * 1000, after(20))).toBe(seconds);
});
