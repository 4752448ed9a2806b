import type { ECSTarget, TargetStatus } from '@aws-sdk/client-codedeploy';
import { inProgress, spread, type DeploymentOutcome, type OperationContext } from './context';
import type { Phase } from './phase';
import { ignoreAndLog } from '../messages/errors';
import { nextPoll, recordTargetPoll, type PollHistory } from '../polling/schedule';

const RUNNING: ReadonlySet<TargetStatus> = new Set(['Pending', 'InProgress', 'Ready', 'Unknown']);

/**
 * Looks at the deployment's target instead of the deployment: it tells when production traffic began to move, and so
 * when all of it will be shifted. One call: the first time for the target's id. Whether the deployment has ended is for
 * the deployment itself to say. A deployment is followed without its target as well.
 */
export async function pollDeploymentTarget(
  operation: OperationContext,
  phase: Phase & { kind: 'deploying' },
  seen: PollHistory,
): Promise<DeploymentOutcome> {
  const { api, desired, invocation } = operation;
  const { deploymentId, targetId } = phase;
  const { now } = invocation;
  const orGoOn = <Answer>(look: () => Promise<Answer>) =>
    ignoreAndLog(invocation.log, 'The target cannot be looked at.', look);
  if (targetId === null) {
    const found = await orGoOn(() => api.findTargetId(deploymentId));
    if (found) return inProgress({ ...phase, targetId: found }, 0, `Deployment ${deploymentId} is running.`);
  }
  const target: ECSTarget | undefined =
    targetId === null ? undefined : await orGoOn(() => api.findTargetById(deploymentId, targetId));
  if (target?.status && !RUNNING.has(target.status))
    return inProgress(
      { ...phase, pollTarget: 'deployment' },
      0,
      `Deployment ${deploymentId} may have ended.`,
    );

  const plan = {
    shiftMinutes: phase.shiftMinutes ?? 0,
    untilShifted: desired.completeWhen === 'TRAFFIC_SHIFTED',
  };
  const after = recordTargetPoll(target, seen, now);
  const { at, delaySeconds } = nextPoll(after, plan, now, spread(operation));
  const where = after.shiftingSince === null ? 'is running' : 'shifts traffic';
  return inProgress(
    { ...phase, history: after, pollTarget: at },
    delaySeconds,
    `Deployment ${deploymentId} ${where}.`,
  );
}
