import type { Group } from './desired-state/group';
import {
  inProgress,
  contextOf,
  supersededError,
  type DeploymentInvocation,
  type DeploymentOutcome,
} from './reconcile/context';
import { isSupersededBy } from '../../runtime/owner-tag';
import { absent, goneInRollback } from './read';
import { progress } from './messages/progress';
import { LIST_LAG_SECONDS } from './polling/delays';
import { restore } from './reconcile/before';
import { claimOf, tagOf, withClaim } from './reconcile/claim';
import { reconcile } from './reconcile/index';
import { timingOf } from './reconcile/phase';
import { observeAndAct } from './reconcile/observe-and-act';
import { startAtOnce } from './reconcile/start';
import { operationDeadline } from './polling/timeout';

/**
 * Updates the resource: the service runs another task definition. The owner tag is written first: it tells a superseded
 * operation to end.
 */
export async function update(invocation: DeploymentInvocation): Promise<DeploymentOutcome> {
  const first = contextOf(invocation);
  if (invocation.phase) return reconcile(first, invocation.phase);

  const { api, groupArn, desired } = first;
  const { startedAt, request } = invocation;
  const [group, tags] = await Promise.all([api.findGroup(desired), api.findTags(groupArn)]);
  const found = tags.owner;
  if (!group) throw request.rollback ? goneInRollback(desired) : absent(desired);
  // A rollback claims a group whose tag was removed: the stack must not end in UPDATE_ROLLBACK_FAILED for a tag.
  if (!found && !request.rollback) throw absent(desired);
  // The first invocation may come late, or twice, when CloudFormation has superseded this operation already.
  if (found && isSupersededBy(found, invocation)) throw supersededError(first);
  const tag = tagOf(invocation, found);
  if (tag !== found) await api.setOwner(groupArn, tag);
  const claim = claimOf(tag, true);
  const operation = await restore(contextOf(invocation, claim), tags);
  const timing = timingOf({
    tagWrittenAt: invocation.now,
    deadline: operationDeadline(startedAt, desired.timeoutInMinutes),
    ...(operation.restored && { restored: operation.restored }),
  });
  const decided = await observeAndAct(operation, timing, group);
  const outcome = withClaim(await startAtOnce(operation, decided), claim);
  const mayBeHidden = request.rollback && found !== tag && !hasAttempted(group, found?.startedAt);
  if (outcome.kind === 'done' && mayBeHidden)
    return inProgress(
      { ...timing, claim, kind: 'deciding' },
      LIST_LAG_SECONDS,
      progress('CheckingAgain', {}),
    );
  return outcome;
}

/** Whether the group shows a deployment since a moment, in milliseconds since the epoch: an operation starts at most one. */
function hasAttempted({ lastAttempt }: Group, since: number | undefined): boolean {
  return since !== undefined && (lastAttempt?.createTime?.getTime() ?? 0) >= since;
}
