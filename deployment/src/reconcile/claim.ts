import { shortHash } from '../../../runtime/naming';
import { ownerAfterUpdate, ownerOf, ownerTagOf, type Owner, type OwnerTag } from '../../../runtime/owner-tag';
import type { ResourceModel } from '../models';
import type { Invocation, Outcome } from '../../../runtime/resource';
import type { Claim, Phase } from './phase';

type DeploymentInvocation = Invocation<ResourceModel, Phase>;
type DeploymentOutcome = Outcome<ResourceModel, Phase>;

/**
 * The owner tag of an operation in its first invocation.
 * @param found the tag on the group. When CloudFormation delivers the first invocation again, it is the operation's own.
 */
export function tagOf(invocation: DeploymentInvocation, found: OwnerTag | undefined): OwnerTag {
  const { request, startedAt } = invocation;
  const owner = ownerAfterUpdate(request, found);
  if (found?.operation === owner.operation) return found;
  return ownerTagOf(owner, startedAt, found, redeploymentOf(invocation, found));
}

/**
 * A previous state from Cloud Control, or from a drift-aware update, has no write-only property: then the RedeployToken
 * is compared with the one that the tag remembers. Without a previous state, as in an import, nothing is deployed again.
 * A token that changes back in a stack rollback deploys nothing: the same task definition again would undo nothing.
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

/** @param isConfirmed false for a create, whose tag has to be seen by a later invocation */
export function claimOf(tag: OwnerTag, isConfirmed: boolean): Claim {
  return {
    owners: [tag.id, ...(tag.formerOwners ?? [])],
    superseded: tag.superseded ?? [],
    redeploy: tag.redeploys ?? false,
    isConfirmed,
    ...(tag.startedAt !== undefined && { begunAt: tag.startedAt }),
  };
}

/** The claim of an invocation without one: that of a resource that has not changed hands. */
export function unknownClaim({ request }: DeploymentInvocation): Claim {
  return { owners: [ownerOf(request).id], superseded: [], redeploy: false, isConfirmed: true };
}

export function ownerIn({ request }: DeploymentInvocation, { owners }: Claim): Owner {
  const owner = ownerOf(request);
  return { ...owner, id: owners[0] ?? owner.id };
}

/** Hands the claim on to the next invocation. */
export function withClaim(outcome: DeploymentOutcome, claim: Claim): DeploymentOutcome {
  return 'phase' in outcome ? { ...outcome, phase: { ...outcome.phase, claim } } : outcome;
}
