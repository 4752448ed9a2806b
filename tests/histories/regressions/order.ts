import { INPUT, NO_LAGS, PLAIN, step, update, type NamedHistory } from '../plain-history';

/** Two operations on one resource, and which of them is the newer one. */
export const ORDER: readonly NamedHistory[] = [
  {
    sentence: 'An update goes on although the owner tag still shows the update before it',
    history: {
      setup: { ...PLAIN, lags: { ...NO_LAGS, tagsSeconds: 30 } },
      first: INPUT,
      steps: [update(60, { whenBusy: 'STOP' }), update(8, { version: 2 })],
    },
  },
  {
    sentence: 'A cancelled update whose first call is delivered again does not take the owner tag back',
    history: {
      setup: { ...PLAIN, callsAfterCancel: 6 },
      first: INPUT,
      steps: [
        step(30, { name: 'injectFaults', fault: 'responseLost', fromCall: 4, calls: 1 }, true),
        update(0, { version: 3, sibling: { order: 'parallel', seconds: 60, fails: false } }),
        step(3, { name: 'cancel' }),
      ],
    },
  },
  {
    sentence: 'An update in express mode whose first handler was killed does not know of the next one',
    history: {
      setup: { ...PLAIN, readings: { ...PLAIN.readings, expressInvocations: 'continue' } },
      first: INPUT,
      steps: [
        step(600, { name: 'injectFaults', fault: 'handlerKilled', fromCall: 1, calls: 1 }, true),
        update(0, { version: 3 }, true, 'express'),
        update(8, { version: 2 }),
      ],
    },
  },
  {
    sentence: 'An update that AWS keeps from its tag follows the one in express mode whose clock is ahead',
    history: {
      setup: {
        ...PLAIN,
        hostClocks: [0, -5],
        readings: { ...PLAIN.readings, expressInvocations: 'continue' },
        lags: { ...NO_LAGS, servicesSeconds: 25 },
      },
      first: INPUT,
      steps: [
        update(0, { hookPolicy: 'AFTER_FIRST_SUCCESS' }),
        update(0, { version: 2 }),
        step(0, { name: 'injectFaults', fault: 'serverError', fromCall: 25, calls: 3 }),
        update(0, {}, true, 'express'),
        update(0, { parameters: { ...INPUT.parameters, port: 'last' } }),
      ],
    },
  },
  {
    sentence:
      'A cancelled update on a host whose clock is ahead does not take the owner tag back from the stack rollback',
    history: {
      setup: {
        ...PLAIN,
        plan: 'linear',
        terminationWaitMinutes: 60,
        callsAfterCancel: 8,
        hostClocks: [0, 5],
      },
      first: INPUT,
      steps: [
        update(0, { version: 3, completeWhen: 'TRAFFIC_SHIFTED' }, true, 'revertDrift'),
        update(0, { parameters: { ...INPUT.parameters, network: 'sg-2' } }),
        step(0, { name: 'cancel' }),
      ],
    },
  },
  {
    sentence:
      'A cancelled update that was throttled before its tag leaves it to the stack rollback on a host whose clock is behind',
    history: {
      setup: { ...PLAIN, callsAfterCancel: 8, hostClocks: [0, 5] },
      first: { ...INPUT, timeoutInMinutes: 1 },
      steps: [
        update(0, {}),
        step(0, { name: 'injectFaults', fault: 'throttled', fromCall: 1, calls: 1 }),
        update(0, { version: 2 }, true, 'express'),
        step(0, { name: 'cancel' }),
      ],
    },
  },
  {
    sentence: 'A superseded update in express mode removes no record that the newer one may need',
    history: {
      setup: { ...PLAIN, readings: { ...PLAIN.readings, expressInvocations: 'continue' } },
      first: { ...INPUT, parameters: { ...INPUT.parameters, port: 'first' } },
      steps: [
        update(0, { parameters: { ...INPUT.parameters, strategy: 'FARGATE' } }, true, 'express'),
        update(0, { parameters: { ...INPUT.parameters, port: 'first' } }, true, 'express'),
        update(0, { whenBusy: 'FAIL', sibling: { order: 'afterDeployment', seconds: 3861, fails: false } }),
      ],
    },
  },
  {
    sentence: 'A stack rollback is newer than the update that it undoes, whose tag shows late',
    history: {
      setup: { ...PLAIN, hostClocks: [0, 5], lags: { ...NO_LAGS, tagsSeconds: 15 } },
      first: { ...INPUT, version: 2 },
      steps: [
        update(0, {}),
        update(0, { parameters: { ...INPUT.parameters, platform: '1.4.0' } }),
        step(0, { name: 'deployByHand', version: 2 }, true),
        step(0, { name: 'deliveredTwice', calls: 1, continuesFrom: 'first' }, true),
        step(1135, { name: 'injectFaults', fault: 'throttled', fromCall: 11, calls: 3 }, true),
        update(0, { sibling: { order: 'parallel', seconds: 0, fails: true } }),
      ],
    },
  },
  {
    sentence: 'An update that reverts another one and is refused once is not undone by that one',
    history: {
      setup: {
        ...PLAIN,
        testListener: false,
        readings: { ...PLAIN.readings, preservedRevertFlag: false },
      },
      first: INPUT,
      steps: [
        step(0, { name: 'oddAnswer', error: 'UnrecognizedClientException', fromCall: 9 }, true),
        update(
          0,
          {
            hook: 'AfterAllowTestTraffic',
            parameters: { ...INPUT.parameters, strategy: 'FARGATE_SPOT' },
          },
          true,
          'disableRollback',
        ),
      ],
    },
  },
];
