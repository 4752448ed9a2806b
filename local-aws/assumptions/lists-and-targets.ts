import { IS_KNOWN, NEEDS_MANY, unnoticed, type Assumption } from './assumption';

export const LISTS_AND_TARGETS: readonly Assumption[] = [
  {
    id: 'list-01',
    question: 'target id of a group that names its service by ARN',
    decision: '`cluster:service`, by name',
    kind: 'open',
    noticedBy: 'users',
    sure: 'documented',
    evidence: 'API reference, BatchGetDeploymentTargets: pairs of the names of cluster and service',
    dependsOn: 'Nothing: the handlers list the target before they read it.',
    readings: [
      { name: 'byName', says: '`cluster:service`' },
      { name: 'byArn', says: 'with ARNs' },
    ],
    noProbe: IS_KNOWN,
  },
  {
    id: 'list-02',
    question: 'page size',
    decision: '100',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'likely',
    evidence: 'API reference of other lists',
    dependsOn: 'LIST of both types answers page by page.',
    noProbe: NEEDS_MANY,
  },
  unnoticed('list-03', 'BatchGetDeployments', 'at most 25 ids; unknown ones are left out'),
  unnoticed('list-04', 'BatchGetDeploymentGroups', 'unknown groups are left out and named in `errorMessage`'),
  {
    id: 'list-05',
    question: 'order of ListDeployments',
    decision: 'the newest first',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'likely',
    evidence: 'Published scripts take the first id as the newest',
    dependsOn:
      'The search for an own deployment after a lost answer looks at the first 25 of a list that is limited to the time of the operation.',
    readings: [
      { name: 'newestFirst', says: 'the newest first' },
      {
        name: 'oldestFirst',
        says: 'the oldest first',
        switch: { codeDeployReadings: { listOrder: 'oldestFirst' } },
      },
    ],
  },
];
