import type { Deployment } from '../../runtime/deployments/reads';
import { MAXIMUM_LENGTH } from '../../runtime/messages/failure';
import { busyFailure } from '../src/messages/busy-failure';
import { deploymentFailure, type Report } from '../src/messages/deployment-failure';
import { functionOf } from '../src/messages/remediation';

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
  startedByOthers: false,
  target: {
    lifecycleEvents: [
      { lifecycleEventName: 'Install', status: 'Succeeded' },
      { lifecycleEventName: 'AfterAllowTestTraffic', status: 'Failed' },
      { lifecycleEventName: 'AllowTraffic', status: 'Skipped' },
    ],
  },
  rollback: { deploymentId: 'd-ROLLBACK1', status: 'Succeeded' },
  hooks: { AfterAllowTestTraffic: 'arn:aws:lambda:eu-west-1:123456789012:function:smoke-test:live' },
  running: { kind: 'runs', primary: 'shop:1', leftover: undefined },
  timeout: undefined,
  region: 'eu-west-1',
  partition: 'aws',
};

const said =
  'HOOK_EXECUTION_FAILURE: The deployment failed because one or more of the lifecycle event validation functions failed.';
const link =
  'See https://eu-west-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-ABC123DEF?region=eu-west-1';
const where = 'It ended at AfterAllowTestTraffic (hook smoke-test).';
const logs =
  'The function reported Failed: see its logs in /aws/lambda/smoke-test. Correct the version or the hook, then update again.';
const rightAgain = 'The next deployment restores the task sets and listeners.';
const watch = 'Watch it until it ends before you deploy anything else.';

const stopped: Deployment = { deploymentId: 'd-ABC123DEF', status: 'Stopped' };
const unknown: Deployment = { deploymentId: 'd-ABC123DEF' };

