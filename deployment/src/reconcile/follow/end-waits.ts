import type { Deployment } from '../../../../runtime/deployments/reads';
import { fromDescription } from '../../desired-state/description-marker';
import { isShifted } from '../observe/observe';
import type { OperationContext } from '../operation/context';
import { ignoreAndLog } from '../operation/errors';
import { checkOwnerTag } from '../operation/ownership';
import type { Phase } from '../operation/phase';

type Deploying = Phase & { kind: 'deploying' };

/**
 * Ends the ready wait of this operation's own deployment when the stack is rolling back. The wait lets an operator
 * approve a new version. A stack rollback brings the old version and must not depend on an operator.
 * @returns whether the wait was ended
 */
export async function endReadyWait(
  operation: OperationContext,
  phase: Deploying,
  info: Deployment,
): Promise<boolean> {
  return info.status === 'Ready' && mayEnd(operation, info) && endWait(operation, phase, 'READY_WAIT');
}

/**
 * Ends the termination wait of this operation's own deployment when the stack is rolling back, unless StackRollback is
 * AS_CONFIGURED. The wait keeps the original task set for a quick way to it. In a stack rollback that one runs the bad
 * version.
 * @returns whether the wait was ended
 */
export async function endTerminationWait(
  operation: OperationContext,
  phase: Deploying,
  info: Deployment,
): Promise<boolean> {
  if (operation.desired.stackRollback === 'AS_CONFIGURED' || !mayEnd(operation, info)) return false;
  if (waitMinutesOf(info) === 0 || !(await isShifted(operation.api.deployments, info))) return false;
  return endWait(operation, phase, 'TERMINATION_WAIT');
}

function waitMinutesOf({ blueGreenDeploymentConfiguration }: Deployment): number {
  const wait = blueGreenDeploymentConfiguration?.terminateBlueInstancesOnDeploymentSuccess;
  return wait?.terminationWaitTimeInMinutes ?? 0;
}

/** Whether the stack is rolling back, and this operation or the rollback that it continues has started the deployment. */
function mayEnd({ policy, owner, claim }: OperationContext, { description }: Deployment): boolean {
  const starter = fromDescription(description)?.operation;
  return policy.rollback && starter !== undefined && [owner.operation, claim.continued].includes(starter);
}

/** Asks CodeDeploy to end a wait. A refusal is logged, and the next poll asks again. */
async function endWait(
  operation: OperationContext,
  { tagWrittenAt, deploymentId }: Deploying,
  wait: 'READY_WAIT' | 'TERMINATION_WAIT',
): Promise<boolean> {
  const { api, invocation } = operation;
  if ((await checkOwnerTag(operation, tagWrittenAt)) === 'notVisibleYet') return false;
  const ended = await ignoreAndLog(invocation.log, `The ${wait} cannot be ended.`, () =>
    api.deployments.endWait(deploymentId, wait),
  );
  return ended ?? false;
}
