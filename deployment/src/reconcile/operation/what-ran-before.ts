import type { TaskSet } from '@aws-sdk/client-ecs';
import type { GroupTags } from '../../api/group';
import {
  desiredHash,
  fromRecord,
  isRecordOf,
  leavesOpen,
  recordFor,
  toRecord,
} from '../../desired-state/before-record';
import { writtenParameters } from '../../desired-state/desired';
import type { TaskSetParameters } from '../../desired-state/task-set';
import { ignoreAndLog } from './errors';
import { restoredContext, type OperationContext } from './context';

/**
 * Completes the desired state of an update that goes back to an earlier template, as a stack rollback does, from the record
 * of what ran under that template. CloudFormation does not always say that it rolls back, so every update to that desired
 * state does this. Without a record, or when AWS refuses to show it, the running task set completes the desired state.
 * @param tags the group's tags, as the first invocation has read them
 */
export async function restore(operation: OperationContext, tags: GroupTags): Promise<OperationContext> {
  const { api, desired, invocation } = operation;
  const { before, owner } = tags;
  if (!leavesOpen(desired.parameters) || !isRecordOf(before, desired.parameters, owner)) return operation;
  const content = await ignoreAndLog(invocation.log, 'What ran before cannot be read.', () =>
    api.group.findRevision(desired.applicationName, before.sha256),
  );
  return content === undefined ? operation : restoredContext(operation, fromRecord(content));
}

/**
 * Records what runs before a deployment changes a parameter that the earlier template leaves out: without the record, the
 * stack rollback would not know its value. A record of the same earlier template is kept: it has what ran before the first
 * of several failed updates.
 * @param running the task set that the deployment replaces
 * @param next the parameters that the deployment brings, complete
 */
export async function remember(
  operation: OperationContext,
  running: TaskSet,
  next: TaskSetParameters,
): Promise<void> {
  const { api, desired, groupArn, invocation, owner, policy, restored } = operation;
  if (!invocation.previous || policy.rollback || restored) return;
  const previous = writtenParameters(invocation.previous);
  const record = recordFor(previous, running, next);
  if (!record) return;
  await ignoreAndLog(invocation.log, 'What runs before the deployment cannot be recorded.', async () => {
    const tags = await api.group.findTags(groupArn);
    if (isRecordOf(tags.before, previous, tags.owner)) return;
    const { content, sha256 } = toRecord(record);
    await api.group.registerRevision(desired.applicationName, content);
    await api.group.setBefore(groupArn, {
      operation: owner.operation,
      desired: desiredHash(previous),
      sha256,
    });
  });
}

/** Removes the record when the service runs what it describes. */
export async function forget({ api, groupArn, invocation, restored }: OperationContext): Promise<void> {
  if (!restored) return;
  await ignoreAndLog(invocation.log, 'The record of what ran before cannot be removed.', () =>
    api.group.removeBefore(groupArn),
  );
}
