import fc from 'fast-check';
import { ODD_ANSWERS } from '#test-kit';
import type {
  Command,
  History,
  Parameters,
  Sibling,
  Step,
  TemplateInput,
  UpdateMode,
  Version,
} from './history';
import { setup } from './setup';
import { oneOf, rarely } from './values';

/*
 * A seed stands for the same histories only as long as the members of each record, the values and the weights keep their
 * order.
 */

const version: fc.Arbitrary<Version> = oneOf(1, 2, 3);

const sibling: fc.Arbitrary<Sibling> = fc.record({
  order: oneOf('parallel', 'afterDeployment'),
  seconds: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 4_000 })),
  fails: rarely(false, true),
});

const parameters: fc.Arbitrary<Parameters> = fc.record({
  port: oneOf('none', 'first', 'last'),
  network: rarely('none', 'sg-1', 'sg-2'),
  platform: rarely('none', '1.3.0', '1.4.0', 'LATEST'),
  strategy: rarely('none', 'FARGATE', 'FARGATE_SPOT'),
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
  parameters,
  sibling,
});

const mode: fc.Arbitrary<UpdateMode> = fc.oneof(
  { weight: 12, arbitrary: fc.constant('standard' as const) },
  { weight: 2, arbitrary: fc.constant('disableRollback' as const) },
  { weight: 2, arbitrary: oneOf('express', 'expressWithRollback') },
  { weight: 2, arbitrary: fc.constant('revertDrift' as const) },
);

const fromCall = fc.integer({ min: 1, max: 25 });

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ name: fc.constant('update' as const), input: templateInput, mode }),
  },
  { weight: 2, arbitrary: fc.record({ name: fc.constant('cancel' as const) }) },
  { weight: 1, arbitrary: fc.record({ name: fc.constant('deleteStack' as const) }) },
  { weight: 2, arbitrary: fc.record({ name: fc.constant('deployByHand' as const), version }) },
  {
    weight: 2,
    arbitrary: fc.record({
      name: fc.constant('stopByHand' as const),
      rollback: oneOf<boolean | 'unset'>(false, true, 'unset'),
    }),
  },
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
      fromCall,
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
  {
    weight: 3,
    arbitrary: fc.record({
      name: fc.constant('oddAnswer' as const),
      error: oneOf(...ODD_ANSWERS.map(([error]) => error)),
      fromCall,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      name: fc.constant('import' as const),
      input: templateInput,
      newStack: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ name: fc.constant('refactor' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      name: fc.constant('claim' as const),
      what: oneOf('deployment', 'group', 'both'),
      version,
    }),
  },
  { weight: 1, arbitrary: fc.record({ name: fc.constant('deleteOther' as const) }) },
  {
    weight: 1,
    // Within the 15 minutes that an operation goes on asking after its deadline.
    arbitrary: fc.record({ name: fc.constant('refuseStops' as const), seconds: oneOf(60, 600) }),
  },
);

/** Times within a handler's delay, within a deployment, and within a deployment's waits. */
const afterSeconds: fc.Arbitrary<number> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 40 }) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 400 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 5_000 }) },
);

/** Commands that mostly come when nothing is in progress on the stack. */
const MOSTLY_IDLE: readonly Command['name'][] = ['update', 'import', 'refactor'];

const step: fc.Arbitrary<Step> = command.chain((what) =>
  fc.record({
    afterSeconds,
    whenIdle: MOSTLY_IDLE.includes(what.name) ? rarely(true, false) : rarely(false, true),
    command: fc.constant(what),
  }),
);

/** Any history: a service with its group, the creation of a stack, and one to twelve commands after it. */
export const histories: fc.Arbitrary<History> = fc.record({
  setup,
  first: templateInput,
  steps: fc.array(step, { minLength: 1, maxLength: 12 }),
});
