/*
 * Every delay, grace period and window of this type, with the reason for its value. How the next poll of a running
 * deployment is chosen from them: schedule.ts. How long an operation may take: timeout.ts.
 */

// Delays to the next invocation.

/** The next invocation has work to do that depends on no event. */
export const AT_ONCE_SECONDS = 0;

/** CodeDeploy needs some seconds to start or stop a deployment, to show one, or to write a tag. */
export const SOON_SECONDS = 5;

/** CodeDeploy refuses a stop while it does something that cannot be undone half way, which takes longer than that. */
export const STOP_REFUSED_SECONDS = 15;

/** A stop that an earlier operation has requested is visible within this time, as far as known. */
export const EARLIER_STOP_VISIBLE_SECONDS = 15;

/** ListDeployments may omit a new deployment for this long. */
export const LIST_LAG_SECONDS = 10;

/** The first poll of a new deployment: one that cannot run at all has failed by then. */
export const FIRST_POLL_SECONDS = 10;

/** The shortest distance between two polls, around the expected end of a deployment. */
export const MINIMUM_POLL_SECONDS = 5;

/** The longest distance between two polls: an alarm or an operator may end a deployment at any time. */
export const MAXIMUM_POLL_SECONDS = 19;

/** Polls of another deployment in its ready wait or termination wait, which last minutes to days. */
export const LONG_WAIT_POLL_SECONDS = 30;

/** A poll comes up to this much earlier, by chance: stacks that were started together do not poll together. */
export const SPREAD_SECONDS = 2;

/** An expected end that is overdue is polled again after this part of the time that it is overdue. */
export const OVERDUE_PART = 0.6;

/** CodeDeploy sets a deployment's final status this long after the change that ends it. */
export const STATUS_LAG_SECONDS = 1;

/** An automatic rollback takes two to five seconds from the end of the deployment that it undoes. */
export const ROLLBACK_SECONDS = 5;

// Windows and grace periods.

/** The owner tag may take this long to show the value that was written last. */
export const TAG_LAG_MS = 120_000;

/** An owner tag that shows an older operation for this long was lost or overwritten: it is written again. */
export const TAG_REWRITE_MS = 20_000;

/** A group that shows no owner tag for this long has none. A create may have been cancelled just before. */
export const UNTAGGED_AFTER_MS = 20_000;

/** DescribeServices may show task sets as they were before the end of a deployment for this long. */
export const STALE_TASK_SETS_MS = 60_000;

/** The clocks of the handler and of CodeDeploy may differ by this much. */
export const CLOCK_SKEW_MS = 5 * 60_000;

/** A deployment whose CreateDeployment got no answer shows within this time, if it was created. */
export const UNANSWERED_VISIBLE_MS = 60_000;

/** After this long without an answer about the target, the deployment is polled once: it may have ended in the meantime. */
export const TARGET_SILENCE_MS = 60_000;

/** How long a stop and the automatic rollback after it may take beyond the deadline of an operation. */
export const STOP_GRACE_MS = 15 * 60_000;

/** How long a delete waits for a deployment to end. A stop and the rollback after it take seconds. */
export const DELETE_PATIENCE_MS = 60 * 60_000;

// Limits of an operation.

/**
 * The longest operation: one hour less than the `timeoutInMinutes` of the schema, so that a deployment that has to stop
 * has stopped before CloudFormation gives up.
 */
export const MAXIMUM_MINUTES = 2100;

/** As long as an operation may take: no transient error of AWS ends a deployment. */
export const TRANSIENT_ERROR_BUDGET_MINUTES = {
  CREATE: MAXIMUM_MINUTES,
  UPDATE: MAXIMUM_MINUTES,
  DELETE: MAXIMUM_MINUTES,
} as const;

/** CodeDeploy waits this long for the new task set to become healthy. */
export const INSTALL_MINUTES = 60;

/** CodeDeploy waits this long for the answer of a hook. */
export const HOOK_MINUTES = 60;

/** By default an operation outlasts CodeDeploy's own limits by this much: CodeDeploy tells best what took too long. */
export const MARGIN_MINUTES = 5;
