import type { TaskSet } from '@aws-sdk/client-ecs';
import type { GroupTags } from '../../api/group';
import {
  completed,
  findRecord,
  fromRecord,
  recordFor,
  recordOfUndone,
  toRecord,
  withoutRecordsSince,
  withRecord,
} from '../../desired-state/before-record';
import { writtenParameters } from '../../desired-state/desired';
import { leavesOpen, type TaskSetParameters } from '../../desired-state/task-set';
import { TAG_LAG_MS } from '../../polling/delays';
import { statesOf } from './claim';
import { restoredContext, type OperationContext } from './context';
import { ignoreAndLog } from './errors';
import type { Phase } from './phase';

/**
 * Completes the desired state of an update that goes back to an earlier template, as a stack rollback does, from the
 * record of what ran under that template. CloudFormation does not always say that it rolls back, so every update to
 * that desired state does this. Without a record, or when AWS refuses to show it, the running task set completes the
 * desired state.
 * @param tags the group's tags, as the first invocation has read them
 */
export async function restore(operation: OperationContext, tags: GroupTags): Promise<OperationContext> {
  const { api, desired, invocation, owner } = operation;
  const { parameters } = desired;
  if (!leavesOpen(parameters)) return operation;
  const { leaves: undone } = statesOf(invocation);
  const record =
    findRecord(tags.before, parameters, tags.owner) ??
    (invocation.request.rollback && recordOfUndone(tags.before, tags.owner, owner.operation, undone));
  if (!record) return operation;
  const content = await ignoreAndLog(
    invocation.log,
    'What ran before cannot be read.',
    () => api.group.findRevision(desired.applicationName, record.sha256),
    invocation.isRetried,
  );
  return content === undefined
    ? operation
    : restoredContext(operation, completed(parameters, fromRecord(content)));
}

/**
 * Looks for the record again before a stack rollback decides or deploys: CodeDeploy may have shown the tags to its first
 * invocation as they were before the undone update wrote the record.
 * @returns the completed context, and whether the tags may still be too old to have the record
 */
export async function restoreIfLate(
  operation: OperationContext,
  phase: Phase,
): Promise<{ operation: OperationContext; mayBeLate: boolean }> {
  const { api, groupArn, desired, invocation, owner, restored } = operation;
  const hasNotDeployed =
    phase.kind === 'deciding' || (phase.kind === 'starting' && phase.unansweredSince === undefined);
  const isNew = invocation.now - phase.tagWrittenAt < TAG_LAG_MS;
  const isAsked =
    invocation.request.rollback && !restored && hasNotDeployed && isNew && leavesOpen(desired.parameters);
  if (!isAsked) return { operation, mayBeLate: false };
  const tags = await api.group.findTags(groupArn);
  // The undone update wrote the record before this operation wrote the owner tag.
  return {
    operation: await restore(operation, tags),
    mayBeLate: tags.owner?.operation !== owner.operation,
  };
}

/**
 * Records what runs before a deployment changes a parameter that a template may leave out: without the record, the stack
 * rollback would not know its value.
 * @param running the task set that the deployment replaces
 * @param next the parameters that the deployment brings, complete
 */
export async function remember(
  operation: OperationContext,
  running: TaskSet,
  next: TaskSetParameters,
): Promise<void> {
  const { api, desired, groupArn, invocation, owner, policy } = operation;
  if (!invocation.previous || policy.rollback) return;
  const record = recordFor(running, next);
  if (!record) return;
  await ignoreAndLog(invocation.log, 'What runs before the deployment cannot be recorded.', async () => {
    const { before, owner: newest } = await api.group.findTags(groupArn);
    if (!newest || before.some(({ operation: recorded }) => owner.operation.startsWith(recorded))) return;
    const { content, sha256 } = toRecord(record);
    await api.group.registerRevision(desired.applicationName, content);
    await api.group.setBefore(groupArn, withRecord(before, { operation: owner.operation, sha256 }, newest));
  });
}

/**
 * Removes the records since the desired state was left, when the service runs what they describe. A newer operation, which the tag
 * then shows, may need them.
 */
export async function forget(operation: OperationContext): Promise<void> {
  const { api, groupArn, invocation, restored } = operation;
  if (!restored) return;
  const written = writtenParameters(invocation.desired);
  await ignoreAndLog(invocation.log, 'The record of what ran before cannot be removed.', async () => {
    const { before, owner } = await api.group.findTags(groupArn);
    if (owner?.operation !== operation.owner.operation) return;
    await api.group.setBefore(groupArn, withoutRecordsSince(before, written, owner));
  });
}
