/**
 * CodeDeploy's error names by what they mean here. (CodeDeploy API Reference, the Errors section of each operation.)
 * The calls of both types, in `api/` and `api.ts`, use this table.
 */

/** The group, or its application with all its groups, does not exist or was deleted in the meantime. */
export const GONE_GROUP = ['DeploymentGroupDoesNotExistException', 'ApplicationDoesNotExistException'];

/** The deployment was created a moment ago and is not visible yet, or was deleted along with its group. */
export const NOT_VISIBLE = ['DeploymentDoesNotExistException'];

/** The deployment has ended since it was observed. */
export const ALREADY_ENDED = ['DeploymentAlreadyCompletedException'];

/** The deployment is not in the wait that was to end. */
export const NOT_WAITING = ['DeploymentIsNotInReadyStateException', 'InvalidDeploymentStatusException'];

/** The deployment is no longer in the state in which it was observed: it must be observed again. */
export const MOVED_ON = [...ALREADY_ENDED, ...NOT_WAITING];

/** CodeDeploy refuses the stop for now, for instance while it terminates the original task set. */
export const NOT_STOPPABLE_NOW = ['UnsupportedActionForDeploymentTypeException'];

/** StopDeployment cannot find the deployment: not yet visible (retry), or its group was deleted (never). */
export const NOTHING_TO_STOP = [...NOT_VISIBLE, 'DeploymentGroupDoesNotExistException'];

/** The deployment has no target, or none yet, or is not visible yet itself. */
export const NO_TARGET = [
  ...NOT_VISIBLE,
  'DeploymentNotStartedException',
  'DeploymentTargetDoesNotExistException',
];
