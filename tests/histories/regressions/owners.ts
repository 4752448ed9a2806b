import { INPUT, NO_LAGS, PLAIN, step, update, type NamedHistory } from '../plain-history';

/** Owner tags and groups: who has them, and what creates and deletes leave. */
export const OWNERS: readonly NamedHistory[] = [
  {
    sentence:
      'A create that CloudFormation rolls back leaves no owner tag although the tag does not show yet',
    history: {
      setup: { ...PLAIN, lags: { ...NO_LAGS, tagsSeconds: 15 } },
      first: { ...INPUT, version: 2, sibling: { order: 'parallel', seconds: 3, fails: true } },
      steps: [update(60, { version: 2 })],
    },
  },
  {
    sentence: 'A delete waits for a deployment that is active but does not show yet',
    history: {
      setup: { ...PLAIN, lags: { ...NO_LAGS, readSeconds: 15 } },
      first: { ...INPUT, version: 3 },
      steps: [step(2, { name: 'deleteStack' })],
    },
  },
  {
    sentence:
      'A create that was throttled for minutes waits until its owner tag shows, as any other create does',
    history: {
      setup: { ...PLAIN, lags: { ...NO_LAGS, tagsSeconds: 30 } },
      first: { ...INPUT, version: 'absent' },
      steps: [
        step(0, { name: 'injectFaults', fault: 'throttled', fromCall: 1, calls: 12 }, true),
        update(0, { version: 2 }),
      ],
    },
  },
  {
    sentence: 'A delete that is delivered twice leaves no owner tag',
    history: {
      setup: { ...PLAIN, lags: { ...NO_LAGS, tagsSeconds: 5 } },
      first: INPUT,
      steps: [
        step(0, { name: 'injectFaults', fault: 'throttled', fromCall: 9, calls: 1 }, true),
        step(0, { name: 'deliveredTwice', calls: 5, continuesFrom: 'first' }),
        step(5, { name: 'deleteStack' }),
        update(5, {}, false),
      ],
    },
  },
  {
    sentence: 'A stack that names the group of another stack, which has gone, is told that there is none',
    history: {
      setup: { ...PLAIN, groupInStack: true },
      first: { ...INPUT, sibling: { order: 'parallel', seconds: 1, fails: true } },
      steps: [step(0, { name: 'claim', what: 'deployment', version: 3 }, true)],
    },
  },
  {
    sentence: 'A create fails with the group of one whose event was delivered twice while tags show late',
    history: {
      setup: { ...PLAIN, groupInStack: true, lags: { ...NO_LAGS, tagsSeconds: 5 } },
      first: INPUT,
      steps: [
        step(5, { name: 'deleteStack' }),
        step(5, { name: 'deliveredTwice', calls: 1, continuesFrom: 'second' }),
        update(0, {}),
        update(0, {}),
      ],
    },
  },
  {
    sentence: 'A delete leaves a resource of a refactored stack whose new owner shows late',
    history: {
      setup: { ...PLAIN, lags: { ...NO_LAGS, tagsSeconds: 5 } },
      first: INPUT,
      steps: [
        step(0, { name: 'refactor' }, true),
        update(0, { parameters: { ...INPUT.parameters, port: 'first' } }, true, 'express'),
        step(0, { name: 'deleteStack' }),
      ],
    },
  },
  {
    sentence: 'A create whose answer was lost waits for its group’s tag, which shows late',
    history: {
      setup: { ...PLAIN, groupInStack: true, lags: { ...NO_LAGS, tagsSeconds: 5 } },
      first: INPUT,
      steps: [
        step(600, { name: 'deleteStack' }, true),
        step(30, { name: 'injectFaults', fault: 'responseLost', fromCall: 1, calls: 3 }, true),
        update(0, {}),
      ],
    },
  },
  {
    sentence: 'A delete leaves a refactored resource, and the deployment of its update in express mode',
    history: {
      setup: { ...PLAIN, readings: { ...PLAIN.readings, expressInvocations: 'continue' } },
      first: INPUT,
      steps: [
        update(0, { redeployToken: 'a' }, true, 'express'),
        step(0, { name: 'refactor' }, true),
        step(0, { name: 'deleteStack' }, true),
      ],
    },
  },
  {
    sentence: 'A create whose answer was lost does not take a group without tags for its own',
    history: {
      setup: PLAIN,
      first: { ...INPUT, version: 'absent' },
      steps: [
        step(0, { name: 'injectFaults', fault: 'responseLost', fromCall: 2, calls: 1 }, true),
        step(0, { name: 'claim', what: 'group', version: 2 }, true),
      ],
    },
  },
  {
    sentence:
      'A create takes over a group that an import has left, unless CodeDeploy refuses it while a deployment runs',
    history: {
      setup: {
        ...PLAIN,
        terminationWaitMinutes: 60,
        groupInStack: true,
        codeDeployReadings: { ...PLAIN.codeDeployReadings, updateWhileDeploying: 'refused' },
      },
      first: INPUT,
      steps: [
        step(
          0,
          {
            name: 'import',
            input: {
              ...INPUT,
              completeWhen: 'TRAFFIC_SHIFTED',
              parameters: { ...INPUT.parameters, strategy: 'FARGATE' },
            },
            newStack: true,
          },
          true,
        ),
        update(0, {}),
      ],
    },
  },
  {
    sentence:
      'A create fails with the tag of another stack, which keeps the resource that it could not create',
    history: {
      setup: { ...PLAIN, terminationWaitMinutes: 60, lags: { ...NO_LAGS, tagsSeconds: 15 } },
      first: { ...INPUT, version: 3, timeoutInMinutes: 5 },
      steps: [
        step(0, { name: 'oddAnswer', error: 'AccessDeniedException', fromCall: 14 }, true),
        update(0, { parameters: { ...INPUT.parameters, strategy: 'FARGATE_SPOT' } }, true, 'disableRollback'),
        step(0, { name: 'claim', what: 'deployment', version: 1 }, true),
      ],
    },
  },
  {
    sentence: 'A create gets the group whose tag the first of two deliveries of a delete has removed',
    history: {
      setup: PLAIN,
      first: INPUT,
      steps: [
        step(0, { name: 'deliveredTwice', calls: 7, continuesFrom: 'second' }, true),
        update(0, { version: 'absent' }),
        step(0, { name: 'claim', what: 'deployment', version: 3 }),
      ],
    },
  },
  {
    sentence: 'A create in a stack in express mode fails when the delete before it comes late',
    history: {
      setup: { ...PLAIN, readings: { ...PLAIN.readings, expressInvocations: 'continue' } },
      first: INPUT,
      steps: [
        step(0, { name: 'refactor' }, true),
        step(0, { name: 'oddAnswer', error: 'InvalidSignatureException', fromCall: 1 }, true),
        step(0, { name: 'refactor' }, true),
        update(0, { version: 'absent' }, true, 'express'),
        update(0, {}),
      ],
    },
  },
  {
    sentence: 'A stack has no resource whose create in express mode was killed before it wrote the tag',
    history: {
      setup: { ...PLAIN, readings: { ...PLAIN.readings, expressInvocations: 'drop' } },
      first: { ...INPUT, version: 'absent' },
      steps: [
        step(0, { name: 'injectFaults', fault: 'handlerKilled', fromCall: 9, calls: 1 }, true),
        step(0, { name: 'claim', what: 'group', version: 3 }, true),
        update(0, { parameters: { ...INPUT.parameters, platform: '1.3.0' } }, true, 'express'),
        step(0, { name: 'claim', what: 'deployment', version: 2 }, true),
      ],
    },
  },
  {
    sentence: 'A stack has no resource any more when another stack has deleted the group',
    history: {
      setup: { ...PLAIN, testListener: false, groupInStack: true },
      first: INPUT,
      steps: [
        step(0, { name: 'deleteStack' }, true),
        update(
          0,
          { hook: 'AfterAllowTestTraffic', parameters: { ...INPUT.parameters, network: 'sg-2' } },
          true,
          'disableRollback',
        ),
        step(0, { name: 'claim', what: 'deployment', version: 2 }, true),
        update(0, {}),
      ],
    },
  },
];
