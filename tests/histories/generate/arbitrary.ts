import fc from 'fast-check';
import type { Circumstances, Command, History, Lags, Sibling, Step, Version, Wish } from './history';

/** Picks one of these; a failing history shrinks towards the first. */
const oneOf = <const T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

const rarely = <const T, const U>(usual: T, ...others: U[]): fc.Arbitrary<T | U> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: oneOf(...others) });

const version: fc.Arbitrary<Version> = oneOf(1, 2, 3);

const sibling: fc.Arbitrary<Sibling> = fc.record({
  order: oneOf('beside', 'afterwards'),
  seconds: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 4_000 })),
  fails: rarely(false, true),
});

const wish: fc.Arbitrary<Wish> = fc.record({
  version: fc.oneof(
    { weight: 20, arbitrary: version },
    { weight: 1, arbitrary: fc.constant('absent' as const) },
  ),
  completeWhen: oneOf('SUCCEEDED', 'TRAFFIC_SHIFTED'),
  whenBusy: oneOf('WAIT', 'STOP', 'FAIL'),
  hookPolicy: rarely('ALWAYS', 'AFTER_FIRST_SUCCESS'),
  hook: rarely('none', 'BeforeInstall', 'AfterInstall', 'AfterAllowTestTraffic', 'AfterAllowTraffic'),
  timeoutInMinutes: rarely('default', 1, 5, 30, 90),
  redeployToken: rarely('none', 'a', 'b'),
  sibling,
});

const lag = (...seconds: number[]): fc.Arbitrary<number> => rarely(0, ...seconds);

const lags: fc.Arbitrary<Lags> = fc.record({
  rollbackId: lag(1, 10, 30),
  rollback: lag(20, 90),
  rollbackMade: lag(5, 30),
  // While neither the list nor the group shows a new deployment, nobody can know of it but who made it.
  listed: fc.constant(0),
  read: lag(3, 15),
  targets: lag(10, 60),
  // A delete waits 20 seconds for a tag that does not show.
  tags: lag(5, 15),
  // An adopted deployment is looked at again after 15 seconds.
  stop: lag(5, 12),
  hidesTerminationWait: rarely(false, true),
});

const anyCircumstances: fc.Arbitrary<Circumstances> = fc.record({
  plan: oneOf('allAtOnce', 'canary', 'linear'),
  readyWait: rarely(0, 5, 60),
  terminationWait: oneOf(0, 5, 60),
  testListener: oneOf(true, false),
  rollsBack: rarely(true, false),
  watchesAlarm: oneOf(false, true),
  groupInStack: rarely(false, true),
  calledOn: oneOf(0, 3, 8),
  lags,
});

/** Only the owner tag tells an older operation that it is one: while that shows late, nobody can. */
const circumstances = anyCircumstances.map((each) => (each.lags.tags > 0 ? { ...each, calledOn: 0 } : each));

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ name: fc.constant('update' as const), wish }) },
  { weight: 2, arbitrary: fc.record({ name: fc.constant('cancel' as const) }) },
  { weight: 1, arbitrary: fc.record({ name: fc.constant('deleteStack' as const) }) },
  { weight: 2, arbitrary: fc.record({ name: fc.constant('deployByHand' as const), version }) },
  { weight: 2, arbitrary: fc.record({ name: fc.constant('stopByHand' as const), rollback: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ name: fc.constant('continueByHand' as const) }) },
  { weight: 1, arbitrary: fc.record({ name: fc.constant('endTerminationWaitByHand' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ name: fc.constant('setAlarm' as const), state: oneOf('OK', 'ALARM') }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      name: fc.constant('setHooks' as const),
      answer: oneOf('Succeeded', 'Failed', 'never'),
      seconds: oneOf(0, 10, 120),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ name: fc.constant('setHealth' as const), version, healthy: fc.boolean() }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      name: fc.constant('disturb' as const),
      disturbance: oneOf('throttled', 'serverError', 'responseLost', 'killed'),
      from: fc.integer({ min: 1, max: 25 }),
      calls: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      name: fc.constant('deliverTwice' as const),
      calls: fc.integer({ min: 0, max: 7 }),
      heard: oneOf('first', 'second'),
    }),
  },
);

/** Seconds: within a handler's delay, within a deployment, within its waits. */
const after: fc.Arbitrary<number> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 40 }) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 400 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 5_000 }) },
);

const step: fc.Arbitrary<Step> = command.chain((what) =>
  fc.record({
    after,
    atRest: what.name === 'update' ? rarely(true, false) : rarely(false, true),
    command: fc.constant(what),
  }),
);

/** Any history: a service, its group, a stack, and what happens to them. */
export const histories: fc.Arbitrary<History> = fc.record({
  circumstances,
  first: wish,
  steps: fc.array(step, { minLength: 1, maxLength: 12 }),
});
