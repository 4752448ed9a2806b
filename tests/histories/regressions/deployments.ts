import { INPUT, NO_LAGS, PLAIN, step, update, type NamedHistory } from '../plain-history';

/** Updates, and the deployments that they find or leave. */
export const DEPLOYMENTS: readonly NamedHistory[] = [
  {
    sentence: 'An update that times out does not stop a deployment by hand that brings the desired version',
    history: {
      setup: { ...PLAIN, terminationWaitMinutes: 60 },
      first: INPUT,
      steps: [
        step(0, { name: 'deployByHand', version: 2 }, true),
        update(4, { version: 2, timeoutInMinutes: 1 }, false),
      ],
    },
  },
  {
    sentence:
      'An update without a hook fails with the hook of a deployment that an update in express mode has left',
    history: {
      setup: { ...PLAIN, readings: { ...PLAIN.readings, expressInvocations: 'drop' } },
      first: INPUT,
      steps: [
        step(1, { name: 'setHooks', report: 'never', seconds: 120 }),
        update(0, { version: 2, hook: 'BeforeInstall' }, true, 'expressWithRollback'),
        update(0, { version: 2 }),
      ],
    },
  },
  {
    sentence:
      'An update that AWS refuses at once fails, although one in express mode has left its deployment',
    history: {
      setup: { ...PLAIN, readings: { ...PLAIN.readings, expressInvocations: 'continue' } },
      first: { ...INPUT, version: 2 },
      steps: [
        update(0, {}, true, 'express'),
        step(0, { name: 'oddAnswer', error: 'AccessDeniedException', fromCall: 3 }),
        update(0, { parameters: { ...INPUT.parameters, network: 'sg-1' } }),
      ],
    },
  },
  {
    sentence: 'A deployment runs on when CloudFormation keeps a cancelled update and calls no handler',
    history: {
      setup: { ...PLAIN, readings: { ...PLAIN.readings, cancelWithoutRollback: 'keep' } },
      first: INPUT,
      steps: [update(0, { version: 3 }, true, 'disableRollback'), step(0, { name: 'cancel' })],
    },
  },
  {
    sentence: 'An update in express mode that CloudFormation repeats after a conflict leaves its deployment',
    history: {
      setup: {
        ...PLAIN,
        watchesAlarm: true,
        readings: { ...PLAIN.readings, expressInvocations: 'continue' },
      },
      first: { ...INPUT, version: 3 },
      steps: [
        step(27, { name: 'setAlarm', state: 'ALARM' }),
        step(6, { name: 'deployByHand', version: 1 }),
        update(
          0,
          {
            ...{ whenBusy: 'FAIL', hook: 'AfterInstall', timeoutInMinutes: 90 },
            sibling: { order: 'afterDeployment', seconds: 0, fails: true },
          },
          true,
          'expressWithRollback',
        ),
      ],
    },
  },
  {
    sentence:
      'A stack rollback gives a service the strategy that an update in express mode never came to deploy',
    history: {
      setup: { ...PLAIN, readings: { ...PLAIN.readings, expressInvocations: 'drop' } },
      first: INPUT,
      steps: [
        step(5, { name: 'deployByHand', version: 1 }),
        update(0, { parameters: { ...INPUT.parameters, strategy: 'FARGATE' } }, true, 'express'),
        update(24, { sibling: { order: 'parallel', seconds: 0, fails: true } }),
      ],
    },
  },
  {
    sentence:
      'A stack rollback follows the deployment whose start is answered, although it does not show yet',
    history: {
      setup: { ...PLAIN, testListener: false, lags: { ...NO_LAGS, readSeconds: 15 } },
      first: INPUT,
      steps: [
        step(0, { name: 'deployByHand', version: 3 }, true),
        step(0, { name: 'oddAnswer', error: 'ExpiredTokenException', fromCall: 17 }, true),
        step(0, { name: 'claim', what: 'deployment', version: 1 }, true),
        update(4240, { hook: 'AfterAllowTestTraffic' }),
        step(0, { name: 'stopByHand', rollback: false }),
      ],
    },
  },
  {
    sentence: 'An update whose timeout is too short leaves the termination wait of the deployment before',
    history: {
      setup: { ...PLAIN, terminationWaitMinutes: 60 },
      first: { ...INPUT, version: 2, completeWhen: 'TRAFFIC_SHIFTED' },
      steps: [update(0, { version: 3, timeoutInMinutes: 30 })],
    },
  },
  {
    sentence: 'An update whose event came twice waits for a deployment that is listed and does not show yet',
    history: {
      setup: { ...PLAIN, watchesAlarm: true, lags: { ...NO_LAGS, readSeconds: 15 } },
      first: INPUT,
      steps: [
        step(0, { name: 'setAlarm', state: 'ALARM' }, true),
        step(0, { name: 'deliveredTwice', calls: 6, continuesFrom: 'first' }, true),
        update(0, { parameters: { ...INPUT.parameters, platform: '1.3.0' } }),
      ],
    },
  },
];
