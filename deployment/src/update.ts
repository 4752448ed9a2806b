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
import { observeAndAct, reconcile } from './reconcile/index';
import { operationDeadline } from './polling/timeout';

/** So late may a deployment be listed that was made a moment ago; in seconds. */
const LIST_LAG = 10;

/** The service runs another task definition. The owner tag comes first: an older operation stops acting on it. */
export async function update(invocation: DeploymentInvocation): Promise<DeploymentOutcome> {
  const operation = contextOf(invocation);
  if (invocation.phase) return reconcile(operation, invocation.phase);

  const { api, groupArn, owner, desired } = operation;
  const [group, found] = await Promise.all([api.findGroup(desired), api.findOwner(groupArn)]);
  if (!group || !found) throw absent(desired);
  const { startedAt } = invocation;
  // A first call may come late, or again, when CloudFormation has given this operation up already.
  if (isSupersededBy(found, owner, startedAt)) throw supersededError(operation);
  if (found.operation !== owner.operation) await api.setOwner(groupArn, ownerTagOf(owner, startedAt, found));
  const claim = {
    tagWrittenAt: invocation.now,
    deadline: operationDeadline(startedAt, desired.timeoutInMinutes),
  };
  const outcome = await observeAndAct(operation, claim, group);
  const mayHide = invocation.request.rollback && found.operation !== owner.operation;
  if (outcome.kind === 'done' && mayHide && !hasAttempted(group, found.startedAt))
    return inProgress(
      { ...claim, kind: 'deciding', busyWith: null },
      LIST_LAG,
      'Looking again for what the operation before may have started a moment ago.',
    );
  return outcome;
}

/** Whether the group shows a deployment since a moment (milliseconds since the epoch): an operation starts at most one. */
function hasAttempted({ lastAttempt }: Group, since: number | undefined): boolean {
  return since !== undefined && (lastAttempt?.createTime?.getTime() ?? 0) >= since;
}
