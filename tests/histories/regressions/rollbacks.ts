import { INPUT, NO_LAGS, PLAIN, step, update, type NamedHistory } from '../plain-history';

/** Stack rollbacks, and what they go back to. */
export const ROLLBACKS: readonly NamedHistory[] = [
  {
    sentence: 'A stack rollback waits for a deployment that CodeDeploy names but does not show yet',
    history: {
      setup: { ...PLAIN, lags: { ...NO_LAGS, readSeconds: 15 } },
      first: INPUT,
      steps: [update(0, { version: 2 }), step(1, { name: 'cancel' }), update(30, { version: 3 })],
    },
  },
  {
    sentence: 'A stack rollback does not adopt a deployment that the cancelled update has asked to stop',
    history: {
      setup: { ...PLAIN, terminationWaitMinutes: 60, lags: { ...NO_LAGS, stopSeconds: 60 } },
      first: INPUT,
      steps: [
        update(0, { version: 3, completeWhen: 'TRAFFIC_SHIFTED' }),
        update(0, {
          completeWhen: 'TRAFFIC_SHIFTED',
          sibling: { order: 'parallel', seconds: 50, fails: true },
        }),
      ],
    },
  },
  {
    sentence: 'A stack rollback does not wait for the hooks of a redeployment that was cancelled',
    history: {
      setup: PLAIN,
      first: INPUT,
      steps: [
        step(0, { name: 'setHooks', report: 'never', seconds: 0 }, true),
        update(0, { redeployToken: 'a', hook: 'BeforeInstall' }),
        step(0, { name: 'cancel' }),
      ],
    },
  },
  {
    sentence:
      'A stack rollback does not take task sets from before a deployment that has just succeeded for those after it',
    history: {
      setup: { ...PLAIN, lags: { ...NO_LAGS, servicesSeconds: 25 } },
      first: INPUT,
      steps: [update(30, { version: 2, sibling: { order: 'parallel', seconds: 26, fails: true } })],
    },
  },
  {
    sentence: 'A stack rollback brings back the strategy that ran before a drift-aware update',
    history: {
      setup: PLAIN,
      first: INPUT,
      steps: [
        update(
          0,
          {
            hook: 'BeforeInstall',
            parameters: { ...INPUT.parameters, strategy: 'FARGATE_SPOT' },
            sibling: { order: 'afterDeployment', seconds: 0, fails: true },
          },
          true,
          'revertDrift',
        ),
      ],
    },
  },
  {
    sentence: 'A stack rollback to a version that does not become healthy is not ended by TimeoutInMinutes',
    history: {
      setup: {
        ...PLAIN,
        readings: { ...PLAIN.readings, expressInvocations: 'drop' },
        lags: { ...NO_LAGS, targetsSeconds: 10, tagsSeconds: 5 },
      },
      first: {
        ...INPUT,
        timeoutInMinutes: 1,
        parameters: { ...INPUT.parameters, strategy: 'FARGATE' },
      },
      steps: [
        step(0, { name: 'setTaskHealth', version: 2, healthy: false }),
        update(
          0,
          { version: 2, hookPolicy: 'AFTER_FIRST_SUCCESS', hook: 'BeforeInstall', timeoutInMinutes: 1 },
          true,
          'express',
        ),
        update(
          0,
          {
            hookPolicy: 'AFTER_FIRST_SUCCESS',
            parameters: { ...INPUT.parameters, strategy: 'FARGATE' },
            sibling: { order: 'parallel', seconds: 0, fails: true },
          },
          false,
        ),
        step(0, { name: 'injectFaults', fault: 'throttled', fromCall: 1, calls: 1 }),
      ],
    },
  },
  {
    sentence:
      'A stack rollback deploys the network that the template of an import has written but that never ran',
    history: {
      setup: {
        ...PLAIN,
        readings: { ...PLAIN.readings, importUpdates: 'taggable' },
        lags: { ...NO_LAGS, servicesSeconds: 4 },
      },
      first: INPUT,
      steps: [
        step(
          0,
          {
            name: 'import',
            input: { ...INPUT, version: 2, parameters: { ...INPUT.parameters, network: 'sg-1' } },
            newStack: false,
          },
          true,
        ),
        update(0, {
          parameters: { ...INPUT.parameters, strategy: 'FARGATE_SPOT' },
          sibling: { order: 'parallel', seconds: 0, fails: true },
        }),
      ],
    },
  },
  {
    sentence:
      'A stack rollback deploys nothing for the record of the update before the one that it undoes, whose tag shows late',
    history: {
      setup: { ...PLAIN, testListener: false, lags: { ...NO_LAGS, tagsSeconds: 5 } },
      first: INPUT,
      steps: [
        update(0, { version: 2, parameters: { ...INPUT.parameters, platform: 'LATEST' } }),
        update(0, { hook: 'AfterAllowTestTraffic' }),
      ],
    },
  },
  {
    sentence:
      'A stack rollback to an imported template that never ran takes the only port of its task definition',
    history: {
      setup: { ...PLAIN, otherPorts: true, readings: { ...PLAIN.readings, importUpdates: 'never' } },
      first: INPUT,
      steps: [
        step(0, { name: 'import', input: { ...INPUT, version: 3 }, newStack: false }, true),
        update(0, { parameters: { ...INPUT.parameters, platform: '1.3.0' } }),
        step(0, { name: 'cancel' }),
      ],
    },
  },
  {
    sentence:
      'An update that stops another stack’s deployment in its termination wait goes back to the original task set',
    history: {
      setup: {
        ...PLAIN,
        terminationWaitMinutes: 60,
        readings: { ...PLAIN.readings, expressInvocations: 'continue' },
      },
      first: {
        ...INPUT,
        parameters: { ...INPUT.parameters, network: 'sg-2' },
        sibling: { ...INPUT.sibling, seconds: 29, fails: true },
      },
      steps: [
        update(0, {}, true, 'express'),
        update(0, { whenBusy: 'STOP', timeoutInMinutes: 1 }),
        update(0, {}),
      ],
    },
  },
  {
    sentence:
      'A stack rollback restores the network although its record shows only after the rollback has begun',
    history: {
      setup: { ...PLAIN, lags: { ...NO_LAGS, tagsSeconds: 15 } },
      first: INPUT,
      steps: [
        update(1, {
          parameters: { ...INPUT.parameters, network: 'sg-2' },
          sibling: { ...INPUT.sibling, seconds: 27, fails: true },
        }),
      ],
    },
  },
  {
    sentence: 'A stack rollback undoes an update that has itself gone back to an earlier template',
    history: {
      setup: PLAIN,
      first: INPUT,
      steps: [
        update(0, { parameters: { ...INPUT.parameters, network: 'sg-2' } }),
        update(0, { parameters: { ...INPUT.parameters, port: 'first' } }),
        update(0, { sibling: { ...INPUT.sibling, seconds: 24, fails: true } }),
      ],
    },
  },
  {
    sentence: 'A stack rollback within a template that an update has gone back to deploys nothing',
    history: {
      setup: { ...PLAIN, testListener: false },
      first: INPUT,
      steps: [
        update(0, { parameters: { ...INPUT.parameters, platform: '1.3.0' } }),
        update(0, {}),
        update(0, { hook: 'AfterAllowTestTraffic' }),
      ],
    },
  },
  {
    sentence: 'A stack rollback undoes an update that has stopped its predecessor in the termination wait',
    history: {
      setup: { ...PLAIN, terminationWaitMinutes: 5 },
      first: INPUT,
      steps: [
        update(0, { version: 3, parameters: { ...INPUT.parameters, port: 'first' } }),
        update(0, { parameters: { ...INPUT.parameters, network: 'sg-2' } }),
        update(0, {
          version: 3,
          completeWhen: 'TRAFFIC_SHIFTED',
          parameters: { ...INPUT.parameters, port: 'last' },
        }),
        update(0, {
          completeWhen: 'TRAFFIC_SHIFTED',
          timeoutInMinutes: 1,
          parameters: { ...INPUT.parameters, port: 'last' },
          sibling: { order: 'afterDeployment', seconds: 1202, fails: true },
        }),
      ],
    },
  },
  {
    sentence: 'A stack rollback may use the record that the one before it has just removed',
    history: {
      setup: { ...PLAIN, plan: 'linear', lags: { ...NO_LAGS, tagsSeconds: 5 } },
      first: { ...INPUT, version: 2, parameters: { ...INPUT.parameters, platform: 'LATEST' } },
      steps: [
        step(0, { name: 'deployByHand', version: 1 }, true),
        update(
          1800,
          {
            parameters: { ...INPUT.parameters, strategy: 'FARGATE' },
            sibling: { order: 'parallel', seconds: 24, fails: true },
          },
          true,
          'disableRollback',
        ),
        update(0, { version: 3, timeoutInMinutes: 5 }),
      ],
    },
  },
  {
    sentence: 'A stack rollback uses no record of the update that brought what it goes back to',
    history: {
      setup: { ...PLAIN, plan: 'linear', lags: { ...NO_LAGS, tagsSeconds: 15 } },
      first: { ...INPUT, version: 2, parameters: { ...INPUT.parameters, port: 'last' } },
      steps: [
        update(0, { parameters: { ...INPUT.parameters, strategy: 'FARGATE_SPOT' } }),
        update(0, { version: 2, parameters: { ...INPUT.parameters, port: 'last' } }),
        update(384, { timeoutInMinutes: 5 }),
      ],
    },
  },
];
