import type { Circumstances, Command, History, Lags, Step, Wish } from './generate/history';

/** A history that once broke an invariant, as small as it could be made, and what it is about. */
export interface Kept {
  sentence: string;
  history: History;
}

const AT_ONCE: Lags = {
  rollbackId: 0,
  rollbackMade: 0,
  rollback: 0,
  listed: 0,
  read: 0,
  targets: 0,
  tags: 0,
  stop: 0,
  hidesTerminationWait: false,
};

const PLAIN: Circumstances = {
  plan: 'allAtOnce',
  readyWait: 0,
  terminationWait: 0,
  testListener: true,
  rollsBack: true,
  watchesAlarm: false,
  groupInStack: false,
  calledOn: 0,
  lags: AT_ONCE,
};

const WISH: Wish = {
  version: 1,
  completeWhen: 'SUCCEEDED',
  whenBusy: 'WAIT',
  hookPolicy: 'ALWAYS',
  hook: 'none',
  timeoutInMinutes: 'default',
  redeployToken: 'none',
  sibling: { order: 'beside', seconds: 0, fails: false },
};

const step = (after: number, command: Command, atRest = false): Step => ({ after, atRest, command });

const update = (after: number, wish: Partial<Wish>, atRest = true): Step =>
  step(after, { name: 'update', wish: { ...WISH, ...wish } }, atRest);

export const KEPT: readonly Kept[] = [
  {
    sentence: 'An update goes on although the owner tag still shows the update before it',
    history: {
      circumstances: { ...PLAIN, lags: { ...AT_ONCE, tags: 30 } },
      first: WISH,
      steps: [update(60, { whenBusy: 'STOP' }), update(8, { version: 2 })],
    },
  },
  {
    sentence: 'A create that is taken back leaves no owner tag behind although the tag does not show yet',
    history: {
      circumstances: { ...PLAIN, lags: { ...AT_ONCE, tags: 15 } },
      first: { ...WISH, version: 2, sibling: { order: 'beside', seconds: 3, fails: true } },
      steps: [update(60, { version: 2 })],
    },
  },
  {
    sentence:
      "A deployment of somebody else's that brings what is wanted is not stopped when the time is over",
    history: {
      circumstances: { ...PLAIN, terminationWait: 60 },
      first: WISH,
      steps: [
        step(0, { name: 'deployByHand', version: 2 }, true),
        update(4, { version: 2, timeoutInMinutes: 1 }, false),
      ],
    },
  },
  {
    sentence: 'A way back waits for a deployment that CodeDeploy names and does not show yet',
    history: {
      circumstances: { ...PLAIN, lags: { ...AT_ONCE, read: 15 } },
      first: WISH,
      steps: [update(0, { version: 2 }), step(1, { name: 'cancel' }), update(30, { version: 3 })],
    },
  },
  {
    sentence: 'A delete waits for a deployment that is active and does not show yet',
    history: {
      circumstances: { ...PLAIN, lags: { ...AT_ONCE, read: 15 } },
      first: { ...WISH, version: 3 },
      steps: [step(2, { name: 'deleteStack' })],
    },
  },
  {
    sentence: 'A create that was throttled for minutes waits for its owner tag to show as any other does',
    history: {
      circumstances: { ...PLAIN, lags: { ...AT_ONCE, tags: 30 } },
      first: { ...WISH, version: 'absent' },
      steps: [
        step(0, { name: 'disturb', disturbance: 'throttled', from: 1, calls: 12 }, true),
        update(0, { version: 2 }),
      ],
    },
  },
  {
    sentence: 'A cancelled update whose first call comes again does not take the owner tag back',
    history: {
      circumstances: { ...PLAIN, calledOn: 6 },
      first: WISH,
      steps: [
        step(30, { name: 'disturb', disturbance: 'responseLost', from: 4, calls: 1 }, true),
        update(0, { version: 3, sibling: { order: 'beside', seconds: 60, fails: false } }),
        step(3, { name: 'cancel' }),
      ],
    },
  },
  {
    sentence: 'A way back does not adopt a deployment that the update before it has asked to stop',
    history: {
      circumstances: { ...PLAIN, terminationWait: 60, lags: { ...AT_ONCE, stop: 60 } },
      first: WISH,
      steps: [
        update(0, { version: 3, completeWhen: 'TRAFFIC_SHIFTED' }),
        update(0, {
          completeWhen: 'TRAFFIC_SHIFTED',
          sibling: { order: 'beside', seconds: 50, fails: true },
        }),
      ],
    },
  },
  {
    sentence: 'A way back does not wait for the hooks of a redeployment that was cancelled',
    history: {
      circumstances: PLAIN,
      first: WISH,
      steps: [
        step(0, { name: 'setHooks', answer: 'never', seconds: 0 }, true),
        update(0, { redeployToken: 'a', hook: 'BeforeInstall' }),
        step(0, { name: 'cancel' }),
      ],
    },
  },
  {
    sentence: 'A delete that is delivered twice leaves no owner tag behind',
    history: {
      circumstances: { ...PLAIN, lags: { ...AT_ONCE, tags: 5 } },
      first: WISH,
      steps: [
        step(0, { name: 'disturb', disturbance: 'throttled', from: 9, calls: 1 }, true),
        step(0, { name: 'deliverTwice', calls: 5, heard: 'first' }),
        step(5, { name: 'deleteStack' }),
        update(5, {}, false),
      ],
    },
  },
];
