import { hasEnded, isInTerminationWait, isRollback } from '../../runtime/deployments/deployment-status';
import type { Active } from '../../runtime/deployments/find-active';
import type { Phase } from './phase';

/** What the deletion of a group does next. */
export type Step =
  | { kind: 'stop'; deploymentId: string }
  | { kind: 'endTerminationWait'; deploymentId: string }
  | { kind: 'wait'; deploymentId: string }
  | { kind: 'retryLater' }
  | { kind: 'deleteGroup' };

/**
 * A deployment whose group was deleted can no longer be stopped and leaves the service between two versions, so it has
 * to end first. Before its termination wait it is stopped, and CodeDeploy brings the old version back. In its
 * termination wait the new version has all the traffic already, so only the wait is ended. A rollback brings the
 * service back to one version: it is never stopped.
 * @param active the deployment that holds the group
 * @param phase tells which deployment was requested to end before. That is requested until CodeDeploy takes the request.
 */
export function decide(active: Active | undefined, phase: Phase | undefined): Step {
  if (!active) return { kind: 'deleteGroup' };
  const { deploymentId, info } = active;
  if (!info) return { kind: 'retryLater' };
  const requested = phase?.kind === 'ending' && phase.deploymentId === deploymentId ? phase : undefined;
  if (hasEnded(info) || isRollback(info) || (requested && !requested.refused))
    return { kind: 'wait', deploymentId };
  return { kind: isInTerminationWait(info) ? 'endTerminationWait' : 'stop', deploymentId };
}
