import type { ECSTarget, TargetStatus } from '@aws-sdk/client-codedeploy';
import { progress } from '../../messages/progress';
import { AT_ONCE_SECONDS } from '../../polling/delays';
import { nextPoll, recordTargetPoll, type PollHistory } from '../../polling/schedule';
import { inProgress, spread, type DeploymentOutcome, type OperationContext } from '../operation/context';
import { ignoreAndLog } from '../operation/errors';
import type { Phase } from '../operation/phase';

const RUNNING: ReadonlySet<TargetStatus> = new Set(['Pending', 'InProgress', 'Ready', 'Unknown']);

/**
 * Polls the target of the deployment instead of the deployment. Only the target shows when production traffic began to
 * shift, and with that when the shift will be complete. The first poll reads the id of the target, later ones the
 * target. When the target has ended, the next invocation polls the deployment. When the target cannot be read, the
 * schedule continues without what it would show.
 */
export async function pollDeploymentTarget(
  operation: OperationContext,
  phase: Phase & { kind: 'deploying' },
  history: PollHistory,
): Promise<DeploymentOutcome> {
  const { api, invocation } = operation;
  const { deploymentId, targetId } = phase;
  const { now } = invocation;
  const tryRead = <Answer>(read: () => Promise<Answer>) =>
    ignoreAndLog(invocation.log, 'The target cannot be read.', read);
  if (targetId === undefined) {
    const found = await tryRead(() => api.deployments.findTargetId(deploymentId));
    if (found)
      return inProgress(
        { ...phase, targetId: found },
        AT_ONCE_SECONDS,
        progress('Running', { deploymentId }),
      );
  }
  const target: ECSTarget | undefined =
    targetId === undefined
      ? undefined
      : await tryRead(() => api.deployments.findTargetById(deploymentId, targetId));
  if (target?.status && !RUNNING.has(target.status))
    return inProgress(
      { ...phase, nextPolled: 'deployment' },
      AT_ONCE_SECONDS,
      progress('MayHaveEnded', { deploymentId }),
    );

  const plan = { shiftMinutes: phase.shiftMinutes ?? 0 };
  const polled = recordTargetPoll(target, history, now);
  const { what, delaySeconds } = nextPoll(polled, plan, now, spread(operation));
  return inProgress(
    { ...phase, history: polled, nextPolled: what },
    delaySeconds,
    progress(polled.shiftingSince === undefined ? 'Running' : 'ShiftingTraffic', { deploymentId }),
  );
}
