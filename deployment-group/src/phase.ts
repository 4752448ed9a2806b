import type { Ending } from '../../runtime/deployments/await-end';

/** Where an operation stands between two invocations. */
export type Phase =
  /** Create or update was refused because the role or a topic is not visible yet; since when (milliseconds). */
  | { kind: 'propagating'; since: number }
  /** The group was created and GetDeploymentGroup does not show it yet; since when (milliseconds). */
  | { kind: 'appearing'; since: number }
  /** Delete waits for the end of this deployment and of its rollback; `refused` when CodeDeploy did not stop it. */
  | ({ kind: 'ending'; refused?: true } & Ending)
  /** Delete cannot tell yet whether a deployment is active, and observes again. */
  | { kind: 'looking' };
