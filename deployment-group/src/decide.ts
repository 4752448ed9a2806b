import { hasEnded, isInTerminationWait, isRollback } from '../../runtime/deployments/deployment-status';
import type { Active } from '../../runtime/deployments/find-active';
import type { Phase } from './phase';

/**
 * What the deletion of a group does next. With `wait` it polls the deployment, with `retryLater` it observes again,
 * because the deployment is not visible.
 */
export type Step =
  | { kind: 'stop'; deploymentId: string }
  | { kind: 'endTerminationWait'; deploymentId: string }
  | { kind: 'wait'; deploymentId: string }
  | { kind: 'retryLater'; deploymentId: string }
  | { kind: 'deleteGroup' };

/**
 * Decides how the deployment that holds the group ends. It has to end before the group is deleted: after that
 * CodeDeploy can no longer stop it, and it may leave the service between two versions. Before its termination wait the
 * deployment is stopped, and CodeDeploy rolls it back. In its termination wait the new version has all the traffic, so
 * only the wait is ended. A rollback is never stopped, because it brings the service back to one version.
 * @param active the deployment that holds the group, if any
 * @param phase has the deployment whose end was requested; a refused request is repeated
 */
export function decide(active: Active | undefined, phase: Phase | undefined): Step {
  if (!active) return { kind: 'deleteGroup' };
  const { deploymentId, info } = active;
  if (!info) return { kind: 'retryLater', deploymentId };
  const requested = phase?.kind === 'ending' && phase.deploymentId === deploymentId ? phase : undefined;
  if (hasEnded(info) || isRollback(info) || (requested && !requested.refused))
    return { kind: 'wait', deploymentId };
  return { kind: isInTerminationWait(info) ? 'endTerminationWait' : 'stop', deploymentId };
}
