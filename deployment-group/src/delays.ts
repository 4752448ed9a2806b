/* Every delay, window and limit of this type, with the reason for its value. */

/** CodeDeploy needs some seconds to show a new group, or the deployment that follows another one. */
export const SOON_SECONDS = 5;

/** A deployment that ends, and its automatic rollback, take some tens of seconds or longer. */
export const AWAIT_END_SECONDS = 10;

/** The first retry after a role or a topic was not visible to CodeDeploy: most are within seconds. */
export const FIRST_PROPAGATION_SECONDS = 5;

/** Further retries after that. */
export const PROPAGATION_SECONDS = 10;

/** A new role or topic may take this long to be visible to CodeDeploy. */
export const PROPAGATION_PATIENCE_MS = 5 * 60_000;

/** A new group may stay invisible for this long. */
export const VISIBILITY_PATIENCE_MS = 60_000;

/** A group that shows no owner tag for this long has none. A create may have been cancelled just before. */
export const UNTAGGED_AFTER_MS = 20_000;

/** A little less than each handler may take: 120 minutes, where the schema says nothing else. */
export const TRANSIENT_ERROR_BUDGET_MINUTES = { CREATE: 110, UPDATE: 110, DELETE: 110 } as const;

/** CodeDeploy gives a deployment at most 120 hours until traffic shifts. (CodeDeploy User Guide, Quotas.) */
export const MAXIMUM_READY_WAIT_MINUTES = 7200;

/** CodeDeploy User Guide, Quotas: 48 hours until the old version is terminated. */
export const MAXIMUM_TERMINATION_WAIT_MINUTES = 2880;
