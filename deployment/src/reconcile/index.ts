import { capAtDeadline } from '../polling/schedule';
import { observeAndAct } from './decide/observe-and-act';
import { awaitRollback } from './fail/fail';
import { follow } from './follow/follow';
import { waitForHolder } from './holder/wait-for-holder';
import { withClaim } from './operation/claim';
import type { DeploymentOutcome, OperationContext } from './operation/context';
import type { Phase } from './operation/phase';
import { start, startAtOnce } from './start/start';

/** Every invocation of a create or update after its first: continues where the phase says. */
export async function reconcile(operation: OperationContext, phase: Phase): Promise<DeploymentOutcome> {
  const outcome = withClaim(await proceed(operation, phase), operation.claim);
  if (outcome.kind !== 'inProgress') return outcome;
  const { delaySeconds, phase: next } = outcome;
  return { ...outcome, delaySeconds: capAtDeadline(delaySeconds, next.deadline, operation.invocation.now) };
}

async function proceed(operation: OperationContext, phase: Phase): Promise<DeploymentOutcome> {
  switch (phase.kind) {
    case 'deciding':
      return startAtOnce(operation, await observeAndAct(operation, phase, phase.busyWith));
    case 'starting':
      return start(operation, phase);
    case 'deploying':
      return follow(operation, phase);
    case 'ending':
      return startAtOnce(operation, await waitForHolder(operation, phase));
    case 'rollingBack':
      return awaitRollback(operation, phase);
  }
}
