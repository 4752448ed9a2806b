import { shortHash } from '../../../../runtime/owner/naming';
import {
  CLOCKS_DIFFER_MS,
  isSupersededBy,
  isUndoneBy,
  ownerAfterUpdate,
  ownerOf,
  ownerTagOf,
  type Owner,
  type OwnerTag,
  type TagAdditions,
} from '../../../../runtime/owner/owner-tag';
import type { Invocation, Outcome } from '../../../../runtime/resource';
import { desiredHash } from '../../desired-state/before-record';
import { writtenParameters } from '../../desired-state/desired';
import type { ResourceModel } from '../../models';
import { CLOCK_SKEW_MS } from '../../polling/delays';
import type { Claim, Phase } from './phase';

type DeploymentInvocation = Invocation<ResourceModel, Phase>;
type DeploymentOutcome = Outcome<ResourceModel, Phase>;

/** What tells the order of two operations. */
type Operation = Pick<DeploymentInvocation, 'request' | 'desired' | 'previous' | 'startedAt' | 'now'>;

/**
 * The owner tag that the first invocation of an operation writes.
 * @param found the tag on the group. It is the operation's own when CloudFormation delivers the first invocation again.
 */
export function tagOf(invocation: DeploymentInvocation, found: OwnerTag | undefined): OwnerTag {
  const { request, startedAt } = invocation;
  const owner = ownerAfterUpdate(request, found);
  if (found?.operation === owner.operation) return found;
  const additions = { ...redeploymentOf(invocation, found), ...statesOf(invocation) };
  return ownerTagOf(owner, startedAt, found, additions);
}

/** Whether an operation that CloudFormation has begun after this one has written the tag. */
export function isNewer(found: OwnerTag, operation: Operation): boolean {
  if (isOvertakenBy(found, operation)) return true;
  return isSupersededBy(found, operation) && !precedes(found, operation);
}

/**
 * Whether a newer operation has written the tag that could not name this update, because AWS kept this update from its own tag
 * until now. The newer one has left the desired state that this update brings. It is another update when no operation of the tag
 * has brought that state. Or it is the stack rollback of this update.
 */
export function isOvertakenBy(found: OwnerTag, operation: Operation): boolean {
  const { request, startedAt } = operation;
  const { brings, leaves } = statesOf(operation);
  if (request.rollback || found.left?.[0] !== brings) return false;
  if (isUndoneBy(found, operation)) return true;
  const [newest, before] = found.brings ?? [];
  const hasFollowed = leaves !== undefined && before === leaves && newest !== leaves;
  return hasFollowed && (found.startedAt ?? 0) > startedAt - CLOCK_SKEW_MS;
}

/**
 * Whether the operation that has written the tag came before this one, although the clock of its host says otherwise: it has brought
 * the desired state that this one leaves. A later update to that state would have left what this one brings, as the update has that
 * a stack rollback undoes.
 */
export function precedes(found: OwnerTag, operation: Operation): boolean {
  const { request, startedAt } = operation;
  const { brings, leaves } = statesOf(operation);
  if (leaves === undefined || found.brings?.[0] !== leaves) return false;
  if (found.superseded?.includes(ownerOf(request).operation)) return false;
  const mayBeLater = !request.rollback && (found.rollback === true || found.left?.[0] === brings);
  return !mayBeLater && (found.startedAt ?? 0) < startedAt + CLOCKS_DIFFER_MS;
}

/**
 * Hashes of the desired states that an operation leaves and brings. It leaves none when the parameters stay, nor does a create
 * or an import.
 */
export function statesOf({
  desired,
  previous,
}: Pick<DeploymentInvocation, 'desired' | 'previous'>): Pick<TagAdditions, 'leaves' | 'brings'> {
  const brings = hashOf(desired);
  const left = previous && hashOf(previous);
  return { brings, leaves: left === brings ? undefined : left };
}

const hashOf = (model: ResourceModel): string => desiredHash(writtenParameters(model));

/**
 * Whether the RedeployToken is new. A previous state from Cloud Control, or from a drift-aware update, has no
 * write-only property: then the token is compared with the one that the tag remembers. Without a previous state, as in
 * an import, no token is new. Nor is one that changes back in a stack rollback: to deploy the same task definition
 * again undoes nothing.
 */
function redeploymentOf(
  { desired, previous, request }: DeploymentInvocation,
  found: OwnerTag | undefined,
): Pick<OwnerTag, 'redeployToken' | 'redeploys'> {
  const { redeployToken } = redeployTokenOf(desired, false);
  const before = previous && (redeployTokenOf(previous, false).redeployToken ?? found?.redeployToken);
  return redeployTokenOf(desired, previous !== undefined && !request.rollback && redeployToken !== before);
}

/** The RedeployToken as the owner tag remembers it. */
export function redeployTokenOf(
  { redeployToken }: ResourceModel,
  isNew: boolean,
): Pick<OwnerTag, 'redeployToken' | 'redeploys'> {
  if (redeployToken === undefined) return {};
  return { redeployToken: shortHash(redeployToken), ...(isNew && { redeploys: true as const }) };
}

/**
 * What the first invocation has learned from the owner tag.
 * @param tag the operation's own
 * @param isConfirmed false for a create: a later invocation has to see its tag on the group
 * @param found the tag that it has replaced, if any
 */
export function claimOf(
  tag: OwnerTag,
  isConfirmed: boolean,
  { previous, request }: Pick<DeploymentInvocation, 'previous' | 'request'>,
  found: OwnerTag | undefined,
): Claim {
  const [undone] = tag.superseded ?? [];
  const isUndone = previous && tag.brings?.[1] === hashOf(previous);
  return {
    owners: [tag.id, ...(tag.formerOwners ?? [])],
    superseded: tag.superseded ?? [],
    redeploy: tag.redeploys ?? false,
    isConfirmed,
    ...(tag.startedAt !== undefined && { begunAt: tag.startedAt }),
    ...(request.rollback && isUndone && { undone }),
    ...(request.rollback && found?.rollback && { continued: found.operation }),
  };
}

/** The claim when the phase has none: the resource never had another owner, and no RedeployToken is new. */
export function unknownClaim({ request }: DeploymentInvocation): Claim {
  return { owners: [ownerOf(request).id], superseded: [], redeploy: false, isConfirmed: true };
}

/** The owner of the operation, by the id that its claim has. */
export function ownerIn({ request }: DeploymentInvocation, { owners }: Claim): Owner {
  const owner = ownerOf(request);
  return { ...owner, id: owners[0] ?? owner.id };
}

/** Hands the claim on to the next invocation. */
export function withClaim(outcome: DeploymentOutcome, claim: Claim): DeploymentOutcome {
  return 'phase' in outcome ? { ...outcome, phase: { ...outcome.phase, claim } } : outcome;
}
