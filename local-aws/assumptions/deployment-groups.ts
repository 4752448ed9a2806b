import {
  NEEDS_OTHER_RESOURCES,
  NEEDS_OTHER_ROLES,
  NEEDS_TWO_MISTAKES,
  unnoticed,
  type Assumption,
} from './assumption';

export const DEPLOYMENT_GROUPS: readonly Assumption[] = [
  {
    id: 'grp-01',
    question: 'order of checks',
    decision:
      'names, application, existing group, tags; style, load balancer, blue/green, Auto Scaling, service, triggers, alarms, rollback; configuration; role; service, controller, mapping; target groups, listeners, gradual shift; topics',
    kind: 'open',
    noticedBy: 'users',
    sure: 'guess',
    evidence: 'Documentation is silent',
    dependsOn: 'Which of several faults of a template the user reads first.',
    noProbe: NEEDS_TWO_MISTAKES,
  },
  {
    id: 'grp-02',
    question: 'no deployment configuration',
    decision:
      'the default is `CodeDeployDefault.OneAtATime`, a configuration of the Server platform, so it is refused like any other of another platform: `InvalidDeploymentConfigNameException`',
    kind: 'open',
    noticedBy: 'users',
    sure: 'likely',
    evidence: 'API reference, CreateDeploymentGroup: the default is CodeDeployDefault.OneAtATime',
    dependsOn: 'The group type always sends a configuration, so nothing depends on it; users of the API do.',
    readings: [
      { name: 'refused', says: '`InvalidDeploymentConfigNameException`' },
      {
        name: 'allAtOnce',
        says: 'the group gets `CodeDeployDefault.ECSAllAtOnce`',
        switch: { codeDeployReadings: { absentConfig: 'allAtOnce' } },
      },
    ],
  },
  {
    id: 'grp-03',
    question:
      '`KEEP_ALIVE`, a wait above 2880 minutes, `STOP_DEPLOYMENT` without a wait, `greenFleetProvisioningOption`',
    decision: '`InvalidBlueGreenDeploymentConfigurationException`',
    kind: 'open',
    noticedBy: 'users',
    sure: 'likely',
    evidence: 'Reports of refusals of KEEP_ALIVE for ECS groups',
    dependsOn: 'The group type checks these values itself, before the call.',
    readings: [
      { name: 'blueGreen', says: '`InvalidBlueGreenDeploymentConfigurationException`' },
      {
        name: 'input',
        says: '`InvalidInputException`',
        switch: { codeDeployReadings: { blueGreenError: 'InvalidInputException' } },
      },
    ],
  },
  unnoticed('grp-04', 'tag filters of servers', '`InvalidInputException` when they are not empty'),
  unnoticed('grp-05', '`autoScalingGroups`', 'refused when present, even empty'),
  {
    id: 'grp-06',
    question: 'no service, two services, or half of one; the role may not describe it; it does not exist',
    decision: '`InvalidECSServiceException`',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'likely',
    evidence:
      'Recording `deployment-group-refusals` (`ecsController`); published refusals with "Could not load ECS service"',
    dependsOn:
      'The group type retries `InvalidECSServiceException` when its text speaks of missing permission, because the policy of a new role may not be visible yet.',
    readings: [
      { name: 'oneError', says: '`InvalidECSServiceException` for all of them' },
      { name: 'roleError', says: '`InvalidRoleException` for a role without permission' },
    ],
    noProbe: NEEDS_OTHER_ROLES,
  },
  {
    id: 'grp-07',
    question: 'two equal target groups, or not exactly one listener a route',
    decision: '`InvalidTargetGroupPairException`',
    kind: 'open',
    noticedBy: 'users',
    sure: 'likely',
    evidence: 'Documentation is silent',
    dependsOn: "The hint in front of CodeDeploy's own text.",
    readings: [
      { name: 'pair', says: '`InvalidTargetGroupPairException`' },
      {
        name: 'loadBalancer',
        says: '`InvalidLoadBalancerInfoException`',
        switch: { codeDeployReadings: { pairError: 'InvalidLoadBalancerInfoException' } },
      },
    ],
  },
  {
    id: 'grp-08',
    question: 'a target group that does not exist, or two on different load balancers',
    decision:
      '`InvalidTargetGroupPairException` when the group is created, `ELASTIC_LOAD_BALANCING_INVALID` when it is deployed to',
    kind: 'open',
    noticedBy: 'users',
    sure: 'guess',
    evidence: 'Documentation is silent',
    dependsOn: 'Whether a bad pair fails the group or only its first deployment.',
    readings: [
      { name: 'atCreation', says: 'when the group is created' },
      {
        name: 'atDeployment',
        says: 'when it is deployed to',
        switch: { codeDeployReadings: { missingTargetGroup: 'atDeployment' } },
      },
    ],
  },
  {
    id: 'grp-09',
    question: 'a listener that does not exist',
    decision: '`InvalidLoadBalancerInfoException`',
    kind: 'open',
    noticedBy: 'users',
    sure: 'guess',
    evidence: 'Documentation is silent',
    dependsOn: "The hint in front of CodeDeploy's own text.",
    readings: [
      { name: 'loadBalancer', says: '`InvalidLoadBalancerInfoException`' },
      {
        name: 'pair',
        says: '`InvalidTargetGroupPairException`',
        switch: { codeDeployReadings: { missingListener: 'InvalidTargetGroupPairException' } },
      },
    ],
  },
  {
    id: 'grp-10',
    question: "the service's PRIMARY target group is not in the pair",
    decision: 'the group is created, its listener is left alone, its deployments fail',
    kind: 'open',
    noticedBy: 'users',
    sure: 'guess',
    evidence: 'Documentation is silent',
    dependsOn: 'The check of the production listener before a deployment.',
    readings: [
      { name: 'created', says: 'the group is created' },
      { name: 'refused', says: 'the group is refused' },
    ],
    noProbe: NEEDS_OTHER_RESOURCES,
  },
  {
    id: 'grp-11',
    question: 'a role without `elasticloadbalancing:ModifyListener`',
    decision: 'the group is created, its listener is left alone',
    kind: 'open',
    noticedBy: 'users',
    sure: 'guess',
    evidence: 'Documentation is silent',
    dependsOn: "Nothing: the listener is CodeDeploy's.",
    readings: [
      { name: 'created', says: 'the group is created' },
      { name: 'refused', says: 'the group is refused' },
    ],
    noProbe: NEEDS_OTHER_ROLES,
  },
  {
    id: 'grp-20',
    question: 'a role that CodeDeploy cannot assume, or not yet',
    decision: '`InvalidRoleException`',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'likely',
    evidence:
      'Recording `deployment-group-refusals` (`untrustedRole`), of a role that was created a second before',
    dependsOn: 'The create of a group retries `InvalidRoleException` for five minutes.',
    readings: [
      { name: 'roleError', says: '`InvalidRoleException`' },
      { name: 'other', says: 'another error' },
    ],
  },
];
