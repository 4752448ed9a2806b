/*
 * The delays, windows and limits of this type, with the reason for each value. Those of both types are in
 * `runtime/deployments/delays.ts`.
 */

/** CodeDeploy needs some seconds to show a new group, a tag, or the rollback of a deployment. */
export const SOON_SECONDS = 5;

/**
 * Between two polls of a deployment that has to end, or of its automatic rollback. A stop takes some seconds, the
 * rollback after it ROLLBACK_SECONDS.
 */
export const AWAIT_END_SECONDS = 10;

/** To the first retry when a role or topic is not visible to CodeDeploy yet. Most are visible within seconds. */
export const FIRST_PROPAGATION_SECONDS = 5;

/** Between further retries. */
export const PROPAGATION_SECONDS = 10;

/** A new role or topic may take this long to be visible to CodeDeploy. */
export const PROPAGATION_PATIENCE_MS = 5 * 60_000;

/** A new group may stay invisible for this long. */
export const VISIBILITY_PATIENCE_MS = 60_000;

/**
 * Minutes of consecutive transient errors before an operation fails: a little less than the 120 that a handler has by
 * default.
 */
export const TRANSIENT_ERROR_BUDGET_MINUTES = { CREATE: 110, UPDATE: 110, DELETE: 110 } as const;

/**
 * 120 hours, CodeDeploy's limit from the start of a deployment to its traffic shift. (CodeDeploy User Guide, Quotas.)
 */
export const MAXIMUM_READY_WAIT_MINUTES = 7200;

/** 48 hours, CodeDeploy's limit of the termination wait. (CodeDeploy User Guide, Quotas.) */
export const MAXIMUM_TERMINATION_WAIT_MINUTES = 2880;
