import { observeAndAct } from './decide/observe-and-act';
import { awaitRollbackThenFail } from './fail/fail';
import { follow } from './follow/follow';
import { waitForHolder } from './holder/wait-for-holder';
import { getGroup } from './observe/get-group';
import { withClaim } from './operation/claim';
import type { DeploymentOutcome, OperationContext } from './operation/context';
import type { Phase } from './operation/phase';
import { start, startAtOnce } from './start/start';

/** Every invocation of a create or update after its first: continues where the phase says. */
export async function reconcile(operation: OperationContext, phase: Phase): Promise<DeploymentOutcome> {
  const outcome = withClaim(await proceed(operation, phase), operation.claim);
  return notPastDeadline(outcome, operation.invocation.now);
}

/** An operation whose time is over acts at once, not at the end of a long delay. */
function notPastDeadline(outcome: DeploymentOutcome, now: number): DeploymentOutcome {
  if (outcome.kind !== 'inProgress' || outcome.phase.deadline <= now) return outcome;
  const secondsLeft = Math.ceil((outcome.phase.deadline - now) / 1000);
  return { ...outcome, delaySeconds: Math.min(outcome.delaySeconds, secondsLeft) };
}

async function proceed(operation: OperationContext, phase: Phase): Promise<DeploymentOutcome> {
  switch (phase.kind) {
    case 'deciding':
      return startAtOnce(
        operation,
        await observeAndAct(operation, phase, await getGroup(operation), phase.busyWith),
      );
    case 'starting':
      return start(operation, phase);
    case 'deploying':
      return follow(operation, phase);
    case 'ending':
      return startAtOnce(operation, await waitForHolder(operation, phase));
    case 'rollingBack':
      return awaitRollbackThenFail(operation, phase);
  }
}
