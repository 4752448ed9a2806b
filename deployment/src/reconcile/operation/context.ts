import { groupArnOf, type GroupKey } from '../../../../runtime/deployment-groups/group-key';
import type { ProgressMessage } from '../../../../runtime/messages/message-registry';
import { stackNameOf } from '../../../../runtime/owner/naming';
import type { Owner } from '../../../../runtime/owner/owner-tag';
import type { Invocation, Outcome } from '../../../../runtime/resource';
import { Api } from '../../api';
import { desiredOf, type Desired } from '../../desired-state/desired';
import { onRollback } from '../../desired-state/rollback';
import type { TaskSetParameters } from '../../desired-state/task-set';
import type { ResourceModel } from '../../models';
import { spreadOf } from '../../polling/schedule';
import type { Policy } from '../decide/decide';
import { ownerIn, unknownClaim } from './claim';
import type { Claim, Phase } from './phase';

export type DeploymentInvocation = Invocation<ResourceModel, Phase>;
export type DeploymentOutcome = Outcome<ResourceModel, Phase>;

/** What one invocation of a create or update works with: the desired state, its owner, and the calls of AWS. */
export interface OperationContext {
  readonly invocation: DeploymentInvocation;
  readonly api: Api;
  readonly desired: Desired;
  readonly policy: Policy;
  readonly owner: Owner;
  readonly claim: Claim;
  readonly groupArn: string;
  /** The parameters that ran before the update, when this operation goes back to them. `desired` has them too. */
  readonly restored: TaskSetParameters | undefined;
}

/**
 * @param claim what the first invocation has learned from the owner tag; later ones have it in the phase
 * @param api of an earlier context of the same invocation, which has read the group already
 */
export function contextOf(
  invocation: DeploymentInvocation,
  claim: Claim = invocation.phase?.claim ?? unknownClaim(invocation),
  api: Api = new Api(invocation.connection),
): OperationContext {
  const written = desiredOf(invocation.desired);
  const desired = invocation.request.rollback ? onRollback(written) : written;
  const operation: OperationContext = {
    invocation,
    api,
    desired,
    policy: { whenBusy: desired.whenBusy, redeploy: claim.redeploy, rollback: invocation.request.rollback },
    owner: ownerIn(invocation, claim),
    claim,
    groupArn: groupArnOf(desired, invocation.request),
    restored: undefined,
  };
  const restored = invocation.phase?.restored;
  return restored ? restoredContext(operation, restored) : operation;
}

/** The context of an operation that goes back to the parameters that ran before the update. */
export function restoredContext(operation: OperationContext, restored: TaskSetParameters): OperationContext {
  const desired = { ...operation.desired, parameters: { ...restored, exact: true } as const };
  return { ...operation, desired, restored };
}

/** The resource that the stack rolls back, as a failure names it; undefined in every other operation. */
export function rolledBackIn({
  invocation,
  policy,
}: OperationContext): { stackName: string; logicalId: string } | undefined {
  const { stackId, logicalResourceId: logicalId } = invocation.request;
  const stackName = stackNameOf({ stackId });
  return policy.rollback && stackName && logicalId ? { stackName, logicalId } : undefined;
}

/** "deployment group shop/blue-green", as messages name it. */
export function groupName({ applicationName, deploymentGroupName }: GroupKey): string {
  return `deployment group ${applicationName}/${deploymentGroupName}`;
}

export function inProgress(phase: Phase, delaySeconds: number, message: ProgressMessage): DeploymentOutcome {
  return { kind: 'inProgress', phase, delaySeconds, ...message };
}

/**
 * A number from 0 to 1 that differs by operation and moment: stacks that were started together do not poll together.
 */
export function spread({ invocation }: Pick<OperationContext, 'invocation'>): number {
  return spreadOf(`${invocation.request.token} ${invocation.now}`);
}
