import { groupArnOf } from '../../../runtime/group-key';
import { Failure, HandlerErrorCode, invalidRequest, notFound } from '../../../runtime/failure';
import type { Invocation, Outcome } from '../../../runtime/resource';
import { Api } from '../api';
import { desiredOf, policyOf, type Desired } from '../desired-state/desired';
import type { Policy } from './decide';
import type { Group } from '../desired-state/group';
import { ownerOf, type OwnerTag, type Owner } from '../../../runtime/owner-tag';
import type { ResourceModel } from '../models';
import type { Phase } from './phase';
import { spreadOf } from '../polling/schedule';

export type DeploymentInvocation = Invocation<ResourceModel, Phase>;
export type DeploymentOutcome = Outcome<ResourceModel, Phase>;

/** A create or update in the middle of a call: what is wanted, by whom, and the hands to do it. */
export interface OperationContext {
  readonly invocation: DeploymentInvocation;
  readonly api: Api;
  readonly desired: Desired;
  readonly policy: Policy;
  readonly owner: Owner;
  readonly groupArn: string;
}

/** How long the owner tag may take to show what was written to it, in milliseconds. */
const TAG_LAG = 120_000;

/** What is left to do when the group is gone, through which everything else would be found. */
export const CHECK_TASK_SETS = 'Look at the task sets of its service for what runs now.';

export function contextOf(invocation: DeploymentInvocation): OperationContext {
  const desired = desiredOf(invocation.desired);
  return {
    invocation,
    api: new Api(invocation.connection),
    desired,
    policy: policyOf(invocation.desired, invocation.previous, invocation.request),
    owner: ownerOf(invocation.request),
    groupArn: groupArnOf(desired, invocation.request),
  };
}

/** "deployment group shop/blue-green", as messages name it. */
export function groupName({ desired }: OperationContext): string {
  return `deployment group ${desired.applicationName}/${desired.deploymentGroupName}`;
}

export function inProgress(phase: Phase, delaySeconds: number, message: string): DeploymentOutcome {
  return { kind: 'inProgress', phase, delaySeconds, message };
}

/** 0 to 1, another one for each operation and moment: keeps stacks apart that started together. */
export function spread({ invocation }: Pick<OperationContext, 'invocation'>): number {
  return spreadOf(`${invocation.request.token} ${invocation.now}`);
}

/**
 * Reads the owner tag before something is changed. CloudFormation may have given this operation up and started
 * another one, whose token is in the tag then: this one must not touch anything any more.
 * @param tagWrittenAt when this operation wrote the tag, in milliseconds since the epoch
 * @returns false when the tag does not show this operation's own writing yet: look again later.
 * @throws Failure ResourceConflict when another operation has taken over.
 */
export async function isStillOurs(operation: OperationContext, tagWrittenAt: number): Promise<boolean> {
  const { api, groupArn, owner, invocation } = operation;
  const found = await api.findOwner(groupArn);
  if (found?.operation === owner.operation) return true;
  const { now, startedAt } = invocation;
  if (isFromBefore(found, startedAt) && now - tagWrittenAt < TAG_LAG) return false;
  if (!found)
    throw notFound(
      `The tag of this resource is gone from ${groupName(operation)}: resource or group were deleted meanwhile. ` +
        'This operation ends without touching anything.',
    );
  throw supersededError(operation);
}

/** What an operation ends with when CloudFormation has started another one on the resource. */
export function supersededError(operation: OperationContext): Failure {
  return new Failure(
    HandlerErrorCode.ResourceConflict,
    `A newer operation works on ${groupName(operation)}; this one ends without touching anything.`,
  );
}

/**
 * Whether the tag shows what was there before this operation wrote its own: nothing, or an older operation. Then a read
 * lags behind. A value that tells no time is not one of ours.
 */
function isFromBefore(found: OwnerTag | undefined, startedAt: number): boolean {
  return !found || (found.startedAt !== undefined && found.startedAt < startedAt);
}

/**
 * Whether another operation has taken over, or the resource is gone, since the owner tag has shown this operation's
 * own writing.
 */
export async function isSuperseded({ api, groupArn, owner, invocation }: OperationContext): Promise<boolean> {
  const found = await api.findOwner(groupArn);
  if (found?.operation === owner.operation) return false;
  return found === undefined || !isFromBefore(found, invocation.startedAt);
}

/** A create or update cannot work without its group. */
export async function getGroup(operation: OperationContext): Promise<Group> {
  const group = await operation.api.findGroup(operation.desired);
  if (group) return group;
  if (operation.invocation.phase)
    throw notFound(`The ${groupName(operation)} was deleted while this operation ran. ${CHECK_TASK_SETS}`);
  throw invalidRequest(
    `There is no ECS ${groupName(operation)}. Check ApplicationName and DeploymentGroupName; Ref of the deployment group is not a name.`,
  );
}
