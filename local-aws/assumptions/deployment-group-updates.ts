import { unnoticed, type Assumption } from './assumption';

export const DEPLOYMENT_GROUP_UPDATES: readonly Assumption[] = [
  {
    id: 'grp-12',
    question: 'an update with half of the blue/green block',
    decision: 'the other half gets its default',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'likely',
    evidence: 'API reference, UpdateDeploymentGroup',
    dependsOn: 'The group type sends both halves, so that it does not depend on the answer.',
    readings: [
      { name: 'default', says: 'the other half gets its default' },
      {
        name: 'kept',
        says: 'the other half stays',
        switch: { codeDeployReadings: { halfBlueGreen: 'kept' } },
      },
    ],
  },
  {
    id: 'grp-13',
    question: 'an update of load balancer or service',
    decision: 'the production listener is prepared as for a new group, unless a deployment is active',
    kind: 'open',
    noticedBy: 'users',
    sure: 'guess',
    evidence: 'Documentation is silent',
    dependsOn: 'Traffic of a group whose load balancer changes.',
    readings: [
      { name: 'prepared', says: 'the listener gets both target groups' },
      {
        name: 'untouched',
        says: 'the listener is left alone until the next deployment',
        switch: { codeDeployReadings: { updatedListener: 'untouched' } },
      },
    ],
  },
  unnoticed('grp-14', 'a renamed group', 'keeps its id and its tags'),
  {
    id: 'grp-15',
    question: 'an update while a deployment runs',
    decision: "accepted; the deployment continues with its old settings, but uses the group's new alarms",
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'guess',
    evidence: 'Documentation is silent',
    dependsOn:
      "An update of group and deployment in one stack operation, while an operator's deployment runs. Refused, the update of the group fails with CodeDeploy's text; a stack rollback of the group then has to be continued.",
    readings: [
      { name: 'accepted', says: 'the update is accepted' },
      {
        name: 'refused',
        says: 'the update is refused until the deployment has ended',
        switch: { codeDeployReadings: { updateWhileDeploying: 'refused' } },
      },
    ],
  },
  {
    id: 'grp-16',
    question: '`autoRollbackConfiguration` that was never set',
    decision: 'reads as `{enabled: false, events: []}`',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'likely',
    evidence: 'Published outputs of get-deployment-group show `enabled: false` and no events',
    dependsOn:
      'Drift detection of AutoRollbackConfiguration; whether a rollback may follow a deployment that failed.',
    readings: [
      { name: 'disabled', says: 'reads as `{enabled: false, events: []}`' },
      { name: 'absent', says: 'is absent', switch: { codeDeployReadings: { neverSetRollback: 'absent' } } },
    ],
  },
  {
    id: 'grp-17',
    question: 'group or application deleted while a deployment runs',
    decision:
      'the deployment continues, can be read, cannot be stopped, is not rolled back; one that has not started fails',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'guess',
    evidence: 'Documentation is silent',
    dependsOn:
      'A delete of group and deployment that waits for a running deployment whose group an operator has deleted.',
    readings: [
      { name: 'readable', says: 'the deployment can be read' },
      {
        name: 'gone',
        says: '`DeploymentDoesNotExistException`',
        switch: { codeDeployReadings: { deploymentsOfDeletedGroup: 'gone' } },
      },
    ],
  },
  {
    id: 'grp-18',
    question: 'tags of a resource that does not exist',
    decision: 'none, without an error',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'guess',
    evidence: 'API reference, ListTagsForResource: no not-found error in the list',
    dependsOn: 'READ, DELETE and LIST of EcsDeployment, which is found by a tag of its group.',
    readings: [
      { name: 'none', says: 'no tags' },
      {
        name: 'refused',
        says: '`DeploymentGroupDoesNotExistException`',
        switch: { codeDeployReadings: { tagsOfMissingGroup: 'refused' } },
      },
    ],
  },
  {
    id: 'grp-19',
    question: '`lastSuccessfulDeployment` after a rollback',
    decision: 'the rollback: it is a deployment that succeeded',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'likely',
    evidence: 'API reference, LastDeploymentInfo',
    dependsOn: '`HookPolicy: AFTER_FIRST_SUCCESS` runs no hooks until the group has a successful deployment.',
    readings: [
      { name: 'rollbackCounts', says: 'the rollback' },
      {
        name: 'rollbackDoesNotCount',
        says: 'the last deployment that was not a rollback',
        switch: { codeDeployReadings: { lastSuccessful: 'rollbackDoesNotCount' } },
      },
    ],
  },
  {
    id: 'grp-21',
    question: 'GetDeploymentGroup of a group that does not exist',
    decision: '`DeploymentGroupDoesNotExistException`',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'documented',
    evidence: 'API reference, GetDeploymentGroup',
    dependsOn: 'READ answers NotFound.',
    readings: [
      { name: 'groupError', says: '`DeploymentGroupDoesNotExistException`' },
      { name: 'other', says: 'another error' },
    ],
  },
];
