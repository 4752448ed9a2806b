/** The name of every resource of a run, and the tag that says whose it is. One account and region has one run at a time. */
export const NAME = 'org-codedeploy-probe';

export const TARGET_GROUPS = [`${NAME}-1`, `${NAME}-2`] as const;

export const TAG = { key: 'org-codedeploy', value: 'probe' };

export const GROUP = { applicationName: NAME, deploymentGroupName: NAME };

/** A group that never exists for longer than one call. */
export const OTHER_GROUP = { applicationName: NAME, deploymentGroupName: `${NAME}-other` };

export const CONTAINER = { containerName: 'web', containerPort: 80 };

export const POLICY_ARN = 'arn:aws:iam::aws:policy/AWSCodeDeployRoleForECS';

export const OBSERVER = 'CodeDeployProbe::Handlers::Observer';

/** The same type, without tags. */
export const UNTAGGED = 'CodeDeployProbe::Handlers::Untagged';

export const TYPE_NAMES = [OBSERVER, UNTAGGED] as const;

export type ObserverType = (typeof TYPE_NAMES)[number];

/** How the descriptions of the probe's types begin: a type has no tags. */
export const TYPE_MARK = 'Made by the probe of the local AWS';

/** The execution role of the types. */
export const HANDLER_ROLE = `${NAME}-handlers`;

/** The stacks of a run, one after the other. */
export const STACKS = {
  rolledBack: `${NAME}-rolled-back`,
  rollbackFailed: `${NAME}-rollback-failed`,
  preserved: `${NAME}-preserved`,
  oddCreates: `${NAME}-odd-creates`,
  timeout: `${NAME}-timeout`,
  cancelled: `${NAME}-cancelled`,
  replaced: `${NAME}-replaced`,
  imported: `${NAME}-imported`,
  importFailed: `${NAME}-import-failed`,
  drift: `${NAME}-drift`,
  express: `${NAME}-express`,
  refactored: `${NAME}-refactored`,
  refactoredTo: `${NAME}-refactored-to`,
  snapshot: `${NAME}-snapshot`,
  listener: `${NAME}-listener`,
} as const;
