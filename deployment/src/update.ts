import type { Group } from './desired-state/group';
import {
  inProgress,
  contextOf,
  supersededError,
  type DeploymentInvocation,
  type DeploymentOutcome,
} from './reconcile/context';
import { ownerTagOf, isSupersededBy } from '../../runtime/owner-tag';
import { absent } from './read';
import { progress } from './messages/progress';
import { LIST_LAG_SECONDS } from './polling/delays';
import { restore } from './reconcile/before';
import { reconcile } from './reconcile/index';
import { timingOf } from './reconcile/phase';
import { observeAndAct } from './reconcile/observe-and-act';
import { operationDeadline } from './polling/timeout';

/**
 * Updates the resource: the service runs another task definition. The owner tag is written first: it tells a superseded
 * operation to end.
 */
export async function update(invocation: DeploymentInvocation): Promise<DeploymentOutcome> {
  const begun = contextOf(invocation);
  if (invocation.phase) return reconcile(begun, invocation.phase);

  const { api, groupArn, owner, desired } = begun;
  const [group, tags] = await Promise.all([api.findGroup(desired), api.findTags(groupArn)]);
  const found = tags.owner;
  if (!group || !found) throw absent(desired);
  const { startedAt } = invocation;
  // The first invocation may come late, or twice, when CloudFormation has superseded this operation already.
  if (isSupersededBy(found, owner, startedAt)) throw supersededError(begun);
  if (found.operation !== owner.operation) await api.setOwner(groupArn, ownerTagOf(owner, startedAt, found));
  const operation = await restore(begun, tags);
  const timing = timingOf({
    tagWrittenAt: invocation.now,
    deadline: operationDeadline(startedAt, desired.timeoutInMinutes),
    ...(operation.restored && { restored: operation.restored }),
  });
  const outcome = await observeAndAct(operation, timing, group);
  const mayBeHidden = invocation.request.rollback && found.operation !== owner.operation;
  if (outcome.kind === 'done' && mayBeHidden && !hasAttempted(group, found.startedAt))
    return inProgress(
      { ...timing, kind: 'deciding', busyWith: null },
      LIST_LAG_SECONDS,
      progress('CheckingAgain', {}),
    );
  return outcome;
}

/** Whether the group shows a deployment since a moment, in milliseconds since the epoch: an operation starts at most one. */
function hasAttempted({ lastAttempt }: Group, since: number | undefined): boolean {
  return since !== undefined && (lastAttempt?.createTime?.getTime() ?? 0) >= since;
}
