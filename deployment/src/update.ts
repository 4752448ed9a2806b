import type { ProgressMessage } from '../../runtime/messages/message-registry';
import { progress } from './messages/progress';
import { LIST_LAG_SECONDS } from './polling/delays';
import { operationDeadline } from './polling/timeout';
import { noSuchDeployment, groupGoneInRollback } from './read';
import { observeAndAct } from './reconcile/decide/observe-and-act';
import { reconcile } from './reconcile/index';
import { claimOf, isNewer, tagOf, withClaim } from './reconcile/operation/claim';
import { startedLast } from './reconcile/observe/started-last';
import {
  contextOf,
  groupName,
  inProgress,
  type DeploymentInvocation,
  type DeploymentOutcome,
  type OperationContext,
} from './reconcile/operation/context';
import { supersededError } from './reconcile/operation/ownership';
import { timingOf, type OperationTiming, type Phase } from './reconcile/operation/phase';
import { restore, restoreIfLate } from './reconcile/operation/what-ran-before';
import { startAtOnce } from './reconcile/start/start';

/**
 * Updates the resource: the service runs another task definition. The first invocation writes this update's own value
 * into the owner tag, and then observes. An earlier operation that still runs reads the tag and ends.
 */
export async function update(invocation: DeploymentInvocation): Promise<DeploymentOutcome> {
  const first = contextOf(invocation);
  const { phase } = invocation;
  if (phase) return continueUpdate(first, phase);

  const { api, groupArn, desired } = first;
  const { startedAt, request } = invocation;
  const [group, tags] = await Promise.all([api.group.find(desired), api.group.findTags(groupArn)]);
  const found = tags.owner;
  if (!group) throw request.rollback ? groupGoneInRollback(desired) : noSuchDeployment(desired);
  // A stack rollback writes the tag again when it was removed: the stack must not end in UPDATE_ROLLBACK_FAILED for a
  // tag.
  if (!found && !request.rollback) throw noSuchDeployment(desired);
  // CloudFormation may deliver the first invocation late, or twice, when it has superseded this operation already.
  if (found && isNewer(found, invocation)) throw supersededError(first);
  const tag = tagOf(invocation, found);
  if (tag !== found) await api.group.setOwner(groupArn, tag);
  const claim = claimOf(tag, true, invocation, found);
  const operation = await restore(contextOf(invocation, claim, api), tags);
  const timing = timingOf({
    tagWrittenAt: invocation.now,
    deadline: operationDeadline(startedAt, desired.timeoutInMinutes),
    ...(operation.restored && { restored: operation.restored }),
  });
  const decided = await observeAndAct(operation, timing);
  const outcome = withClaim(await startAtOnce(operation, decided, found !== tag), claim);
  if (outcome.kind !== 'done' || !request.rollback) return outcome;
  // ListDeployments may omit a deployment that the update which this rollback undoes has just started.
  const isShown = claim.undone !== undefined && (await startedLast(api, group, claim.undone));
  return isShown ? outcome : checkAgain({ ...timing, claim }, progress('CheckingAgain', {}));
}

async function continueUpdate(first: OperationContext, phase: Phase): Promise<DeploymentOutcome> {
  const { operation, mayBeLate } = await restoreIfLate(first, phase);
  const { desired, restored } = operation;
  const outcome = await reconcile(operation, restored ? { ...phase, restored } : phase);
  return outcome.kind === 'done' && mayBeLate
    ? checkAgain(
        { ...timingOf(phase), claim: phase.claim },
        progress('OwnerTagNotVisible', { groupName: groupName(desired) }),
      )
    : outcome;
}

/** The answer when all seems done, and AWS may not show everything yet. */
function checkAgain(
  timing: OperationTiming & Pick<Phase, 'claim'>,
  message: ProgressMessage,
): DeploymentOutcome {
  return inProgress({ ...timing, kind: 'deciding' }, LIST_LAG_SECONDS, message);
}
