import {
  NEEDS_A_FUNCTION,
  NEEDS_A_PARAMETER,
  NOT_OF_AWS,
  NOT_WRITTEN,
  simplified,
  unnoticed,
  type Assumption,
} from './assumption';

export const TEMPLATES: readonly Assumption[] = [
  unnoticed(
    'cfn-52',
    'change sets: what follows a changed resource',
    '`Ref` when it is or may be replaced, `Fn::GetAtt` always: `Dynamic`, with its name as `CausingEntity`. A create-only property with a dynamic cause gives `Conditional`. A changed parameter gives two details, one static with its name and one dynamic. A nested stack without changes of its own is `Automatic`; with a change set of its own that has no changes it has no line',
  ),
  unnoticed('cfn-53', 'change sets: name of one that exists', 'refused until it is deleted or executed'),
  unnoticed(
    'cfn-54',
    'change sets: an operation on their stack',
    'the execution of a change set deletes the others; any other operation makes them `OBSOLETE`',
  ),
  unnoticed(
    'cfn-55',
    'DescribeEvents',
    "an event of the stack is a `STACK_EVENT` with the operation's status, one of a resource a `PROGRESS_EVENT`, a failed one a `PROVISIONING_ERROR`; `FailedEvents` keeps the last kind. The creation of a change set has no events",
  ),
  unnoticed(
    'cfn-56',
    'DeregisterType',
    'a deregistered version stays `DEPRECATED`, and the numbers of later ones go on; templates cannot use it, and stacks with such resources cannot change them',
  ),
  {
    id: 'cfn-57',
    question: 'types without behaviour',
    decision:
      "are created, updated and deleted at once; `Ref` is the type's identifier: what the template sets, otherwise made up from the stack's name, the logical id and the operation. A wait condition gets no signals and waits for none. `standIns: 'refused'` refuses these types",
    kind: 'open',
    noticedBy: 'users',
    sure: 'documented',
    evidence: 'A choice of the local AWS, not a reading of AWS',
    dependsOn: 'Stacks with types that the local AWS does not know.',
    readings: [
      { name: 'made-up', says: 'stand in with made-up values' },
      { name: 'refused', says: 'are refused', switch: { cloudFormation: { standIns: 'refused' } } },
    ],
    noProbe: NOT_OF_AWS,
  },
  unnoticed(
    'cfn-58',
    'a rule whose assertion is false',
    "`Rule <name> failed: <AssertDescription>`, one line for each; the text is the local AWS's own",
  ),
  {
    id: 'cfn-59',
    question: 'dynamic references',
    decision:
      'are resolved when the handler of their resource is called, also in a rollback; the stack compares and shows the references. One that cannot be resolved fails the resource before its handler is called. Drift detection compares with the reference itself',
    kind: 'open',
    noticedBy: 'users',
    sure: 'likely',
    evidence: 'AWS CloudFormation User Guide, dynamic references',
    dependsOn: 'Nothing: no property of the types is a secret.',
    readings: [
      { name: 'atCall', says: 'when the handler is called' },
      { name: 'atUpdate', says: 'when the operation begins' },
    ],
    noProbe: NEEDS_A_PARAMETER,
  },
  simplified(
    'cfn-60',
    'custom resources: time',
    'virtual time stands still until the function has ended; then CloudFormation looks for its answer every 5 seconds, for an hour or for `ServiceTimeout`. A function that fails is not called again',
  ),
  {
    id: 'cfn-61',
    question: 'custom resources: rollback of an update that answered another physical id',
    decision:
      'returns to the old id without a call, like every replacement; the clean-up deletes the new one',
    kind: 'open',
    noticedBy: 'users',
    sure: 'guess',
    evidence: 'AWS CloudFormation User Guide',
    dependsOn: "What the stack's events show; no handler is called differently.",
    noProbe: NEEDS_A_FUNCTION,
  },
  unnoticed(
    'cfn-62',
    'registration by a template',
    "completes at once. `Ref` of a ResourceDefaultVersion is the type's ARN. A change of a ModuleDefaultVersion is a replacement, as its schema says; a rollback deletes the new one, which does nothing, so the new default stays",
  ),
  unnoticed(
    'cfn-63',
    'the 51st active version of a type',
    "is refused with `CFNRegistryException`; the text is the local AWS's own",
  ),
  {
    id: 'cfn-65',
    question: 'change sets of nested stacks: a parameter whose value comes from a resource or an export',
    decision:
      'is unresolved, also when nothing changes it; so a resource that uses it shows as changed (`Dynamic`). Its constraints are not checked. An SSM parameter with such a name fails the change set',
    kind: 'open',
    noticedBy: 'users',
    sure: 'reported',
    evidence:
      'aws-cloudformation/cloudformation-coverage-roadmap#759; texts of change sets in public repositories',
    dependsOn: 'Which lines the change set of a nested stack shows; the execution uses the values.',
    noProbe: NOT_WRITTEN,
  },
  unnoticed(
    'cfn-66',
    'change sets of nested stacks: what is kept',
    "the execution uses the nested templates that the change set has read. A nested stack that cannot be planned fails its change set, and with it the root's; a missing template is refused at once. A new nested stack that the execution does not reach is deleted at its end",
  ),
  {
    id: 'cfn-67',
    question:
      'a transform that fails: `AWS::Include`, `AWS::Serverless-2016-10-31`, `AWS::LanguageExtensions`',
    decision:
      'CreateChangeSet is answered, and the change set is `FAILED` with `Transform NAME failed with: …`; a new stack waits in `REVIEW_IN_PROGRESS`. CreateStack makes a stack whose second event has the reason, and which rolls back without a resource; an update by UpdateStack does the same. Only the texts of SAM, of a snippet that is neither YAML nor JSON, of a location that is not in S3 and of a missing bucket are those of AWS. A member that a snippet and the template both have, and a transform in a snippet, fail too. A location may use parameters and mappings',
    kind: 'open',
    noticedBy: 'users',
    sure: 'reported',
    evidence:
      'change sets: output of `aws cloudformation deploy` in aws-samples/aws-cognito-apigw-angular-auth#4 and aws-cloudformation/cfn-language-discussion#160; CreateStack: events that end in `Rollback requested by user.`, as in aws-cloudformation/cfn-language-discussion#147; UpdateStack: nothing is known',
    dependsOn: 'Where a user reads why.',
    noProbe: NOT_WRITTEN,
  },
];
