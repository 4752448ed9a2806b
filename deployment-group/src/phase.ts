/** Where an operation stands between two calls of its handler. */
export type Phase =
  /** Create or update was refused because the role or a topic cannot be seen yet; since when (milliseconds). */
  | { kind: 'propagating'; since: number }
  /** The group has been made and GetDeploymentGroup does not show it yet; since when (milliseconds). */
  | { kind: 'appearing'; since: number }
  /** Delete waits for the end of this deployment: it has been asked to end, maybe to no avail, or is a rollback. */
  | { kind: 'ending'; deploymentId: string; refused?: true }
  /** Delete cannot tell yet whether something runs, and looks again. */
  | { kind: 'looking' };
