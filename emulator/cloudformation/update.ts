import { messageOf } from './errors';
import type { Attempt } from './attempt';
import { Forward, type ForwardEnd } from './forward';
import type { Operation } from './operation';
import { resolveOutputs } from './outputs';
import type { Prepared } from './prepare';
import type { Removal } from './removal';
import { cleanUp, rollBackUpdate } from './rollback';
import type { StackOutput } from './stack';

export interface UpdateRequest {
  prepared: Prepared;
  tags: Record<string, string>;
}

/** Starts an update; template, parameters and tags become the stack's own only once every resource has followed. */
export function beginUpdate(operation: Operation, { prepared, tags }: UpdateRequest): void {
  const { stack, host } = operation;
  const importsBefore = new Set(stack.imports);
  operation.state('UPDATE_IN_PROGRESS', 'User Initiated');
  stack.updated = host.clock.date();
  const forward = new Forward(operation, prepared, { tags }, (end) => {
    operation.soon(() => finish(end));
  });
  const finish = async ({ attempts, failure }: ForwardEnd): Promise<void> => {
    const outputs = failure ?? (await outputsOrProblem());
    if (typeof outputs === 'string') {
      stack.imports = importsBefore;
      rollBackUpdate(operation, attempts, outputs, tags, () => {
        operation.end();
      });
      return;
    }
    const removals = [...replaced(attempts), ...removed(operation, prepared)];
    Object.assign(stack, { prepared, tags, outputs });
    operation.state('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    cleanUp(operation, removals, false, (text) => {
      operation.state('UPDATE_COMPLETE', text);
      operation.end();
    });
  };
  const outputsOrProblem = async (): Promise<Record<string, StackOutput> | string> => {
    try {
      return await resolveOutputs(host, stack, prepared, forward.scope);
    } catch (error) {
      return messageOf(error);
    }
  };
  forward.begin();
}

/** What replacements have left behind; UpdateReplacePolicy alone says what becomes of it. */
function replaced(attempts: Attempt[]): Removal[] {
  return attempts.flatMap(({ resource, kind, before }) => {
    if (kind !== 'replace' || !before || before.physicalId === resource.physicalId) return [];
    const kept =
      before.updateReplacePolicy === 'Retain' || before.updateReplacePolicy === 'RetainExceptOnCreate';
    return [{ logicalId: resource.logicalId, generation: before, resource: undefined, kept }];
  });
}

function removed({ stack }: Operation, prepared: Prepared): Removal[] {
  return [...stack.resources.values()]
    .filter((resource) => !(resource.logicalId in prepared.resources))
    .map((resource) => ({
      logicalId: resource.logicalId,
      generation: resource,
      resource,
      kept: resource.deletionPolicy === 'Retain' || resource.deletionPolicy === 'RetainExceptOnCreate',
    }));
}
