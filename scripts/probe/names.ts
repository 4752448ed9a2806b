/** The name of every resource of a run, and the tag that says whose it is. One account and region has one run at a time. */
export const NAME = 'org-codedeploy-probe';

export const TARGET_GROUPS = [`${NAME}-1`, `${NAME}-2`] as const;

export const TAG = { key: 'org-codedeploy', value: 'probe' };

export const GROUP = { applicationName: NAME, deploymentGroupName: NAME };

/** A group that never exists for longer than one call. */
export const OTHER_GROUP = { applicationName: NAME, deploymentGroupName: `${NAME}-other` };

export const CONTAINER = { containerName: 'web', containerPort: 80 };

export const POLICY_ARN = 'arn:aws:iam::aws:policy/AWSCodeDeployRoleForECS';
