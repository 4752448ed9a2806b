import type { DeploymentInfo, ECSTarget } from '@aws-sdk/client-codedeploy';
import type { GroupKey } from '../deployment-groups/group-key';

/** A deployment; its id is the key of every call about it. */
export type Deployment = DeploymentInfo & { deploymentId: string };

/** The reads of CodeDeploy that `await-end.ts` and `find-active.ts` need. The calls of each type implement them. */
export interface DeploymentReads {
  /** Ids of the active deployments of the group, newest first: at most one and its automatic rollback. */
  listActiveDeployments(key: GroupKey): Promise<string[]>;
  /** undefined also for a deployment that was created a moment ago and is not visible yet. */
  findDeployment(deploymentId: string): Promise<Deployment | undefined>;
  /**
   * The service as a deployment's target, with its lifecycle events. A type whose role may not read targets leaves it
   * out: then every automatic rollback that is possible is waited for.
   */
  findTarget?(deploymentId: string): Promise<ECSTarget | undefined>;
}
