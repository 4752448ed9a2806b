import type { Meanwhile, Parameters, TemplateStack } from './template-stack';

/** How a template of `examples/` is taken through the life of a stack. */
export interface Example {
  file: string;
  /** The outputs that are URLs of users. */
  urls: readonly string[];
  /** What each URL answers under the first version, under the release, and what the refused version would answer. */
  answers: readonly (readonly [first: string, released: string, refused: string])[];
  /** The parameters that release a new version. */
  release: Parameters;
  /** The parameters of a version that is refused. */
  refused: Parameters;
  /** What happens while a new version is deployed; by default nothing. */
  whileReleasing?: (stack: TemplateStack) => Meanwhile;
  /** What happens while the refused version is deployed; by default nothing: the template's own hook refuses it. */
  whileRefusing?: (stack: TemplateStack) => Meanwhile;
  /** What the failed stack operation says. */
  reason: RegExp;
  /** Whether users may get the refused version until it is taken back. */
  reachesUsers: boolean;
  /** The messages to people, in order. */
  told?: readonly RegExp[];
  /** The ends of all deployments. */
  deployments: readonly string[];
}

const approving =
  (stack: TemplateStack): Meanwhile =>
  () =>
    stack.approve();

/** The alarm goes off as soon as a user gets the new version. */
const alarmAt =
  (alarm: string, answer: string) =>
  (stack: TemplateStack): Meanwhile =>
  async (answers) => {
    if (answers.includes(answer)) await stack.setAlarm(alarm, 'ALARM');
  };

/** An example with one service, whose alarm stops the version that is refused. */
const stoppedByAlarm = (file: string): Example => ({
  file,
  urls: ['Url'],
  answers: [['ok from version 1', 'ok from version 2', 'ok from version 3']],
  release: { Version: '2' },
  refused: { Version: '3' },
  whileRefusing: alarmAt('ErrorsAlarm', 'ok from version 3'),
  reason: /ALARM_ACTIVE/,
  reachesUsers: true,
  deployments: ['Succeeded', 'Stopped', 'rollback Succeeded'],
});

/** An example with one service, whose own hook refuses the version that answers wrongly. */
const refusedByHook = (file: string): Example => ({
  file,
  urls: ['Url'],
  answers: [['ok from version 1', 'ok from version 2', 'bad from version 3']],
  release: { Version: '2' },
  refused: { Version: '3', Answer: 'bad' },
  reason: /It ended at AfterAllowTestTraffic \(hook CodeDeployHook_app\)\./,
  reachesUsers: false,
  deployments: ['Succeeded', 'Failed', 'rollback Succeeded'],
});

export const EXAMPLES: readonly Example[] = [
  {
    file: 'minimal.yaml',
    urls: ['Url'],
    answers: [['ok from version 1', 'ok from version 2', 'ok from version 3']],
    release: { Version: '2' },
    refused: { Version: '3' },
    whileRefusing: ({ account }) => {
      account.aws.ecs.neverHealthy('app-web:3');
      return () => Promise.resolve();
    },
    reason: /It ended at Install\./,
    reachesUsers: false,
    deployments: ['Succeeded', 'Failed', 'rollback Succeeded'],
  },
  refusedByHook('blue-green.yaml'),
  {
    file: 'canary-approval.yaml',
    urls: ['Url'],
    answers: [['ok from version 1', 'ok from version 2', 'ok from version 3']],
    release: { Version: '2' },
    whileReleasing: approving,
    refused: { Version: '3' },
    whileRefusing: (stack) => async (answers) => {
      await stack.approve();
      await alarmAt('ErrorsAlarm', 'ok from version 3')(stack)(answers);
    },
    reason: /ALARM_ACTIVE/,
    reachesUsers: true,
    told: [
      /^"Deployment d-\w+ of app-DeploymentGroup-\w+ waits for an approval\. Approve: aws deploy continue-deployment --region us-east-1 --deployment-id d-/,
      /waits for an approval/,
      /"status":"Stopped","errorInformation":\{"ErrorCode":"ALARM_ACTIVE"/,
      /^"Deployment d-\w+ of app-DeploymentGroup-\w+ has ended: STOP\./,
    ],
    deployments: ['Succeeded', 'Stopped', 'rollback Succeeded'],
  },
  {
    file: 'two-services.yaml',
    urls: ['ShopUrl', 'BlogUrl'],
    answers: [
      ['shop version 1', 'shop version 2', 'shop version 3'],
      ['blog version 1', 'blog version 1', 'blog version 1'],
    ],
    release: { ShopVersion: '2' },
    refused: { ShopVersion: '3' },
    whileRefusing: alarmAt('ShopErrors', 'shop version 3'),
    reason: /ALARM_ACTIVE/,
    reachesUsers: true,
    deployments: ['Succeeded', 'Stopped', 'rollback Succeeded'],
  },
  stoppedByAlarm('module.yaml'),
  stoppedByAlarm('network-load-balancer.yaml'),
  stoppedByAlarm('ec2-capacity-provider.yaml'),
  stoppedByAlarm('nested-stacks.yaml'),
];

/** The example that needs AWS's translator of serverless applications, which only some machines have. */
export const SERVERLESS_EXAMPLE = refusedByHook('sam.yaml');
