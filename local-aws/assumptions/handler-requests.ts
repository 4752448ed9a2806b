import { type Assumption } from './assumption';

export const HANDLER_REQUESTS: readonly Assumption[] = [
  {
    id: 'cfn-26',
    question: 'retriable error codes',
    decision:
      'at most 3 calls with the same token, 10 and 20 seconds apart; `callsOnRetriableError: 1` switches the retries off',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'likely',
    evidence: 'Reports of repeated calls for Throttling and ResourceConflict',
    dependsOn: 'A repeated create or update with the same token starts no second deployment.',
    readings: [
      { name: 'three', says: 'at most 3 calls' },
      { name: 'one', says: 'one call', switch: { cloudFormation: { callsOnRetriableError: 1 } } },
    ],
  },
  {
    id: 'cfn-27',
    question: 'a handler whose process ends without an answer',
    decision: 'gets the same request again at once; after three deliveries `HandlerInternalFailure`',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'likely',
    evidence: 'CloudFormation CLI: a handler must be idempotent for one token',
    dependsOn: 'A request that is delivered again adopts the deployment that the first one has started.',
    readings: [
      { name: 'again', says: 'the same request again' },
      { name: 'fails', says: 'fails at once', switch: { cloudFormation: { deliveriesToKilled: 1 } } },
    ],
  },
  {
    id: 'cfn-28',
    question: 'answers that break the contract of handlers',
    decision:
      'end the operation with `InternalFailure` and a sentence: no identifier or another one, a delay on success, a model after a delete, a write-only or unknown property in a final model, a READ that is not finished',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'documented',
    evidence: 'CloudFormation CLI User Guide, contract tests',
    dependsOn: 'All answers of the handlers.',
    readings: [
      { name: 'ends', says: 'the operation ends' },
      {
        name: 'tolerated',
        says: 'some are tolerated',
        switch: { cloudFormation: { brokenContract: 'tolerated' } },
      },
    ],
  },
  {
    id: 'cfn-29',
    question: 're-invocation',
    decision: 'the answered model is sent back with numbers and booleans as strings, like the first request',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'reported',
    evidence: 'CloudFormation CLI plugins recast strings',
    dependsOn: 'Numbers and booleans of a request are recast.',
    readings: [
      { name: 'strings', says: 'strings' },
      { name: 'typed', says: 'as in the schema', switch: { cloudFormation: { repeatedNumbers: 'typed' } } },
    ],
  },
  {
    id: 'cfn-30',
    question: 'UPDATE request',
    decision:
      "has the template's properties, and the identifier of the last model in both new and previous properties",
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'likely',
    evidence: 'Published requests of private types',
    dependsOn: 'The identifier in both models of an UPDATE.',
    readings: [
      { name: 'both', says: 'in both' },
      { name: 'new', says: 'in the new one only', switch: { cloudFormation: { updateIdentifier: 'new' } } },
    ],
  },
  {
    id: 'cfn-31',
    question: 'READ',
    decision: 'only for `Fn::GetAtt`; cached until the resource changes',
    kind: 'open',
    noticedBy: 'users',
    sure: 'likely',
    evidence: 'CloudFormation CLI User Guide, READ',
    dependsOn: 'DeploymentId through Fn::GetAtt.',
    readings: [
      { name: 'getAtt', says: 'only for Fn::GetAtt' },
      { name: 'always', says: 'after each create and update' },
    ],
  },
  {
    id: 'cfn-32',
    question: 'a read-only property in a template',
    decision: '`#: extraneous key [X] is not permitted`',
    kind: 'open',
    noticedBy: 'users',
    sure: 'likely',
    evidence: 'Published events',
    dependsOn: 'The text of a wrong template.',
    readings: [
      { name: 'extraneous', says: 'refused' },
      { name: 'ignored', says: 'ignored' },
    ],
  },
  {
    id: 'cfn-38',
    question: 'import: previous properties of the UPDATE',
    decision:
      "none (null); `importPrevious: 'template'` sends the template's properties as both new and previous ones",
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'reported',
    evidence: 'An UPDATE after an import has no previous properties',
    dependsOn: 'An import must not deploy.',
    readings: [
      { name: 'none', says: 'none' },
      {
        name: 'template',
        says: "the template's properties",
        switch: { cloudFormation: { importPrevious: 'template' } },
      },
    ],
  },
  {
    id: 'cfn-39',
    question: "import that fails while another resource's UPDATE is in progress",
    decision:
      'that handler is not called again, and its resource gets no call that brings it back; CancelUpdateStack refuses a stack in `IMPORT_IN_PROGRESS`',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'guess',
    evidence: 'No document',
    dependsOn: 'A failed import in the middle of an UPDATE.',
    readings: [
      { name: 'noCall', says: 'not called again' },
      { name: 'reverted', says: 'called to revert' },
    ],
  },
  {
    id: 'cfn-40',
    question: 'rollback flag in the requests of ContinueUpdateRollback and RollbackStack',
    decision:
      'set in both; `continueRollbackFlag: false` and `rollbackStackFlag: false` leave it out. The rollback that CloudFormation starts itself always sets it',
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'guess',
    evidence: 'No document says where the flag is set',
    dependsOn:
      "R2: the stack's rollback deploys all at once, without hooks. Without the flag it deploys as configured: slower, but to the right version.",
    readings: [
      { name: 'both', says: 'set in both' },
      {
        name: 'notContinue',
        says: 'not in ContinueUpdateRollback',
        switch: { cloudFormation: { continueRollbackFlag: false } },
      },
      {
        name: 'notRollbackStack',
        says: 'not in RollbackStack',
        switch: { cloudFormation: { rollbackStackFlag: false } },
      },
    ],
  },
  {
    id: 'cfn-41',
    question: 'update of a listener, a listener rule or an ECS service: what the service gets',
    decision:
      "the changed properties only; `listenerUpdates: 'whole'` sends all properties of the template, so that a listener's traffic returns to the template's target group and ECS refuses each update of a CODE_DEPLOY service that names a task definition",
    kind: 'open',
    noticedBy: 'handlers',
    sure: 'likely',
    evidence: 'Reports: an update of a listener resets the traffic that CodeDeploy has shifted',
    dependsOn:
      'The check of the production listener; a service on CODE_DEPLOY that names its task definition.',
    readings: [
      { name: 'changed', says: 'the changed properties' },
      { name: 'whole', says: 'all properties', switch: { cloudFormation: { listenerUpdates: 'whole' } } },
    ],
  },
];
