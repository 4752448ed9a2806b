import { toModel } from '../desired-state/desired';
import { parametersOf, withLiveDefaults } from '../desired-state/task-set';
import { refusedAsFalse, withFailurePrefix } from '../messages/errors';
import { failure } from '../messages/failures';
import { progress, REASONS } from '../messages/progress';
import { EARLIER_STOP_VISIBLE_SECONDS, SOON_SECONDS, STOP_REFUSED_SECONDS } from '../polling/delays';
import { firstPollSeconds } from '../polling/schedule';
import { forget, remember } from './before';
import { busy } from './busy';
import { inProgress, isStillOurs, spread, type DeploymentOutcome, type OperationContext } from './context';
import type { Step } from './decide';
import { follow } from './follow';
import type { Observation } from './observe';
import { deployingPhase, notEnded, timingOf, type OperationTiming } from './phase';
import { retryLater } from './retry-later';

/** Carries out a decision, and says what the next invocation observes. */
export async function act(
  operation: OperationContext,
  phase: OperationTiming,
  step: Exclude<Step, { kind: 'deploy' }>,
  { primary, situation, original }: Observation,
): Promise<DeploymentOutcome> {
  const { desired } = operation;
  const timing = timingOf(phase);
  switch (step.kind) {
    case 'done':
      await forget(operation);
      return { kind: 'done', model: toModel(desired, primary, desired.parameters) };
    case 'refuse':
      throw await busy(operation, step.deploymentId, false);
    case 'follow': {
      const { deploymentId } = step;
      // An earlier operation of this resource has recorded by itself what ran before.
      if (situation.active?.startedBy === 'somebodyElse' && original)
        await remember(operation, original, withLiveDefaults(desired.parameters, parametersOf(original)));
      const deploying = deployingPhase(timing, deploymentId);
      // An earlier operation may have requested a stop a moment ago, which is not visible yet: the next poll tells.
      return situation.active?.startedBy === 'resource'
        ? inProgress(
            deploying,
            EARLIER_STOP_VISIBLE_SECONDS,
            progress('AlreadyDeploysDesired', { deploymentId }),
          )
        : follow(operation, deploying);
    }
    case 'await': {
      const { deploymentId, why: reason } = step;
      return inProgress(
        { ...timing, ...notEnded, kind: 'ending', stopped: false, deploymentId },
        firstPollSeconds(spread(operation)),
        progress('Waiting', { deploymentId, reason }),
      );
    }
    case 'settle':
      return inProgress(
        {
          ...timing,
          kind: 'deciding',
          unsettledSince: timing.unsettledSince ?? operation.invocation.now,
        },
        SOON_SECONDS,
        progress('TaskSetsUnsettled', {}),
      );
    case 'retryLater':
      return retryLater(operation, timing, step.deploymentId, SOON_SECONDS, step.why);
    case 'stop':
    case 'endTerminationWait':
      return endHolder(operation, timing, step);
  }
}

/** Stops the deployment that holds the group, or ends its termination wait. */
async function endHolder(
  operation: OperationContext,
  timing: OperationTiming,
  step: Step & { kind: 'stop' | 'endTerminationWait' },
): Promise<DeploymentOutcome> {
  const { api } = operation;
  const { deploymentId } = step;
  if (!(await isStillOurs(operation, timing.tagWrittenAt)))
    return retryLater(operation, timing, deploymentId, SOON_SECONDS, REASONS.tagNotVisible);
  const { invocation } = operation;
  const stopped = step.kind === 'stop';
  const request = () =>
    stopped ? api.stopDeployment(deploymentId) : api.endWait(deploymentId, 'TERMINATION_WAIT');
  const accepted = await withFailurePrefix(
    invocation,
    (aws) => failure('HolderNotStopped', { deploymentId }, aws),
    // The first invocation has no phase yet that would keep asking.
    () => (invocation.phase ? request() : refusedAsFalse(invocation, request)),
  );
  if (!accepted)
    return retryLater(
      operation,
      timing,
      deploymentId,
      stopped ? STOP_REFUSED_SECONDS : SOON_SECONDS,
      stopped ? REASONS.stopRefused : REASONS.waitNotEnded,
    );
  return inProgress(
    { ...timing, ...notEnded, kind: 'ending', stopped, deploymentId },
    SOON_SECONDS,
    step.kind === 'stop'
      ? progress('Stopping', { deploymentId, reason: step.why })
      : progress('EndingTerminationWait', { deploymentId }),
  );
}
