import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import { hasEnded, isInTerminationWait, isRollback } from '../../runtime/deployment-status';
import { mayTriggerRollback, endedWithinRollbackWindow } from '../../runtime/rollback';
import type { Phase } from './phase';

/** What can be seen of the group's deployments. */
export interface Deployments {
  /** The one that has not ended; CodeDeploy allows one a group. */
  running: DeploymentInfo | undefined;
  /** CodeDeploy lists one as active, but what it says of it is older or newer than that. */
  unclear: boolean;
  /** The one that ended last. */
  last: DeploymentInfo | undefined;
  /** The rollback that `last` brought about; undefined also while it cannot be seen. */
  rollback: DeploymentInfo | undefined;
}

/** What the deletion of a group does next. */
export type Step =
  | { kind: 'stop'; deploymentId: string }
  | { kind: 'endTerminationWait'; deploymentId: string }
  | { kind: 'wait'; deploymentId: string; refused?: true | undefined }
  | { kind: 'retryLater' }
  | { kind: 'deleteGroup' };

/**
 * A deployment whose group is gone can no longer be stopped and leaves the service between two versions, so it has
 * to end first. Before its termination wait it is stopped, and CodeDeploy brings the old version back; in it the new
 * version has all the traffic already, so only the wait is cut short. A rollback is what keeps the service whole: it
 * is never stopped.
 * @param phase tells which deployment has been asked to end before: none is asked twice, but for one that was not to be
 *   stopped and has come to its termination wait since
 */
export function decide(
  { running, unclear, last, rollback }: Deployments,
  phase: Phase | undefined,
  now: number,
): Step {
  if (running?.deploymentId) return decideRunning(running, running.deploymentId, phase);
  if (unclear) return { kind: 'retryLater' };
  if (rollback?.deploymentId && !hasEnded(rollback))
    return { kind: 'wait', deploymentId: rollback.deploymentId };
  if (last && !rollback && mayTriggerRollback(last) && endedWithinRollbackWindow(last.completeTime, now))
    return { kind: 'retryLater' };
  return { kind: 'deleteGroup' };
}

function decideRunning(running: DeploymentInfo, deploymentId: string, phase: Phase | undefined): Step {
  const asked = phase?.kind === 'ending' && phase.deploymentId === deploymentId ? phase : undefined;
  const waits = isInTerminationWait(running);
  if (isRollback(running) || (asked && !(asked.refused && waits)))
    return { kind: 'wait', deploymentId, refused: asked?.refused };
  return { kind: waits ? 'endTerminationWait' : 'stop', deploymentId };
}
