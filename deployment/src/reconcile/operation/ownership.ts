import type { GroupKey } from '../../../../runtime/deployment-groups/group-key';
import type { Failure } from '../../../../runtime/messages/failure';
import { failure as sharedFailure } from '../../../../runtime/messages/failures';
import { isOrphanOf, ownerTagOf, type OwnerTag } from '../../../../runtime/owner/owner-tag';
import { fromDescription } from '../../desired-state/description-marker';
import { failure } from '../../messages/failures';
import { TAG_LAG_MS, TAG_REWRITE_MS } from '../../polling/delays';
import { isOvertakenBy, precedes, redeployTokenOf, statesOf } from './claim';
import { groupName, type OperationContext } from './context';

/** Whether a description has the marker of this resource, under its present or a former owner. */
export function isMarkedAsOurs({ claim }: OperationContext, description: string | undefined): boolean {
  const marker = fromDescription(description);
  return marker !== undefined && claim.owners.includes(marker.owner);
}

/**
 * Reads the owner tag before a change. CloudFormation may have superseded this operation by a newer one, which has
 * written its own value: then this operation must not change anything any more. When the tag still shows an older
 * operation some time after this one has written it, the write was lost or overwritten, and is repeated.
 * @param tagWrittenAt when this operation wrote the tag, in milliseconds since the epoch
 * @returns `ours` when the tag shows this operation; `notVisibleYet` when it still shows its state before the write:
 *   the operation changes nothing and retries later
 * @throws Failure ResourceConflict when another operation has superseded this one, NotFound when the tag is gone,
 *   AlreadyExists when another resource has taken the group at the same moment as this create
 */
export async function checkOwnerTag(
  operation: OperationContext,
  tagWrittenAt: number,
): Promise<'ours' | 'notVisibleYet'> {
  const shown = await readOwnerTag(operation, tagWrittenAt);
  if (shown === 'gone') throw failure('OwnerTagGone', { groupName: groupName(operation.desired) });
  return shown;
}

/**
 * As `checkOwnerTag`, for an operation whose deployment runs.
 * @returns `gone` when the tag is gone, so that no other operation watches the deployment: a delete stops it before it removes
 *   the tag
 */
export async function readOwnerTag(
  operation: OperationContext,
  tagWrittenAt: number,
): Promise<'ours' | 'notVisibleYet' | 'gone'> {
  const { api, groupArn, owner, claim, invocation, desired } = operation;
  const found = await api.group.findOwner(groupArn);
  if (found?.operation === owner.operation) return 'ours';
  if (found && !claim.isConfirmed && found.id !== owner.id) throw alreadyDeclared(desired, found);
  const elapsedMs = invocation.now - tagWrittenAt;
  if (showsStateBefore(operation, found) && elapsedMs < TAG_LAG_MS) {
    if (found && elapsedMs >= TAG_REWRITE_MS) await api.group.setOwner(groupArn, ownTag(operation, found));
    return 'notVisibleYet';
  }
  if (found) throw supersededError(operation);
  if (!invocation.request.rollback) return 'gone';
  // The stack must not end in UPDATE_ROLLBACK_FAILED for a tag.
  await api.group.setOwner(groupArn, ownTag(operation, undefined));
  return 'notVisibleYet';
}

function ownTag({ owner, claim, invocation }: OperationContext, found: OwnerTag | undefined): OwnerTag {
  const { startedAt, desired } = invocation;
  const formerOwners = claim.owners.slice(1);
  // An update outside of stacks does not know the name of the owner.
  const name = found?.id === owner.id ? found.name : owner.name;
  return {
    ...(claim.superseded.length > 0 && { superseded: claim.superseded }),
    ...ownerTagOf({ ...owner, name }, startedAt, found, {
      ...redeployTokenOf(desired, claim.redeploy),
      ...statesOf(invocation),
    }),
    ...(formerOwners.length > 0 && { formerOwners }),
  };
}

/** Throws the failure of a create that finds the tag of another resource, and not that of its own or of an earlier attempt. */
export function refuseOthers({ invocation, owner, desired }: OperationContext, found: OwnerTag): void {
  if (found.operation !== owner.operation && !isOrphanOf(invocation.request, found))
    throw alreadyDeclared(desired, found);
}

/** The failure of a create that finds the tag of another resource. */
function alreadyDeclared(key: GroupKey, { name }: OwnerTag): Failure {
  return failure('AlreadyDeclared', { groupName: groupName(key), declaredAs: name });
}

/** The failure of an operation that CloudFormation has superseded by a newer one. */
export function supersededError({ desired }: OperationContext): Failure {
  return sharedFailure('Superseded', { groupName: groupName(desired) });
}

/**
 * Whether the tag shows its state from before this operation wrote it: no value, or that of an older operation. Either
 * AWS shows the write late, or the write was lost. A value without a time was not written by a handler. An operation that
 * names this one as superseded is newer, whatever the clocks of their hosts say.
 */
function showsStateBefore(
  { claim, invocation, owner }: OperationContext,
  found: OwnerTag | undefined,
): boolean {
  if (!found || claim.superseded.includes(found.operation)) return true;
  if (found.superseded?.includes(owner.operation)) return false;
  if (!claim.owners.includes(found.id) || isOvertakenBy(found, invocation)) return false;
  if (precedes(found, invocation)) return true;
  return found.startedAt !== undefined && found.startedAt < invocation.startedAt;
}

/**
 * Whether CloudFormation has superseded this operation, or deleted its resource, since this operation wrote the tag.
 */
export async function isSuperseded(operation: OperationContext): Promise<boolean> {
  const found = await operation.api.group.findOwner(operation.groupArn);
  return found === undefined || isSupersededIn(found, operation);
}

/** Whether a newer operation than this one has written the tag. */
export function isSupersededIn(found: OwnerTag, operation: OperationContext): boolean {
  return found.operation !== operation.owner.operation && !showsStateBefore(operation, found);
}
