/* The delays, windows and limits of both types, with the reason for each value. */

/** An automatic rollback ends two to five seconds after the deployment that it undoes. */
export const ROLLBACK_SECONDS = 5;

/** How long after the end of a deployment its automatic rollback may still appear. AWS does not document it. */
export const ROLLBACK_WINDOW_MS = 60_000;

/**
 * A group that shows no owner tag for this long has none. A create that CloudFormation has just cancelled may have
 * written one.
 */
export const UNTAGGED_AFTER_MS = 20_000;

/** How long a delete waits for a deployment to end. A stop and the rollback after it take seconds. */
export const DELETE_PATIENCE_MS = 60 * 60_000;
