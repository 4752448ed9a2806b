import { NEEDS_NESTED_STACKS, NOT_WRITTEN, simplified, unnoticed, type Assumption } from './assumption';

export const OPERATION_MODES: readonly Assumption[] = [
  {
    id: 'cfn-42',
    question: 'express mode: a private type after its first IN_PROGRESS answer',
    decision:
      "the resource is done; CloudFormation goes on to call the handler unseen, and a failure then changes nothing. `expressInvocations: 'drop'` never calls it again, `'await'` waits for the last answer as in standard mode",
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'guess',
    evidence: 'AWS CloudFormation User Guide, express mode',
    dependsOn: 'An update that counts as done while its deployment runs: the next one must find it.',
    readings: [
      { name: 'continue', says: 'calls the handler unseen' },
      {
        name: 'drop',
        says: 'never calls it again',
        switch: { cloudFormation: { expressInvocations: 'drop' } },
      },
      {
        name: 'await',
        says: 'waits for the last answer',
        switch: { cloudFormation: { expressInvocations: 'await' } },
      },
    ],
  },
  {
    id: 'cfn-43',
    question: "express mode: AWS's own types and nested stacks",
    decision:
      "AWS's own types are done when the call that changes them has succeeded. A nested stack runs in express mode itself, and its parent waits for it. A resource that fails because one that it needs is not ready gets no tries beyond those of cfn-26",
    kind: 'open',
    noticedBy: 'users',
    sure: 'guess',
    evidence: 'AWS CloudFormation User Guide, express mode',
    dependsOn: 'A service that is not yet steady when its deployment begins.',
    noProbe: NEEDS_NESTED_STACKS,
  },
  {
    id: 'cfn-44',
    question: 'express mode: rollback',
    decision:
      "off, unless the request has `DisableRollback: false` or an `OnFailure`; a rollback and ContinueUpdateRollback run in express mode too. RollbackStack is refused, and until a `_COMPLETE` status so is every operation in standard mode, with the local AWS's own texts",
    kind: 'open',
    noticedBy: 'users',
    sure: 'guess',
    evidence: 'AWS CloudFormation User Guide, express mode',
    dependsOn: 'Whether a failed update in express mode is rolled back.',
    readings: [
      { name: 'off', says: 'off' },
      { name: 'on', says: 'on' },
    ],
  },
  {
    id: 'cfn-45',
    question: 'REVERT_DRIFT: previous properties of the UPDATE',
    decision:
      "what READ answered, so write-only properties are missing; `revertDriftPrevious: 'merged'` adds those of the last deployment, `'template'` sends the last deployment's properties",
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'guess',
    evidence: 'AWS CloudFormation User Guide, drift-aware change sets',
    dependsOn: "Whether REVERT_DRIFT brings back the template's version, and keeps hooks and policies.",
    readings: [
      { name: 'live', says: 'what READ answered' },
      {
        name: 'merged',
        says: 'with write-only properties of the last deployment',
        switch: { cloudFormation: { revertDriftPrevious: 'merged' } },
      },
      {
        name: 'template',
        says: "the last deployment's properties",
        switch: { cloudFormation: { revertDriftPrevious: 'template' } },
      },
    ],
  },
  {
    id: 'cfn-46',
    question: 'REVERT_DRIFT: what is read when',
    decision:
      'READ is called when the change set is created, and its execution uses these answers. A resource that is gone is created again as a replacement; one that cannot be read is compared by templates',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'guess',
    evidence: 'AWS CloudFormation User Guide, drift-aware change sets',
    dependsOn: 'A service that changes between change set and execution.',
    readings: [
      { name: 'atCreation', says: 'when the change set is created' },
      { name: 'atExecution', says: 'again when it is executed' },
    ],
  },
  {
    id: 'cfn-47',
    question: 'REVERT_DRIFT: rollback',
    decision:
      "restores the live values of the properties that the old or the new template sets, and the last deployment's write-only ones; the drift itself stays known",
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'guess',
    evidence: 'AWS CloudFormation User Guide, drift-aware change sets',
    dependsOn: 'What runs after a failed REVERT_DRIFT.',
    readings: [
      { name: 'live', says: 'the live values' },
      {
        name: 'template',
        says: "the old template's values",
        switch: { cloudFormation: { revertDriftRollback: 'template' } },
      },
    ],
  },
  simplified(
    'cfn-48',
    "REVERT_DRIFT: AWS's own types and nested stacks",
    "compared by templates only, as AWS does for types that it cannot read. On AWS, which can read listeners, listener rules and services, such a change set may also send traffic back to the template's target group",
  ),
  {
    id: 'cfn-49',
    question: 'stack refactor: calls of handlers',
    decision:
      "none; `refactorTags: 'update'` calls the update handlers of taggable types with equal properties and the new stack and system tags. When one of them fails, every stack gets its resources and template back without a call",
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'guess',
    evidence: 'AWS CloudFormation User Guide, stack refactoring',
    dependsOn: 'The owner of a resource that moves to another stack.',
    readings: [
      { name: 'none', says: 'no calls' },
      {
        name: 'update',
        says: 'update handlers of taggable types',
        switch: { cloudFormation: { refactorTags: 'update' } },
      },
    ],
  },
  unnoticed(
    'cfn-50',
    'stack refactor: events',
    'source: `EXPORT_IN_PROGRESS`, `EXPORT_COMPLETE`; destination: `IMPORT_IN_PROGRESS`, `IMPORT_COMPLETE`; stacks: `UPDATE_…`, or `CREATE_…` for a new one; all at one moment',
  ),
  {
    id: 'cfn-51',
    question: 'stack refactor: which resource is meant without a mapping',
    decision:
      "the one at the same place, then the only one of the type with the same logical id, then the only one with the same declared properties. Changed metadata and policies are accepted, and nested stacks cannot be moved or renamed; the texts are the local AWS's own",
    kind: 'open',
    noticedBy: 'users',
    sure: 'guess',
    evidence: 'AWS CloudFormation User Guide, stack refactoring',
    dependsOn: 'A template for a refactoring.',
    noProbe: NOT_WRITTEN,
  },
];
