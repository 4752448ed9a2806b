import type { Sibling } from './generate/history';
import { INPUT, NO_LAGS, PLAIN, step, update, type NamedHistory } from './plain-history';

const FAILING_SIBLING: Sibling = { order: 'afterDeployment', seconds: 5, fails: true };

const OTHER_NETWORK = { ...INPUT.parameters, network: 'sg-2' } as const;

/** Histories in which an invariant breaks as soon as the types do not do what the sentence says. */
export const INVARIANT_EXAMPLES: readonly NamedHistory[] = [
  {
    sentence: 'A create in another stack leaves the EcsDeployment of the first stack alone',
    history: {
      setup: PLAIN,
      first: INPUT,
      steps: [step(30, { name: 'claim', what: 'deployment', version: 2 }, true), update(30, { version: 3 })],
    },
  },
  {
    sentence: 'A stack rollback restores the network that neither template names',
    history: {
      setup: PLAIN,
      first: INPUT,
      steps: [update(30, { version: 2, parameters: OTHER_NETWORK, sibling: FAILING_SIBLING })],
    },
  },
  {
    sentence: 'A stack rollback restores the port that the earlier template leaves open',
    history: {
      setup: { ...PLAIN, otherPorts: true },
      first: { ...INPUT, version: 2 },
      steps: [
        update(30, {
          version: 2,
          parameters: { ...INPUT.parameters, port: 'last' },
          sibling: FAILING_SIBLING,
        }),
      ],
    },
  },
  {
    sentence: 'A network that is new in the template is deployed although the version stays',
    history: { setup: PLAIN, first: INPUT, steps: [update(30, { parameters: OTHER_NETWORK })] },
  },
  {
    sentence: 'A create that CloudFormation deletes in the middle leaves no deployment running',
    history: {
      setup: { ...PLAIN, plan: 'canary', dropsNulls: true },
      first: { ...INPUT, version: 2 },
      steps: [step(60, { name: 'deleteStack' })],
    },
  },
  {
    sentence: 'Expired credentials before the deployment do not end an update',
    history: {
      setup: PLAIN,
      first: INPUT,
      steps: [
        step(30, { name: 'oddAnswer', error: 'ExpiredTokenException', fromCall: 4 }, true),
        update(30, { version: 2 }),
      ],
    },
  },
  {
    sentence: 'One missing permission does not stop a deployment that runs',
    history: {
      setup: PLAIN,
      first: INPUT,
      steps: [
        step(30, { name: 'oddAnswer', error: 'AccessDeniedException', fromCall: 17 }, true),
        update(30, { version: 2 }),
      ],
    },
  },
  {
    sentence: 'Updates on hosts with different clocks supersede each other in their order',
    history: {
      setup: { ...PLAIN, hostClocks: [30, -20] },
      first: INPUT,
      steps: [
        update(30, { version: 2 }),
        update(0, { version: 3 }),
        update(0, { version: 1 }),
        update(0, { completeWhen: 'TRAFFIC_SHIFTED' }),
        update(0, {}),
      ],
    },
  },
  {
    sentence: 'The owner tag is found behind an empty page',
    history: { setup: { ...PLAIN, emptyPages: true }, first: INPUT, steps: [update(30, { version: 2 })] },
  },
  {
    sentence: 'An update after a stack refactoring takes the resource over',
    history: {
      setup: PLAIN,
      first: INPUT,
      steps: [step(30, { name: 'refactor' }, true), update(30, { version: 2 })],
    },
  },
  {
    sentence: 'A drift-aware update, which shows no RedeployToken before, deploys nothing for the old token',
    history: {
      setup: PLAIN,
      first: { ...INPUT, redeployToken: 'a' },
      steps: [update(30, { redeployToken: 'a', completeWhen: 'TRAFFIC_SHIFTED' }, true, 'revertDrift')],
    },
  },
  {
    sentence: 'An import deploys nothing for its RedeployToken',
    history: {
      setup: PLAIN,
      first: { ...INPUT, redeployToken: 'a' },
      steps: [step(30, { name: 'import', newStack: true, input: { ...INPUT, redeployToken: 'a' } }, true)],
    },
  },
  {
    sentence: 'A stack rollback deploys nothing for task sets that DescribeServices shows late',
    history: {
      setup: { ...PLAIN, lags: { ...NO_LAGS, servicesSeconds: 6 } },
      first: INPUT,
      steps: [
        step(30, { name: 'setHooks', report: 'Failed', seconds: 0 }, true),
        update(30, { version: 2, hook: 'AfterAllowTraffic' }),
      ],
    },
  },
];