// Real situations, with all that they take, are in failure-text.test.ts. These are what is rare, or only half known.
const rows: [string, Partial<Report>, string][] = [
  [
    'a function that is named by its ARN has its logs under its name',
    {},
    `Deployment d-ABC123DEF failed: ${said} ${where} CodeDeploy rolled back (d-ROLLBACK1): the service runs shop:1 again. ${logs} ${link} [DeploymentFailed]`,
  ],
  [
    'it was the deployment of a stack rollback',
    { rolledBack: { stackName: 'shop', logicalId: 'Deployment' } },
    `Deployment d-ABC123DEF failed: ${said} ${where} CodeDeploy rolled back (d-ROLLBACK1): the service runs shop:1 again. ${logs.replace('update again', 'continue the rollback')} To continue: \`aws cloudformation continue-update-rollback --stack-name shop\`; to skip it, add \`--resources-to-skip Deployment\`. ${link} [DeploymentFailed]`,
  ],
  [
    'AWS gives no reason, nor a place',
    { info: { deploymentId: 'd-ABC123DEF', status: 'Failed' }, target: undefined },
    `Deployment d-ABC123DEF failed: CodeDeploy gave no reason. CodeDeploy rolled back (d-ROLLBACK1): the service runs shop:1 again. ${link} [DeploymentFailed]`,
  ],
  [
    'the rollback cannot be read',
    { rollback: { deploymentId: 'd-ROLLBACK1' }, target: {} },
    `Deployment d-ABC123DEF failed: ${said} Its rollback d-ROLLBACK1 could not be read: the service runs shop:1. ${rightAgain} ${link} [DeploymentFailed]`,
  ],
  [
    'the rollback takes too long',
    { rollback: { deploymentId: 'd-ROLLBACK1', status: 'InProgress' }, target: {} },
    `Deployment d-ABC123DEF failed: ${said} Its rollback d-ROLLBACK1 is InProgress and continues: the service runs shop:1. ${watch} ${rightAgain} ${link} [DeploymentFailed]`,
  ],
  [
    'an operator stopped the rollback',
    { rollback: { deploymentId: 'd-ROLLBACK1', status: 'Stopped' }, target: {} },
    `Deployment d-ABC123DEF failed: ${said} Its rollback d-ROLLBACK1 did not succeed either (Stopped): the service runs shop:1. ${rightAgain} ${link} [DeploymentFailed]`,
  ],
  [
    'what was left behind has an unknown share of the traffic',
    {
      info: stopped,
      rollback: undefined,
      target: {},
      running: {
        kind: 'runs',
        primary: 'shop:1',
        leftover: { taskDefinition: 'shop:2', trafficPercent: undefined },
      },
    },
    `Deployment d-ABC123DEF was stopped: CodeDeploy gave no reason. It was not rolled back: the service runs shop:1, and the task set of shop:2 was left. ${rightAgain} ${link} [DeploymentStopped]`,
  ],
  [
    'the rollback failed, and AWS says why',
    {
      rollback: {
        deploymentId: 'd-ROLLBACK1',
        status: 'Failed',
        errorInformation: { message: 'The service is gone.' },
      },
      target: {},
    },
    `Deployment d-ABC123DEF failed: ${said} Its rollback d-ROLLBACK1 did not succeed either (Failed: The service is gone.): the service runs shop:1. ${rightAgain} ${link} [DeploymentFailed]`,
  ],
  [
    'nothing was to be rolled back',
    { rollback: undefined, target: {} },
    `Deployment d-ABC123DEF failed: ${said} Nothing was rolled back: the service runs shop:1. ${link} [DeploymentFailed]`,
  ],
  [
    'the timeout of the operation stopped it',
    { info: stopped, target: {}, timeout: { minutes: 20, requested: true, isMaximum: false } },
    `Deployment d-ABC123DEF was stopped because it had not finished after 20 minutes (TimeoutInMinutes). CodeDeploy rolled back (d-ROLLBACK1): the service runs shop:1 again. Allow it more time: TimeoutInMinutes may be up to 2100. ${link} [DeploymentTimedOut]`,
  ],
  [
    'the default timeout passed, and CodeDeploy does not stop it',
    {
      info: { deploymentId: 'd-ABC123DEF', status: 'InProgress' },
      target: {},
      rollback: undefined,
      timeout: { minutes: 65, requested: false, isMaximum: false },
    },
    `Deployment d-ABC123DEF is InProgress and continues. It had not finished after 65 minutes (the default timeout). CodeDeploy was told to stop it. The service runs shop:1. ${watch} ${link} [DeploymentStillRuns]`,
  ],
  [
    'another operation started it, and it goes on',
    {
      info: { deploymentId: 'd-ABC123DEF', status: 'Ready' },
      startedByOthers: true,
      target: {},
      rollback: undefined,
    },
    `Deployment d-ABC123DEF, which another operation started, is Ready and continues. The service runs shop:1. ${watch} ${link} [DeploymentStillRuns]`,
  ],
  [
    'it failed, the timeout had passed as well: what CodeDeploy says counts',
    { target: {}, timeout: { minutes: 20, requested: true, isMaximum: false } },
    `Deployment d-ABC123DEF failed: ${said} CodeDeploy rolled back (d-ROLLBACK1): the service runs shop:1 again. ${link} [DeploymentFailed]`,
  ],
  [
    'a lifecycle event without a hook failed',
    {
      target: { lifecycleEvents: [{ lifecycleEventName: 'Install', status: 'Failed' }] },
      info: { ...stopped, errorInformation: { message: 'No reason. None at all' } },
    },
    `Deployment d-ABC123DEF was stopped: No reason. None at all. It ended at Install. CodeDeploy rolled back (d-ROLLBACK1): the service runs shop:1 again. ${link} [DeploymentStopped]`,
  ],
  [
    'the service is gone, so that no advice helps',
    { running: { kind: 'gone', what: 'service', name: 'shop/web' } },
    `Deployment d-ABC123DEF failed: ${said} ${where} CodeDeploy rolled back (d-ROLLBACK1): the ECS service shop/web was deleted. ${link} [DeploymentFailed]`,
  ],
  [
    'it cannot be read any more',
    { info: unknown, target: undefined, rollback: undefined, running: { kind: 'unreadable' } },
    `Deployment d-ABC123DEF did not succeed, and CodeDeploy does not show it any more. What the service runs now could not be read. ${link} [DeploymentNotReadable]`,
  ],
  [
    'its group was deleted, and its rollback with it',
    { info: unknown, target: undefined, running: { kind: 'gone', what: 'group', name: 'shop/web' } },
    'Deployment d-ABC123DEF did not succeed, and CodeDeploy does not show it any more. CodeDeploy rolled back (d-ROLLBACK1): deployment ' +
      `group shop/web was deleted, and what the service runs cannot be read without it. ${link} [DeploymentNotReadable]`,
  ],
  [
    'it reached the default timeout, which TimeoutInMinutes can extend',
    { info: stopped, target: {}, timeout: { minutes: 65, requested: false, isMaximum: false } },
    `Deployment d-ABC123DEF was stopped because it had not finished after 65 minutes (the default timeout). CodeDeploy rolled back (d-ROLLBACK1): the service runs shop:1 again. Allow it more time: TimeoutInMinutes may be up to 2100. ${link} [DeploymentTimedOut]`,
  ],
  [
    'it reached the longest timeout, which TimeoutInMinutes had set',
    { info: stopped, target: {}, timeout: { minutes: 2100, requested: true, isMaximum: true } },
    `Deployment d-ABC123DEF was stopped because it had not finished after 2100 minutes (TimeoutInMinutes). CodeDeploy rolled back (d-ROLLBACK1): the service runs shop:1 again. This is the longest time possible: shorten the waits of the deployment, for instance the ready wait. ${link} [DeploymentTimedOut]`,
  ],
];

