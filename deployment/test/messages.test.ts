import type { Deployment } from '../src/api';
import { busyMessage, failureMessage, LONGEST, type Report } from '../src/messages/failure-message';

const report: Report = {
  info: {
    deploymentId: 'd-ABC123DEF',
    status: 'Failed',
    errorInformation: {
      code: 'HOOK_EXECUTION_FAILURE',
      message:
        'The deployment failed because one or more of the lifecycle event validation functions failed.',
    },
  },
  startedBySomebodyElse: false,
  target: {
    lifecycleEvents: [
      { lifecycleEventName: 'Install', status: 'Succeeded' },
      { lifecycleEventName: 'AfterAllowTestTraffic', status: 'Failed' },
      { lifecycleEventName: 'AllowTraffic', status: 'Skipped' },
    ],
  },
  rollback: { deploymentId: 'd-ROLLBACK1', status: 'Succeeded' },
  hooks: { AfterAllowTestTraffic: 'arn:aws:lambda:eu-west-1:123456789012:function:smoke-test:live' },
  running: { kind: 'runs', primary: 'shop:1', beside: undefined },
  timeout: undefined,
  region: 'eu-west-1',
  partition: 'aws',
};

const said =
  'HOOK_EXECUTION_FAILURE: The deployment failed because one or more of the lifecycle event validation functions failed.';
const link =
  'See https://eu-west-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-ABC123DEF?region=eu-west-1';
const where = 'It ended at AfterAllowTestTraffic (hook smoke-test).';
const logs = 'The function reported Failed: see its logs in /aws/lambda/smoke-test.';
const rightAgain = 'The next deployment puts task sets and listeners right.';
const watch = 'Watch it to its end before anything else is deployed.';

const stopped: Deployment = { deploymentId: 'd-ABC123DEF', status: 'Stopped' };
const unknown: Deployment = { deploymentId: 'd-ABC123DEF' };

// Real situations, with all that they take, are in failure-text.test.ts. These are what is rare, or only half known.
const rows: [string, Partial<Report>, string][] = [
  [
    'a function that is named by its ARN has its logs under its name',
    {},
    `Deployment d-ABC123DEF failed: ${said} ${where} CodeDeploy rolled back (d-ROLLBACK1): the service runs shop:1 again. ${logs} ${link}`,
  ],
  [
    'AWS gives no reason, nor a place',
    { info: { deploymentId: 'd-ABC123DEF', status: 'Failed' }, target: undefined },
    `Deployment d-ABC123DEF failed. CodeDeploy rolled back (d-ROLLBACK1): the service runs shop:1 again. ${link}`,
  ],
  [
    'the rollback cannot be read',
    { rollback: { deploymentId: 'd-ROLLBACK1' }, target: {} },
    `Deployment d-ABC123DEF failed: ${said} Its rollback d-ROLLBACK1 could not be read: the service runs shop:1. ${rightAgain} ${link}`,
  ],
  [
    'the rollback takes too long',
    { rollback: { deploymentId: 'd-ROLLBACK1', status: 'InProgress' }, target: {} },
    `Deployment d-ABC123DEF failed: ${said} Its rollback d-ROLLBACK1 is InProgress and goes on: the service runs shop:1. ${watch} ${rightAgain} ${link}`,
  ],
  [
    'an operator stopped the rollback',
    { rollback: { deploymentId: 'd-ROLLBACK1', status: 'Stopped' }, target: {} },
    `Deployment d-ABC123DEF failed: ${said} Its rollback d-ROLLBACK1 did not succeed either (Stopped): the service runs shop:1. ${rightAgain} ${link}`,
  ],
  [
    'what was left behind has an unknown share of the traffic',
    {
      info: stopped,
      rollback: undefined,
      target: {},
      running: { kind: 'runs', primary: 'shop:1', beside: { taskDefinition: 'shop:2', share: undefined } },
    },
    `Deployment d-ABC123DEF was stopped. It was not rolled back: the service runs shop:1, and shop:2 was left beside it. ${rightAgain} ${link}`,
  ],
  [
    'it cannot be read any more',
    { info: unknown, target: undefined, rollback: undefined, running: { kind: 'unreadable' } },
    `Deployment d-ABC123DEF did not succeed, and can not be read any more. What the service runs now could not be read. ${link}`,
  ],
  [
    'its group was deleted, and its rollback with it',
    { info: unknown, target: undefined, running: { kind: 'gone', what: 'group', name: 'shop/web' } },
    'Deployment d-ABC123DEF did not succeed, and can not be read any more. CodeDeploy rolled back (d-ROLLBACK1): deployment ' +
      `group shop/web is gone, and what the service runs cannot be told without it. ${link}`,
  ],
];

test.each(rows)('says what happened, what runs now and what to do: %s', (_reason, part, sentence) => {
  expect(failureMessage({ ...report, ...part })).toBe(sentence);
});

test('a long text of AWS is cut, what is ours never', () => {
  const long = { code: 'ECS_UPDATE_ERROR', message: 'x'.repeat(3000) } as const;
  const message = failureMessage({
    ...report,
    info: { ...report.info, errorInformation: long },
    rollback: { deploymentId: 'd-ROLLBACK1', status: 'Failed', errorInformation: long },
  });
  expect(message.length).toBeLessThanOrEqual(LONGEST);
  expect(message).toMatch(/^Deployment d-ABC123DEF failed: ECS_UPDATE_ERROR: x+… It ended at/);
  expect(message.endsWith(`${rightAgain} ${link}`)).toBe(true);
});

test('a stack event shows all of the longest message', () => {
  const reason =
    `Resource handler returned message: "${'x'.repeat(LONGEST)}" ` +
    '(RequestToken: 6f2c8a10-0000-11f0-8000-0e2f3a4b5c6d, HandlerErrorCode: ServiceInternalError)';
  expect(reason.length).toBeLessThanOrEqual(1024);
});

const WAIT = 'Wait for its end, then try again.';
const STOP = 'Wait for its end or stop it, then try again; WhenBusy can do either.';

test.each([
  [
    'an automatic rollback, which must not be stopped',
    { creator: 'codeDeployRollback' },
    false,
    'a rollback of CodeDeploy',
    WAIT,
  ],
  ['our own from before', {}, true, 'of an earlier operation of this resource', WAIT],
  ["another team's", {}, false, "which is not this resource's", STOP],
] as const)(
  'says whose deployment holds the group: %s',
  (_who, more, startedByThisResource, words, advice) => {
    const message = busyMessage({
      deploymentId: 'd-ABC123DEF',
      info: { deploymentId: 'd-ABC123DEF', status: 'InProgress', ...more },
      startedByThisResource,
      groupName: 'deployment group shop/web',
      waitedMinutes: 30,
      running: { kind: 'runs', primary: 'shop:1', beside: undefined },
      region: 'eu-west-1',
      partition: 'aws',
    });
    expect(message).toBe(
      `Deployment d-ABC123DEF, ${words}, holds deployment group shop/web and did not end within 30 minutes. This operation ` +
        `deployed nothing: the service runs shop:1. ${advice} ${link}`,
    );
  },
);
