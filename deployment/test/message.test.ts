import type { Deployment } from '../src/api';
import { consoleLink, failureMessage, type Report } from '../src/message';

const V1 = 'arn:aws:ecs:eu-west-1:123456789012:task-definition/shop:1';

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
  target: {
    lifecycleEvents: [
      { lifecycleEventName: 'Install', status: 'Succeeded' },
      { lifecycleEventName: 'AfterAllowTestTraffic', status: 'Failed' },
      { lifecycleEventName: 'AllowTraffic', status: 'Skipped' },
    ],
  },
  rollback: { deploymentId: 'd-ROLLBACK1', status: 'Succeeded' },
  hooks: { AfterAllowTestTraffic: 'smoke-test' },
  live: V1,
  timedOutMinutes: undefined,
  region: 'eu-west-1',
  partition: 'aws',
};

const link =
  'See https://eu-west-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-ABC123DEF?region=eu-west-1';

const alarm: Deployment = {
  deploymentId: 'd-ABC123DEF',
  status: 'Stopped',
  errorInformation: {
    code: 'ALARM_ACTIVE',
    message:
      'One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the ' +
      'affected deployments have been stopped. Activated alarms: <errors> <latency>',
  },
};

const rows: [string, Partial<Report>, string][] = [
  [
    'a hook failed and CodeDeploy went back',
    {},
    'Deployment d-ABC123DEF failed: HOOK_EXECUTION_FAILURE: The deployment failed because one or more of the lifecycle ' +
      'event validation functions failed. It ended at AfterAllowTestTraffic (hook smoke-test). ' +
      `CodeDeploy rolled back (d-ROLLBACK1): the service runs shop:1 again. ${link}`,
  ],
  [
    'alarms stopped it while traffic moved',
    {
      info: alarm,
      target: { lifecycleEvents: [{ lifecycleEventName: 'AllowTraffic', status: 'Failed' }] },
      hooks: {},
    },
    'Deployment d-ABC123DEF was stopped: ALARM_ACTIVE: One or more alarms have been activated according to the Amazon ' +
      'CloudWatch metrics you selected, and the affected deployments have been stopped. Activated alarms: <errors> ' +
      `<latency>. It ended at AllowTraffic. CodeDeploy rolled back (d-ROLLBACK1): the service runs shop:1 again. ${link}`,
  ],
  [
    'nothing was rolled back',
    { rollback: undefined, target: undefined },
    'Deployment d-ABC123DEF failed: HOOK_EXECUTION_FAILURE: The deployment failed because one or more of the lifecycle ' +
      `event validation functions failed. Nothing was rolled back: the service runs shop:1. ${link}`,
  ],
  [
    'its time was over',
    {
      timedOutMinutes: 90,
      info: { deploymentId: 'd-ABC123DEF', status: 'Stopped' },
      target: { lifecycleEvents: [{ lifecycleEventName: 'Install', status: 'Failed' }] },
    },
    'Deployment d-ABC123DEF was stopped because it was not done after 90 minutes (TimeoutInMinutes). ' +
      `It ended at Install. CodeDeploy rolled back (d-ROLLBACK1): the service runs shop:1 again. ${link}`,
  ],
  [
    'the rollback failed as well',
    {
      rollback: {
        deploymentId: 'd-ROLLBACK1',
        status: 'Failed',
        errorInformation: { message: 'No such listener' },
      },
      target: undefined,
    },
    'Deployment d-ABC123DEF failed: HOOK_EXECUTION_FAILURE: The deployment failed because one or more of the lifecycle ' +
      'event validation functions failed. The rollback d-ROLLBACK1 did not succeed (Failed: No such listener): ' +
      `the service runs shop:1. Check the listeners and task sets of the service. ${link}`,
  ],
  [
    'nothing of it could be read any more',
    {
      info: { deploymentId: 'd-ABC123DEF' },
      target: {},
      rollback: { deploymentId: 'd-ROLLBACK1' },
      live: undefined,
    },
    'Deployment d-ABC123DEF failed. The rollback d-ROLLBACK1 did not succeed (unknown): what the service runs now ' +
      `could not be read. Check the listeners and task sets of the service. ${link}`,
  ],
];

test.each(rows)('says what happened, what runs now and where to look: %s', (_reason, part, sentence) => {
  expect(failureMessage({ ...report, ...part })).toBe(sentence);
});

test('a long text of AWS is cut, what is ours never', () => {
  const message = failureMessage({
    ...report,
    info: { ...report.info, errorInformation: { code: 'ECS_UPDATE_ERROR', message: 'x'.repeat(3000) } },
  });
  expect(message.length).toBeLessThanOrEqual(1000);
  expect(message).toMatch(/^Deployment d-ABC123DEF failed: ECS_UPDATE_ERROR: x+… It ended at/);
  expect(message.endsWith(link)).toBe(true);
});

test.each([
  ['aws', 'eu-west-1', 'https://eu-west-1.console.aws.amazon.com/'],
  ['aws-cn', 'cn-north-1', 'https://cn-north-1.console.amazonaws.cn/'],
  ['aws-us-gov', 'us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/'],
])('the console of %s', (partition, region, host) => {
  expect(consoleLink({ info: report.info, partition, region })).toBe(
    `${host}codesuite/codedeploy/deployments/d-ABC123DEF?region=${region}`,
  );
});

test('a partition without a known console gets the id and the region', () => {
  const place = { info: report.info, partition: 'aws-iso', region: 'us-iso-east-1' };
  expect(consoleLink(place)).toBe('deployment d-ABC123DEF in us-iso-east-1');
});