test.each(rows)('says what happened, what runs now and what to do: %s', (_reason, part, sentence) => {
  expect(deploymentFailure({ ...report, ...part }).message).toBe(sentence);
});

test('a long text of AWS is cut, what is ours never', () => {
  const long = { code: 'ECS_UPDATE_ERROR', message: 'x'.repeat(3000) } as const;
  const { message } = deploymentFailure({
    ...report,
    info: { ...report.info, errorInformation: long },
    rollback: { deploymentId: 'd-ROLLBACK1', status: 'Failed', errorInformation: long },
  });
  expect(message.length).toBeLessThanOrEqual(MAXIMUM_LENGTH);
  expect(message).toMatch(/^Deployment d-ABC123DEF failed: ECS_UPDATE_ERROR: x+… It ended at/);
  expect(message.endsWith(`${rightAgain} ${link} [DeploymentFailed]`)).toBe(true);
});

test('a stack event shows all of the longest message', () => {
  const reason =
    `Resource handler returned message: "${'x'.repeat(MAXIMUM_LENGTH)}" ` +
    '(RequestToken: 6f2c8a10-0000-11f0-8000-0e2f3a4b5c6d, HandlerErrorCode: ServiceInternalError)';
  expect(reason.length).toBeLessThanOrEqual(1024);
});

test.each([
  [
    'an automatic rollback, which must not be stopped',
    { creator: 'codeDeployRollback' },
    false,
    'an automatic rollback of CodeDeploy',
    'Wait for its end, then update again; never stop a rollback.',
    'GroupBusyByRollback',
  ],
  [
    'our own from before',
    {},
    true,
    'of an earlier operation of this resource',
    'Wait for its end, then update again.',
    'GroupBusyByEarlierOperation',
  ],
  [
    "another team's",
    {},
    false,
    'which does not belong to this resource',
    'Wait for its end or stop it, then update again; with WhenBusy WAIT or STOP the operation does that itself.',
    'GroupBusy',
  ],
] as const)(
  'says whose deployment holds the group: %s',
  (_who, more, startedByThisResource, words, advice, code) => {
    const { message } = busyFailure({
      deploymentId: 'd-ABC123DEF',
      info: { deploymentId: 'd-ABC123DEF', status: 'InProgress', ...more },
      startedByThisResource,
      groupName: 'deployment group shop/web',
      waitedMinutes: 30,
      running: { kind: 'runs', primary: 'shop:1', leftover: undefined },
      region: 'eu-west-1',
      partition: 'aws',
    });
    expect(message).toBe(
      `Deployment d-ABC123DEF, ${words}, holds deployment group shop/web. It did not end within 30 minutes. This operation ` +
        `deployed nothing: the service runs shop:1. ${advice} ${link} [${code}]`,
    );
  },
);

test('says that nothing was waited for when the group was busy at once', () => {
  const { message } = busyFailure({
    deploymentId: 'd-ABC123DEF',
    info: undefined,
    startedByThisResource: false,
    groupName: 'deployment group shop/web',
    waitedMinutes: undefined,
    running: { kind: 'unreadable' },
    region: 'eu-west-1',
    partition: 'aws',
  });
  expect(message).toBe(
    'Deployment d-ABC123DEF, which does not belong to this resource, holds deployment group shop/web. This operation ' +
      'deployed nothing: what the service runs now could not be read. Wait for its end or stop it, then update again; ' +
      `with WhenBusy WAIT or STOP the operation does that itself. ${link} [GroupBusy]`,
  );
});

test.each([
  ['smoke', 'smoke'],
  ['smoke:LIVE', 'smoke'],
  ['arn:aws:lambda:us-east-1:123456789012:function:smoke', 'smoke'],
  ['arn:aws:lambda:us-east-1:123456789012:function:smoke:LIVE', 'smoke'],
])('the log group of the hook %s is that of the function %s', (hook, name) => {
  expect(functionOf({ AfterInstall: hook }, 'AfterInstall')).toBe(name);
});
