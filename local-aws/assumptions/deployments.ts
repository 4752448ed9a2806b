import {
  IS_KNOWN,
  NEEDS_OTHER_RESOURCES,
  NEEDS_TWO_MISTAKES,
  simplified,
  unnoticed,
  type Assumption,
} from './assumption';

export const DEPLOYMENTS: readonly Assumption[] = [
  {
    id: 'dep-01',
    question: 'order of checks',
    decision:
      'application, group, platform, revision, configuration, description, rollback, alarms, members of other platforms, gradual shift, role, active deployment',
    kind: 'open',
    noticedBy: 'users',
    sure: 'guess',
    evidence: 'Documentation is silent',
    dependsOn: 'Which of several faults the user reads first.',
    noProbe: NEEDS_TWO_MISTAKES,
  },
  unnoticed('dep-02', 'description', 'at most 256 characters'),
  unnoticed('dep-03', 'a sha256 that does not match the content', '`InvalidRevisionException`'),
  {
    id: 'dep-04',
    question: 'a sha256 without content',
    decision: 'the revision that is registered under it, otherwise `RevisionDoesNotExistException`',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'documented',
    evidence: 'API reference, GetDeployment: GetApplicationRevision with the sha256 gets the content',
    dependsOn:
      'The record of what ran before an update is an AppSpec that is read back by its sha256. Refused, a stack rollback brings back the version, and leaves what the template leaves out as it runs.',
    readings: [
      { name: 'found', says: 'the registered revision' },
      { name: 'refused', says: 'refused', switch: { codeDeployReadings: { revisionBySha256: 'refused' } } },
    ],
  },
  simplified(
    'dep-05',
    'an AppSpec in S3',
    'accepted, then `REVISION_MISSING`: CodeDeploy reads no objects here',
  ),
  unnoticed('dep-06', '`Version` of the AppSpec, case of its keys', 'any'),
  {
    id: 'dep-07',
    question: '`NetworkConfiguration`',
    decision: 'subnets, security groups and public IP together, or none of them',
    kind: 'open',
    noticedBy: 'users',
    sure: 'guess',
    evidence: 'Documentation is silent',
    dependsOn: 'The AppSpec always has all three, or none.',
    readings: [
      { name: 'together', says: 'all or none' },
      { name: 'each', says: 'each on its own' },
    ],
    noProbe: NEEDS_OTHER_RESOURCES,
  },
  {
    id: 'dep-08',
    question: 'platform version, network, capacity providers that the AppSpec omits',
    decision: 'those of the original task set',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'likely',
    evidence: 'User Guide, AppSpec resources section: optional members',
    dependsOn:
      'PlatformVersion, NetworkConfiguration and CapacityProviderStrategy that a template leaves out stay as they are.',
    readings: [
      { name: 'original', says: 'those of the original task set' },
      { name: 'service', says: 'those of the service' },
    ],
    noProbe: NEEDS_OTHER_RESOURCES,
  },
  {
    id: 'dep-09',
    question: 'task sets that an earlier deployment left behind',
    decision:
      'are deleted when Install begins, after all production traffic has been set to the original task set',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'guess',
    evidence: 'Documentation is silent',
    dependsOn:
      'A deployment after one that left a task set behind: traffic must not go to the left task set. A failure message says that the next deployment removes it. Where it stays, every update deploys, until an operator has deleted it.',
    readings: [
      { name: 'deleted', says: 'are deleted when Install begins' },
      {
        name: 'kept',
        says: 'stay, and the deployment fails or ignores them',
        switch: { codeDeployReadings: { leftTaskSets: 'kept' } },
      },
    ],
  },
  {
    id: 'dep-10',
    question: 'replacement target group behind the production listener',
    decision: 'with weight 0 from the beginning of Install',
    kind: 'open',
    noticedBy: 'users',
    sure: 'recorded',
    evidence: 'Recording `linear-deployment`: the listeners of a new group, and until the first shift',
    dependsOn: 'Nothing: the handlers read listeners only before a deployment.',
    readings: [
      { name: 'weightZero', says: 'with weight 0' },
      { name: 'absent', says: 'only from AllowTestTraffic on' },
    ],
    noProbe: IS_KNOWN,
  },
  {
    id: 'dep-11',
    question: "where the original's target group must be",
    decision:
      'in each forward of the production listener, default action or rule, that leads to the pair, with any weight. The test listener is not checked',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'recorded',
    evidence:
      'Recording `deployment-failures` (`listenerElsewhere`) names the listener; the test listener of recording `linear-deployment` led elsewhere',
    dependsOn: 'The check of the production listener before a deployment.',
    readings: [
      { name: 'everyForward', says: 'each forward that leads to the pair' },
      { name: 'defaultAction', says: 'the default action only' },
    ],
    noProbe: NEEDS_OTHER_RESOURCES,
  },
  {
    id: 'dep-12',
    question: 'forwards that are shifted',
    decision: 'the default action and every rule that leads to the pair',
    kind: 'open',
    noticedBy: 'users',
    sure: 'guess',
    evidence: 'Reports of listener rules after a deployment',
    dependsOn: 'Traffic by rules after a deployment.',
    readings: [
      { name: 'withRules', says: 'default action and rules' },
      { name: 'defaultAction', says: 'the default action only' },
    ],
    noProbe: NEEDS_OTHER_RESOURCES,
  },
];
