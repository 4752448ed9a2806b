import { groupArnOf, type GroupKey } from '../../../runtime/group-key';
import type { Failure } from '../../../runtime/failure';
import type { ProgressMessage } from '../../../runtime/message-registry';
import { failure as sharedFailure } from '../../../runtime/messages';
import type { Invocation, Outcome } from '../../../runtime/resource';
import { Api } from '../api';
import { desiredOf, type Desired } from '../desired-state/desired';
import { failure } from '../messages/failures';
import { TAG_LAG_MS } from '../polling/delays';
import type { Policy } from './decide';
import { policyOf } from './policy';
import type { Group } from '../desired-state/group';
import { onRollback } from '../desired-state/rollback';
import type { TaskSetParameters } from '../desired-state/task-set';
import { ownerOf, type OwnerTag, type Owner } from '../../../runtime/owner-tag';
import type { ResourceModel } from '../models';
import type { Phase } from './phase';
import { spreadOf } from '../polling/schedule';

export type DeploymentInvocation = Invocation<ResourceModel, Phase>;
export type DeploymentOutcome = Outcome<ResourceModel, Phase>;

/** One invocation of a create or update: the desired state, its owner, and the calls of AWS. */
export interface OperationContext {
  readonly invocation: DeploymentInvocation;
  readonly api: Api;
  readonly desired: Desired;
  readonly policy: Policy;
  readonly owner: Owner;
  readonly groupArn: string;
  /** What ran before, when this operation goes back to it: the desired parameters are these. */
  readonly restored: TaskSetParameters | undefined;
}

export function contextOf(invocation: DeploymentInvocation): OperationContext {
  const written = desiredOf(invocation.desired);
  const desired = invocation.request.rollback ? onRollback(written) : written;
  const operation: OperationContext = {
    invocation,
    api: new Api(invocation.connection),
    desired,
    policy: policyOf(invocation.desired, invocation.previous, invocation.request),
    owner: ownerOf(invocation.request),
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

/**
 * Reads the owner tag before a change. CloudFormation may have superseded this operation by a newer one, whose token the
 * tag has then: this one must not change anything any more.
 * @param tagWrittenAt when this operation wrote the tag, in milliseconds since the epoch
 * @returns false when the tag does not show the value of this operation yet: retry later
 * @throws Failure ResourceConflict when another operation has superseded this one, NotFound when the tag is gone
 */
export async function isStillOurs(operation: OperationContext, tagWrittenAt: number): Promise<boolean> {
  const { api, groupArn, owner, invocation } = operation;
  const found = await api.findOwner(groupArn);
  if (found?.operation === owner.operation) return true;
  const { now, startedAt } = invocation;
  if (isFromBefore(found, startedAt) && now - tagWrittenAt < TAG_LAG_MS) return false;
  if (!found) throw failure('OwnerTagGone', { groupName: groupName(operation.desired) });
  throw supersededError(operation);
}

/** The failure of an operation that CloudFormation has superseded by a newer one. */
export function supersededError({ desired }: OperationContext): Failure {
  return sharedFailure('Superseded', { groupName: groupName(desired) });
}

/**
 * Whether the tag shows its state before this operation wrote it: no value, or that of an older operation. Then the read
 * is delayed. A value without a time was not written by a handler.
 */
function isFromBefore(found: OwnerTag | undefined, startedAt: number): boolean {
  return !found || (found.startedAt !== undefined && found.startedAt < startedAt);
}

/**
 * Whether this operation was superseded, or its resource deleted, since the owner tag has shown this operation.
 */
export async function isSuperseded({ api, groupArn, owner, invocation }: OperationContext): Promise<boolean> {
  const found = await api.findOwner(groupArn);
  if (found?.operation === owner.operation) return false;
  return found === undefined || !isFromBefore(found, invocation.startedAt);
}

/** @throws Failure NotFound when the group was deleted during the operation, InvalidRequest when it never existed */
export async function getGroup(operation: OperationContext): Promise<Group> {
  const group = await operation.api.findGroup(operation.desired);
  if (group) return group;
  if (operation.invocation.phase) throw failure('GroupDeleted', { groupName: groupName(operation.desired) });
  throw failure('NoEcsGroup', { groupName: groupName(operation.desired) });
}
