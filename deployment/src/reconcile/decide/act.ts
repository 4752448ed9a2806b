import { toModel } from '../../desired-state/desired';
import { parametersOf, withLiveDefaults } from '../../desired-state/task-set';
import { progress } from '../../messages/progress';
import { EARLIER_STOP_VISIBLE_SECONDS, SOON_SECONDS } from '../../polling/delays';
import { firstPollSeconds } from '../../polling/schedule';
import { follow } from '../follow/follow';
import { endHolder } from '../holder/end-holder';
import { readBusyFailure } from '../holder/read-busy-failure';
import { retryLater } from '../holder/retry-later';
import type { Observation } from '../observe/observe';
import { inProgress, spread, type DeploymentOutcome, type OperationContext } from '../operation/context';
import { deployingPhase, endNotYetObserved, timingOf, type OperationTiming } from '../operation/phase';
import { forget, remember } from '../operation/what-ran-before';
import type { Step } from './decide';

/**
 * Carries out a step, with at most one change that cannot be repeated. The phase of the answer tells the next
 * invocation what to do.
 */
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
      throw await readBusyFailure(operation, step.deploymentId, false);
    case 'follow': {
      const { deploymentId } = step;
      // An operation of this resource records what ran before when it starts its deployment.
      if (situation.active?.startedBy === 'anotherTeam' && original)
        await remember(operation, original, withLiveDefaults(desired.parameters, parametersOf(original)));
      const deploying = deployingPhase(timing, deploymentId);
      // An earlier operation may have requested a stop a moment ago that is not visible yet. The next poll shows it.
      return situation.active?.startedBy === 'resource'
        ? inProgress(
            deploying,
            EARLIER_STOP_VISIBLE_SECONDS,
            progress('AlreadyDeploysDesired', { deploymentId }),
          )
        : follow(operation, deploying);
    }
    case 'await': {
      const { deploymentId, reason } = step;
      return inProgress(
        { ...timing, ...endNotYetObserved, kind: 'ending', endsSoon: false, deploymentId },
        firstPollSeconds(spread(operation)),
        progress('Waiting', { deploymentId, reason }),
      );
    }
    case 'observeAgain':
      return inProgress(
        {
          ...timing,
          kind: 'deciding',
          staleSince: timing.staleSince ?? operation.invocation.now,
        },
        SOON_SECONDS,
        progress('TaskSetsMayBeStale', {}),
      );
    case 'retryLater':
      return retryLater(operation, timing, step.deploymentId, SOON_SECONDS, step.reason);
    case 'stop':
    case 'stopOrEndWait':
      // The stop brings back the original task set, and the stack may go back to what runs now.
      if (situation.active?.stage === 'terminationWait' && original)
        await remember(operation, primary, parametersOf(original));
      return endHolder(operation, timing, step);
    case 'endTerminationWait':
      return endHolder(operation, timing, step);
  }
}
