import type { TargetStatus } from '@aws-sdk/client-codedeploy';
import { progress } from '../../messages/progress';
import { AT_ONCE_SECONDS } from '../../polling/delays';
import { nextPoll, recordTargetPoll, type PollHistory } from '../../polling/schedule';
import { inProgress, type DeploymentOutcome, type OperationContext } from '../operation/context';
import { ignoreAndLog } from '../operation/errors';
import type { Phase } from '../operation/phase';

const RUNNING: ReadonlySet<TargetStatus> = new Set(['Pending', 'InProgress', 'Ready', 'Unknown']);

/**
 * Polls the target of the deployment instead of the deployment. Only the target shows when production traffic began to
 * shift, and with that when the shift will be complete. When the target has ended, the next invocation polls the deployment.
 * When the target cannot be read, the schedule continues without what it would show.
 */
export async function pollDeploymentTarget(
  operation: OperationContext,
  phase: Phase & { kind: 'deploying' },
  history: PollHistory,
): Promise<DeploymentOutcome> {
  const { api, invocation } = operation;
  const { deploymentId, targetId } = phase;
  const { now } = invocation;
  const target = await ignoreAndLog(invocation.log, 'The target cannot be read.', () =>
    api.deployments.findTarget(deploymentId, targetId),
  );
  if (target?.status && !RUNNING.has(target.status))
    return inProgress(
      { ...phase, nextPolled: 'deployment' },
      AT_ONCE_SECONDS,
      progress('MayHaveEnded', { deploymentId }),
    );

  const plan = { shiftMinutes: phase.shiftMinutes ?? 0 };
  const polled = recordTargetPoll(target, history, now);
  const { what, delaySeconds } = nextPoll(polled, plan, now);
  return inProgress(
    { ...phase, history: polled, nextPolled: what },
    delaySeconds,
    progress(polled.shiftingSince === undefined ? 'Running' : 'ShiftingTraffic', { deploymentId }),
  );
}
