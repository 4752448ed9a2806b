import fc from 'fast-check';
import type { Command, History, Lags, Setup, Sibling, Step, TemplateInput, Version } from './history';

/*
 * A seed stands for the same histories only as long as the members of each record, the values and the weights keep their
 * order.
 */

/** One of these values. A failing history shrinks towards the first. */
const oneOf = <const T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

const rarely = <const T, const U>(usual: T, ...others: U[]): fc.Arbitrary<T | U> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: oneOf(...others) });

const version: fc.Arbitrary<Version> = oneOf(1, 2, 3);

const sibling: fc.Arbitrary<Sibling> = fc.record({
  order: oneOf('parallel', 'afterDeployment'),
  seconds: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 4_000 })),
  fails: rarely(false, true),
});

const templateInput: fc.Arbitrary<TemplateInput> = fc.record({
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
  rollbackIdSeconds: lag(1, 10, 30),
  rollbackExtraSeconds: lag(20, 90),
  rollbackStartSeconds: lag(5, 30),
  // While neither the list nor the group shows a new deployment, only the operation that started it can know of it.
  listSeconds: fc.constant(0),
  readSeconds: lag(3, 15),
  targetsSeconds: lag(10, 60),
  // A delete waits 20 seconds for a tag that does not show.
  tagsSeconds: lag(5, 15),
  // The handler polls a deployment that it has adopted after 15 seconds.
  stopSeconds: lag(5, 12),
  hidesTerminationWait: rarely(false, true),
});

const anySetup: fc.Arbitrary<Setup> = fc.record({
  plan: oneOf('allAtOnce', 'canary', 'linear'),
  readyWaitMinutes: rarely(0, 5, 60),
  terminationWaitMinutes: oneOf(0, 5, 60),
  testListener: oneOf(true, false),
  automaticRollback: rarely(true, false),
  watchesAlarm: oneOf(false, true),
  groupInStack: rarely(false, true),
  callsAfterCancel: oneOf(0, 3, 8),
  lags,
});

/** Only the owner tag tells an operation that it is superseded. While the tag shows late, no operation can know. */
const setup = anySetup.map((each) => (each.lags.tagsSeconds > 0 ? { ...each, callsAfterCancel: 0 } : each));

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ name: fc.constant('update' as const), input: templateInput }) },
  { weight: 2, arbitrary: fc.record({ name: fc.constant('cancel' as const) }) },
  { weight: 1, arbitrary: fc.record({ name: fc.constant('deleteStack' as const) }) },
  { weight: 2, arbitrary: fc.record({ name: fc.constant('deployByHand' as const), version }) },
  { weight: 2, arbitrary: fc.record({ name: fc.constant('stopByHand' as const), rollback: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ name: fc.constant('approveByHand' as const) }) },
  { weight: 1, arbitrary: fc.record({ name: fc.constant('endTerminationWaitByHand' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ name: fc.constant('setAlarm' as const), state: oneOf('OK', 'ALARM') }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      name: fc.constant('setHooks' as const),
      report: oneOf('Succeeded', 'Failed', 'never'),
      seconds: oneOf(0, 10, 120),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ name: fc.constant('setTaskHealth' as const), version, healthy: fc.boolean() }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      name: fc.constant('injectFaults' as const),
      fault: oneOf('throttled', 'serverError', 'responseLost', 'handlerKilled'),
      fromCall: fc.integer({ min: 1, max: 25 }),
      calls: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      name: fc.constant('deliveredTwice' as const),
      calls: fc.integer({ min: 0, max: 7 }),
      continuesFrom: oneOf('first', 'second'),
    }),
  },
);

/** Times within a handler's delay, within a deployment, and within a deployment's waits. */
const afterSeconds: fc.Arbitrary<number> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 40 }) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 400 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 5_000 }) },
);

const step: fc.Arbitrary<Step> = command.chain((what) =>
  fc.record({
    afterSeconds,
    whenIdle: what.name === 'update' ? rarely(true, false) : rarely(false, true),
    command: fc.constant(what),
  }),
);

/** Any history: a service with its group, the creation of a stack, and one to twelve commands after it. */
export const histories: fc.Arbitrary<History> = fc.record({
  setup,
  first: templateInput,
  steps: fc.array(step, { minLength: 1, maxLength: 12 }),
});
