import {
  NEEDS_A_BROKEN_SERVICE,
  NEEDS_A_LONG_DEPLOYMENT,
  NEEDS_A_RECEIVER,
  NEEDS_OTHER_ROLES,
  unnoticed,
  type Assumption,
} from './assumption';

export const DEPLOYMENT_STATES: readonly Assumption[] = [
  {
    id: 'dep-13',
    question: 'status Ready',
    decision: 'between test traffic and BeforeAllowTraffic; the target is Ready too',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'likely',
    evidence: 'User Guide: deployment status Ready',
    dependsOn: '`deployment.ready` messages, and the end of a ready wait by an operator.',
    readings: [
      { name: 'ready', says: 'Ready' },
      { name: 'inProgress', says: 'InProgress' },
    ],
    noProbe:
      'A run depends on it: when the deployment does not become Ready, the run ends with this sentence.',
  },
  {
    id: 'dep-14',
    question: 'moment at which the replacement task set becomes PRIMARY',
    decision: 'when it has all traffic, before AllowTraffic ends',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'likely',
    evidence:
      'Recording `linear-deployment`: PRIMARY while all traffic is on it, long before the deployment ends',
    dependsOn: 'Which version counts as live when a stack cancels an update during AllowTraffic.',
    readings: [
      { name: 'allTraffic', says: 'when it has all traffic' },
      {
        name: 'endOfAllowTraffic',
        says: 'when AllowTraffic has ended',
        switch: { codeDeployReadings: { primaryFrom: 'endOfAllowTraffic' } },
      },
    ],
    noProbe: NEEDS_A_LONG_DEPLOYMENT,
  },
  {
    id: 'dep-15',
    question: 'a service that is not steady during the shift',
    decision: 'after five minutes `TIMEOUT`',
    kind: 'open',
    noticedBy: 'users',
    sure: 'documented',
    evidence: 'Amazon ECS Developer Guide, CodeDeploy blue/green deployments: service auto scaling',
    dependsOn: 'The text of a failed deployment.',
    noProbe: NEEDS_A_BROKEN_SERVICE,
  },
  {
    id: 'dep-16',
    question: 'error codes',
    decision:
      'a hook failed: `HOOK_EXECUTION_FAILURE`; a hook did not report, Install or the ready wait timed out: `TIMEOUT`; the hook function is missing: `INVALID_LAMBDA_FUNCTION`; stopped: `MANUAL_STOP`; listener: `ELASTIC_LOAD_BALANCING_INVALID`; AppSpec: `INVALID_REVISION`',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'recorded',
    evidence:
      'Recordings `alarm-during-install` and `deployment-failures`, the code of a failed hook from a Lambda deployment; User Guide, Troubleshoot Amazon ECS deployment issues',
    dependsOn: 'The advice in the failure message; no decision.',
    readings: [
      { name: 'specific', says: 'a code for each cause' },
      {
        name: 'internal',
        says: '`INTERNAL_ERROR`',
        switch: { codeDeployReadings: { errorCodes: 'internal' } },
      },
    ],
  },
  {
    id: 'dep-17',
    question: 'status and events of a failure between two events',
    decision:
      'no event is Failed, later ones are Skipped; the target is Failed, or Skipped when no event had begun',
    kind: 'open',
    noticedBy: 'users',
    sure: 'guess',
    evidence: 'Documentation is silent',
    dependsOn: 'The list of events in a failure message.',
    readings: [
      { name: 'skipped', says: 'no event is Failed' },
      {
        name: 'failed',
        says: 'the next event is Failed',
        switch: { codeDeployReadings: { failureBetweenEvents: 'failed' } },
      },
    ],
  },
  {
    id: 'dep-18',
    question: 'a stop, or an alarm, in the termination wait',
    decision: 'the deployment is Stopped, its events and its target stay Succeeded',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'guess',
    evidence: 'Documentation is silent',
    dependsOn: 'The list of events in a failure message; whether a rollback may still follow.',
    readings: [
      { name: 'Succeeded', says: 'events and target stay Succeeded' },
      {
        name: 'Failed',
        says: 'the target is Failed',
        switch: { codeDeployReadings: { targetAfterLateStop: 'Failed' } },
      },
    ],
  },
  {
    id: 'dep-19',
    question: 'task sets of the target of an ended deployment',
    decision: 'as they were when it ended',
    kind: 'open',
    noticedBy: 'users',
    sure: 'guess',
    evidence: 'Documentation is silent',
    dependsOn: 'Nothing: handlers read task sets from ECS.',
    readings: [
      { name: 'frozen', says: 'as they were' },
      { name: 'live', says: 'as they are', switch: { codeDeployReadings: { endedTaskSets: 'live' } } },
    ],
  },
  {
    id: 'dep-20',
    question: 'an alarm that does not exist',
    decision: 'has no effect',
    kind: 'open',
    noticedBy: 'users',
    sure: 'guess',
    evidence: 'Documentation is silent',
    dependsOn: 'Alarms of groups and OverrideAlarmConfiguration.',
    readings: [
      { name: 'noEffect', says: 'no effect' },
      {
        name: 'refused',
        says: 'the deployment is refused, or stopped',
        switch: { codeDeployReadings: { missingAlarm: 'refused' } },
      },
    ],
  },
  {
    id: 'dep-21',
    question: 'alarms that cannot be read',
    decision: 'the deployment is Stopped with `IAM_ROLE_PERMISSIONS`, and rolled back as on an alarm',
    kind: 'open',
    noticedBy: 'users',
    sure: 'guess',
    evidence: 'API reference, AlarmConfiguration: ignorePollAlarmFailure',
    dependsOn: 'The text of a stopped deployment.',
    readings: [
      { name: 'stopped', says: 'the deployment is stopped' },
      { name: 'failed', says: 'the deployment fails' },
    ],
    noProbe: NEEDS_OTHER_ROLES,
  },
  {
    id: 'dep-22',
    question: 'words of the refusal of a second deployment',
    decision:
      "`DeploymentLimitExceededException`: \"The Deployment Group 'x' already has an active Deployment 'd-…'\"",
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'reported',
    evidence:
      "Recording `deployment-refusals`: \"The Deployment Group 'x' already has an active Deployment 'd-…'\" (CircleCI-Public/aws-ecs-orb, issue 181, August 2022), and \"is already deploying deployment 'd-…'\" (webfactory/create-aws-codedeploy-deployment, pull request 24, July 2022, another compute platform)",
    dependsOn:
      'An operation that finds no active deployment and is refused takes any deployment id from the text, and then waits for that deployment, stops it or names it. Without an id it tries again, as after a transient error, until the deployment is listed.',
    readings: [
      { name: 'active', says: '"already has an active Deployment \'d-…\'"' },
      {
        name: 'deploying',
        says: '"is already deploying deployment \'d-…\'"',
        switch: { codeDeployReadings: { busyText: 'deploying' } },
      },
      {
        name: 'withoutId',
        says: 'no id in the text',
        switch: { codeDeployReadings: { busyText: 'withoutId' } },
      },
    ],
  },
  {
    id: 'dep-23',
    question: '`instanceTerminationWaitTimeStarted`',
    decision: 'true from the beginning of the termination wait, also after the deployment has ended',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'reported',
    evidence:
      "aws/containers-roadmap, issue 269 (2019): the flag stays false for ECS, and the target is Succeeded during the wait; CodeDeploy's team calls it a bug. No later report says whether it is mended",
    dependsOn:
      'D6 and D7: an update in a termination wait is stopped with rollback, or the wait is ended. `CompleteWhen: TRAFFIC_SHIFTED`.',
    readings: [
      { name: 'kept', says: 'true from the beginning of the wait, also after the end' },
      {
        name: 'whileWaiting',
        says: 'true until the deployment has ended',
        switch: { codeDeployReadings: { terminationFlag: 'whileWaiting' } },
      },
      { name: 'never', says: 'stays false', switch: { codeDeployFaults: { hideTerminationWait: true } } },
    ],
  },
  {
    id: 'dep-24',
    question: 'status in the termination wait',
    decision: 'InProgress',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'recorded',
    evidence:
      'Recording `linear-deployment`: InProgress until its end; the API reference lists Baking without saying when',
    dependsOn: 'Which statuses count as running.',
    readings: [
      { name: 'InProgress', says: 'InProgress' },
      { name: 'Baking', says: 'Baking', switch: { codeDeployReadings: { terminationStatus: 'Baking' } } },
    ],
  },
  {
    id: 'dep-25',
    question: 'what triggers and EventBridge are told of a deployment of an ECS service',
    decision:
      'when it is InProgress, Ready, and at its end, of rollbacks too; `DeploymentRollback` for the deployment that is rolled back, when its rollback is created',
    kind: 'open',
    noticedBy: 'users',
    sure: 'likely',
    evidence:
      'Recordings `trigger-message` and `state-change-event`; published events of ECS deployments have START, SUCCESS, FAILURE and READY',
    dependsOn: 'Nothing: no handler reads notifications. It is what people get.',
    readings: [
      { name: 'deployment', says: 'the events of deployments' },
      { name: 'instances', says: 'the `Instance…` events too, for the task set' },
    ],
    noProbe: NEEDS_A_RECEIVER,
  },
  {
    id: 'dep-27',
    question: '`deploymentOverview`',
    decision: 'absent until the deployment has ended, then the number of its targets, one, by their status',
    kind: 'open',
    noticedBy: 'users',
    sure: 'recorded',
    evidence:
      'Recording `linear-deployment`: null while InProgress, one Succeeded afterwards. No recording of a deployment that failed',
    dependsOn: 'Nothing: the handlers read the target.',
    readings: [
      { name: 'afterTheEnd', says: 'counts the target when the deployment has ended' },
      { name: 'never', says: 'absent', switch: { codeDeployReadings: { overview: 'never' } } },
    ],
  },
  unnoticed(
    'dep-26',
    "subject of a trigger's message",
    '`STATUS: AWS CodeDeploy ID in REGION to APPLICATION`',
  ),
];
