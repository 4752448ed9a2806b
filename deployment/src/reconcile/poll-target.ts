import type { ECSTarget, TargetStatus } from '@aws-sdk/client-codedeploy';
import { inProgress, spread, type DeploymentOutcome, type Operation } from './context';
import type { Phase } from './phase';
import { orLog } from '../messages/errors';
import { nextLook, seeTarget, type Seen } from '../polling/schedule';

const RUNNING: ReadonlySet<TargetStatus> = new Set(['Pending', 'InProgress', 'Ready', 'Unknown']);

/**
 * Looks at the deployment's target instead of the deployment: it tells when production traffic began to move, and so
 * when all of it will be shifted. One call: the first time for the target's id. Whether the deployment has ended is for
 * the deployment itself to say. A deployment is followed without its target as well.
 */
export async function lookAtTarget(
  operation: Operation,
  phase: Phase & { name: 'deploying' },
  seen: Seen,
): Promise<DeploymentOutcome> {
  const { api, desired, invocation } = operation;
  const { deploymentId, targetId } = phase;
  const { now } = invocation;
  const orGoOn = <Answer>(look: () => Promise<Answer>) =>
    orLog(invocation.log, 'The target cannot be looked at.', look);
  if (targetId === null) {
    const found = await orGoOn(() => api.findTargetId(deploymentId));
    if (found) return inProgress({ ...phase, targetId: found }, 0, `Deployment ${deploymentId} is running.`);
  }
  const target: ECSTarget | undefined =
    targetId === null ? undefined : await orGoOn(() => api.findTargetById(deploymentId, targetId));
  if (target?.status && !RUNNING.has(target.status))
    return inProgress({ ...phase, look: 'deployment' }, 0, `Deployment ${deploymentId} may have ended.`);

  const plan = {
    shiftMinutes: phase.shiftMinutes ?? 0,
    untilShifted: desired.completeWhen === 'TRAFFIC_SHIFTED',
  };
  const after = seeTarget(target, seen, now);
  const { at, delaySeconds } = nextLook(after, plan, now, spread(operation));
  const where = after.shiftingSince === null ? 'is running' : 'shifts traffic';
  return inProgress(
    { ...phase, seen: after, look: at },
    delaySeconds,
    `Deployment ${deploymentId} ${where}.`,
  );
}
