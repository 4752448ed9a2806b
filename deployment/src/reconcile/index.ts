import { withClaim } from './claim';
import { getGroup, type DeploymentOutcome, type OperationContext } from './context';
import { awaitRollbackThenFail } from './fail';
import { follow } from './follow';
import { observeAndAct } from './observe-and-act';
import type { Phase } from './phase';
import { start, startAtOnce } from './start';
import { waitForHolder } from './wait-for-holder';

/** An invocation of a create or update after its first: continues where the phase says. */
export async function reconcile(operation: OperationContext, phase: Phase): Promise<DeploymentOutcome> {
  return withClaim(await proceed(operation, phase), operation.claim);
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
