import { NEEDS_NESTED_STACKS, simplified, unnoticed, type Assumption } from './assumption';

export const STACK_RULES: readonly Assumption[] = [
  unnoticed(
    'cfn-17',
    'texts for requests in a wrong state',
    "known for UpdateStack, CancelUpdateStack and nested stacks; the project's own for RollbackStack, ContinueUpdateRollback and DetectStackDrift",
  ),
  unnoticed(
    'cfn-18',
    'policies and dependencies of resources that an update leaves alone',
    'those of the new template, from the moment the update has succeeded',
  ),
  {
    id: 'cfn-19',
    question: 'a policy `Snapshot`',
    decision: "refused for AWS's own types; handlers of registered types get it as `snapshotRequested`",
    kind: 'open',
    noticedBy: 'users',
    sure: 'guess',
    evidence: 'Registry: handler request members',
    dependsOn: 'Neither type supports snapshots.',
    readings: [
      { name: 'refused', says: 'refused' },
      { name: 'ignored', says: 'treated like Delete' },
    ],
  },
  {
    id: 'cfn-20',
    question: 'import: the types whose update handler is called',
    decision:
      "all types that have one, as providers of private types report; `importUpdates: 'taggable'` leaves out those that are not taggable, `'never'` calls none",
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'reported',
    evidence: 'Providers of private types report an UPDATE after an import',
    dependsOn: 'An import must not deploy, and it takes the resource over from an owner that is gone.',
    readings: [
      { name: 'always', says: 'all types with an update handler' },
      {
        name: 'taggable',
        says: 'taggable types only',
        switch: { cloudFormation: { importUpdates: 'taggable' } },
      },
      { name: 'never', says: 'none', switch: { cloudFormation: { importUpdates: 'never' } } },
    ],
  },
  {
    id: 'cfn-21',
    question: 'a failed import',
    decision:
      'the imported resources leave the stack without a call, each with `IMPORT_ROLLBACK_IN_PROGRESS` and `IMPORT_ROLLBACK_COMPLETE`; tags that were set stay',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'guess',
    evidence: 'AWS CloudFormation User Guide, import',
    dependsOn: 'Marks that a failed import leaves on a group.',
    readings: [
      { name: 'noCall', says: 'leaves without a call' },
      { name: 'delete', says: 'calls DELETE' },
    ],
  },
  {
    id: 'cfn-22',
    question: 'drift of tags',
    decision:
      "tags of the stack and of CloudFormation do not count, unless the template's own tags differ from them",
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'guess',
    evidence: 'AWS CloudFormation User Guide, drift',
    dependsOn: 'Tags of the group type.',
    readings: [
      { name: 'ignored', says: 'do not count' },
      { name: 'counted', says: 'count', switch: { cloudFormation: { driftTags: 'counted' } } },
    ],
  },
  unnoticed('cfn-23', 'drift: place of a new member of a set', 'after the expected members'),
  {
    id: 'cfn-24',
    question: 'drift: a resource that cannot be read',
    decision: '`UNKNOWN`; the detection is `DETECTION_FAILED`',
    kind: 'open',
    noticedBy: 'users',
    sure: 'likely',
    evidence: 'API reference, StackResourceDriftStatus',
    dependsOn: 'A READ that fails.',
    readings: [
      { name: 'unknown', says: '`UNKNOWN`' },
      { name: 'failed', says: 'the detection fails at once' },
    ],
  },
  {
    id: 'cfn-25',
    question: 'a nested stack whose creation failed, in a stack with DisableRollback',
    decision: 'the next update deletes it and creates it anew',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'guess',
    evidence: 'AWS CloudFormation User Guide; no published log contradicts',
    dependsOn: 'A nested stack with a deployment.',
    noProbe: NEEDS_NESTED_STACKS,
  },
  {
    id: 'cfn-33',
    question: 'the `UpdateReplacePolicy` that counts',
    decision: 'the one of the template before the update',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'guess',
    evidence: 'AWS CloudFormation User Guide; no published log contradicts',
    dependsOn: 'Whether an old task definition becomes INACTIVE.',
    readings: [
      { name: 'before', says: 'the one before the update' },
      {
        name: 'after',
        says: 'the one of the update',
        switch: { cloudFormation: { replacePolicy: 'after' } },
      },
    ],
  },
  simplified(
    'cfn-34',
    'credentials of handlers',
    'a new access key for each call; the call log shows by it which resource called. Everything that CloudFormation itself calls has the key `CLOUDFORMATION`',
  ),
  {
    id: 'cfn-35',
    question: 'system tags (`aws:cloudformation:…`)',
    decision:
      "handlers of registered types get them; AWS's own types do not, because no caller of an API may set them",
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'reported',
    evidence: 'Published requests of private types',
    dependsOn: 'The owner of a resource is its stack, by system tags where the stack id is missing.',
    readings: [
      { name: 'sent', says: 'registered types get them' },
      { name: 'notSent', says: 'they do not', switch: { cloudFormation: { systemTags: 'none' } } },
    ],
  },
  simplified('cfn-36', 'wait between two tries of the clean-up', '10 seconds'),
  {
    id: 'cfn-37',
    question: 'permissions of handlers',
    decision:
      'the actions that the schema names for the handler are allowed; other calls are refused. Where the type is registered with an execution role, its policies must allow each call too, on the resource that the Service Authorization Reference names for CodeDeploy and ECS, on `*` elsewhere, and `iam:PassRole` for the service role of a group',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'likely',
    evidence: 'CloudFormation CLI User Guide: handler permissions',
    dependsOn: 'The permissions in the schemas are complete.',
    readings: [
      { name: 'checked', says: 'other calls are refused' },
      {
        name: 'roleOnly',
        says: 'only the execution role counts',
        switch: { cloudFormation: { handlerPermissions: 'role' } },
      },
    ],
  },
  unnoticed(
    'cfn-64',
    'an update that the stack policy denies',
    'the resource fails before its handler is called, a removal when all other resources are done; then the update is rolled back. `StackPolicyBody` of UpdateStack counts from the next update on',
  ),
];
