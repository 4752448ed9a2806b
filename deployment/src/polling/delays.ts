/*
 * The delays, grace periods, windows and limits of this type, with the reason for each value. `schedule.ts` chooses the
 * next poll from them, `timeout.ts` the deadline of an operation. Elsewhere are:
 * - `runtime/deployments/delays.ts`: those of both types, about automatic rollbacks and deletes;
 * - `runtime/aws/backoff.ts`: the delay after a transient error or a refusal;
 * - `runtime/protocol/progress.ts`: the delay that takes the place of one that is no number.
 */

// Delays to the next invocation.

/** To an invocation that has work to do and waits for nothing. */
export const AT_ONCE_SECONDS = 0;

/** CodeDeploy needs some seconds to start, stop or show a deployment, and to show a tag. */
export const SOON_SECONDS = 5;

/** CodeDeploy refuses a stop while it terminates task sets, which takes longer than SOON_SECONDS. */
export const STOP_REFUSED_SECONDS = 15;

/** A stop that an earlier operation has requested is visible within this time. AWS does not document it. */
export const EARLIER_STOP_VISIBLE_SECONDS = 15;

/** ListDeployments may omit a new deployment for this long. */
export const LIST_LAG_SECONDS = 10;

/**
 * To the second invocation of a create, at least. The tag that another create writes at the same moment is visible by
 * then.
 */
export const CONFIRMATION_SECONDS = 5;

/** To the first poll of a new deployment, at least. One that cannot run at all has failed by then. */
export const FIRST_POLL_SECONDS = 8;

/**
 * The first poll comes up to this much later, by a hash of the operation's token and the moment: stacks that were started
 * together do not poll together.
 */
export const FIRST_POLL_SPREAD_SECONDS = 4;

/** The shortest delay between two polls of a running deployment. Polls of an automatic rollback may come sooner. */
export const MINIMUM_POLL_SECONDS = 5;

/** The longest delay between two polls: an alarm or an operator may end a deployment at any time. */
export const MAXIMUM_POLL_SECONDS = 20;

/** The longest delay between two polls in a ready wait or termination wait, as a share of the wait. */
export const WAIT_SHARE = 1 / 8;

/** The longest delay of all. Waits may last days, and each poll costs money. */
export const WAIT_POLL_SECONDS = 60;

/** When a deployment has not ended at its expected end, the next poll comes after this share of the time since then. */
export const OVERDUE_SHARE = 0.6;

/** CodeDeploy sets a deployment's final status this long after the change that ends it. */
export const STATUS_LAG_SECONDS = 1;

// Windows and grace periods.

/** The owner tag may take this long to show the value that was written last. */
export const TAG_LAG_MS = 120_000;

/** An owner tag that shows an older operation for this long was lost or overwritten: it is written again. */
export const TAG_REWRITE_MS = 20_000;

/** DescribeServices may show task sets as they were before the end of a deployment for this long. */
export const STALE_TASK_SETS_MS = 60_000;

/** The clocks of the handler and of CodeDeploy may differ by this much. */
export const CLOCK_SKEW_MS = 5 * 60_000;

/** If a CreateDeployment without an answer has started a deployment, it is visible within this time. */
export const UNANSWERED_VISIBLE_MS = 60_000;

/**
 * After this long without a poll the next one is of the deployment, not of its target: the deployment may have ended.
 */
export const TARGET_POLL_EXPIRES_MS = 60_000;

/** How long a stop and the automatic rollback after it may take beyond the deadline of an operation. */
export const STOP_GRACE_MS = 15 * 60_000;

/**
 * For this long, from its beginning, an operation asks CodeDeploy to stop a deployment of its resource that is in its termination
 * wait: the stop brings the old version back fastest. After that the operation ends the wait, and deploys.
 */
export const LATE_STOP_PATIENCE_MS = 60_000;

// Limits of an operation.

/**
 * The longest operation: one hour less than the `timeoutInMinutes` of the schema, so that the deployment and its
 * rollback have ended before CloudFormation ends the operation.
 */
export const MAXIMUM_MINUTES = 2100;

/** Transient errors of AWS never end an operation: they may last as long as it. */
export const TRANSIENT_ERROR_BUDGET_MINUTES = {
  CREATE: MAXIMUM_MINUTES,
  UPDATE: MAXIMUM_MINUTES,
  DELETE: MAXIMUM_MINUTES,
} as const;

/** CodeDeploy waits this long for the new task set to become healthy. */
export const INSTALL_MINUTES = 60;

/** CodeDeploy waits this long for the answer of a hook. */
export const HOOK_MINUTES = 60;

/**
 * The default timeout is this much longer than CodeDeploy's own limits together: CodeDeploy says best what took too
 * long.
 */
export const MARGIN_MINUTES = 5;
