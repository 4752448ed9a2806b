import { groupArnOf, type GroupKey } from '../../../../runtime/deployment-groups/group-key';
import type { Failure } from '../../../../runtime/messages/failure';
import type { ProgressMessage } from '../../../../runtime/messages/message-registry';
import { failure as sharedFailure } from '../../../../runtime/messages/failures';
import type { Invocation, Outcome } from '../../../../runtime/resource';
import { Api } from '../../api';
import { desiredOf, type Desired } from '../../desired-state/desired';
import { failure } from '../../messages/failures';
import { TAG_LAG_MS, TAG_REWRITE_MS } from '../../polling/delays';
import { fromDescription } from '../../desired-state/description-marker';
import type { Policy } from '../decide/decide';
import { policyOf } from './policy';
import type { Group } from '../../desired-state/group';
import { onRollback } from '../../desired-state/rollback';
import type { TaskSetParameters } from '../../desired-state/task-set';
import { ownerTagOf, type OwnerTag, type Owner } from '../../../../runtime/owner/owner-tag';
import type { ResourceModel } from '../../models';
import { ownerIn, redeployTokenOf, unknownClaim } from './claim';
import type { Claim, Phase } from './phase';
import { spreadOf } from '../../polling/schedule';

export type DeploymentInvocation = Invocation<ResourceModel, Phase>;
export type DeploymentOutcome = Outcome<ResourceModel, Phase>;

/** One invocation of a create or update: the desired state, its owner, and the calls of AWS. */
export interface OperationContext {
  readonly invocation: DeploymentInvocation;
  readonly api: Api;
  readonly desired: Desired;
  readonly policy: Policy;
  readonly owner: Owner;
  readonly claim: Claim;
  readonly groupArn: string;
  /** What ran before, when this operation goes back to it: the desired parameters are these. */
  readonly restored: TaskSetParameters | undefined;
}

/** @param claim what the first invocation has learned from the owner tag; later ones have it in the phase */
export function contextOf(
  invocation: DeploymentInvocation,
  claim: Claim = invocation.phase?.claim ?? unknownClaim(invocation),
): OperationContext {
  const written = desiredOf(invocation.desired);
  const desired = invocation.request.rollback ? onRollback(written) : written;
  const operation: OperationContext = {
    invocation,
    api: new Api(invocation.connection),
    desired,
    policy: policyOf(invocation.desired, invocation.request, claim.redeploy),
    owner: ownerIn(invocation, claim),
    claim,
    groupArn: groupArnOf(desired, invocation.request),
    restored: undefined,
  };
  const restored = invocation.phase?.restored;
  return restored ? restoring(operation, restored) : operation;
}

/** The same operation, which goes back to what ran before. */
export function restoring(operation: OperationContext, restored: TaskSetParameters): OperationContext {
  const desired = { ...operation.desired, parameters: { ...restored, exact: true } as const };
  return { ...operation, desired, restored };
}

/** "deployment group shop/blue-green", as messages name it. */
export function groupName({ applicationName, deploymentGroupName }: GroupKey): string {
  return `deployment group ${applicationName}/${deploymentGroupName}`;
}

export function inProgress(phase: Phase, delaySeconds: number, message: ProgressMessage): DeploymentOutcome {
  return { kind: 'inProgress', phase, delaySeconds, ...message };
}

/** 0 to 1, different for each operation and moment: stacks that were started together do not poll together. */
export function spread({ invocation }: Pick<OperationContext, 'invocation'>): number {
  return spreadOf(`${invocation.request.token} ${invocation.now}`);
}

/** Whether a description has the marker of this resource, under its present or a former owner. */
export function isMarkedAsOurs({ claim }: OperationContext, description: string | undefined): boolean {
  const marker = fromDescription(description);
  return marker !== undefined && claim.owners.includes(marker.owner);
}

/**
 * Reads the owner tag before a change. CloudFormation may have superseded this operation by a newer one, whose token the
 * tag has then: this one must not change anything any more. A tag that still shows an older operation some time after
 * this one has written it was lost or overwritten, and is written again.
 * @param tagWrittenAt when this operation wrote the tag, in milliseconds since the epoch
 * @returns false when the tag does not show the value of this operation yet: retry later
 * @throws Failure ResourceConflict when another operation has superseded this one, NotFound when the tag is gone,
 *   AlreadyExists when another resource has taken the group at the same moment as this create
 */
export async function isStillOurs(operation: OperationContext, tagWrittenAt: number): Promise<boolean> {
  const { api, groupArn, owner, claim, invocation, desired } = operation;
  const found = await api.findOwner(groupArn);
  if (found?.operation === owner.operation) return true;
  if (found && !claim.isConfirmed && found.id !== owner.id) throw alreadyDeclared(desired, found);
  const elapsedMs = invocation.now - tagWrittenAt;
  if (isFromBefore(operation, found) && elapsedMs < TAG_LAG_MS) {
    if (found && elapsedMs >= TAG_REWRITE_MS) await api.setOwner(groupArn, ownTag(operation, found));
    return false;
  }
  if (!found) throw failure('OwnerTagGone', { groupName: groupName(desired) });
  throw supersededError(operation);
}

function ownTag({ owner, claim, invocation }: OperationContext, found: OwnerTag): OwnerTag {
  const { startedAt, desired } = invocation;
  const formerOwners = claim.owners.slice(1);
  return {
    ...ownerTagOf(owner, startedAt, found, redeployTokenOf(desired, claim.redeploy)),
    ...(formerOwners.length > 0 && { formerOwners }),
  };
}

/** The failure of a create that finds the tag of another resource. */
export function alreadyDeclared(key: GroupKey, { name }: OwnerTag): Failure {
  return failure('AlreadyDeclared', { groupName: groupName(key), declaredAs: name });
}

/** The failure of an operation that CloudFormation has superseded by a newer one. */
export function supersededError({ desired }: OperationContext): Failure {
  return sharedFailure('Superseded', { groupName: groupName(desired) });
}

/**
 * Whether the tag shows its state before this operation wrote it: no value, or that of an older operation. Then the read
 * is delayed, or the write was lost. A value without a time was not written by a handler.
 */
function isFromBefore({ claim, invocation }: OperationContext, found: OwnerTag | undefined): boolean {
  if (!found || claim.superseded.includes(found.operation)) return true;
  return found.startedAt !== undefined && found.startedAt < invocation.startedAt;
}

/**
 * Whether this operation was superseded, or its resource deleted, since the owner tag has shown this operation.
 */
export async function isSuperseded(operation: OperationContext): Promise<boolean> {
  const found = await operation.api.findOwner(operation.groupArn);
  if (found?.operation === operation.owner.operation) return false;
  return found === undefined || !isFromBefore(operation, found);
}

/** @throws Failure NotFound when the group was deleted during the operation, InvalidRequest when it never existed */
export async function getGroup(operation: OperationContext): Promise<Group> {
  const group = await operation.api.findGroup(operation.desired);
  if (group) return group;
  if (operation.invocation.phase) throw failure('GroupDeleted', { groupName: groupName(operation.desired) });
  throw failure('NoEcsGroup', { groupName: groupName(operation.desired) });
}
