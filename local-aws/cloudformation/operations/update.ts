import { joined, type Attempt } from '../stacks/resource-change';
import { finishWithCleanUp } from './cleanup';
import { messageOf } from '../values/errors';
import { Forward, type ForwardEnd } from './apply-template';
import type { Operation } from './operation';
import { resolveOutputs } from '../stacks/outputs';
import type { Prepared } from '../template/prepare';
import type { Removal } from './removal';
import { rollBackUpdate } from './rollback-update';
import type { StackOutput } from '../stacks/stack';

export interface UpdatePlan {
  prepared: Prepared;
  tags: Record<string, string>;
}

/** Starts an update; template, parameters and tags become the stack's own only once every resource has followed. */
export function beginUpdate(operation: Operation, { prepared, tags }: UpdatePlan): void {
  const { stack, host } = operation;
  let cancelled = false;
  operation.state('UPDATE_IN_PROGRESS', 'User Initiated');
  stack.updated = host.clock.date();
  const forward = new Forward(operation, prepared, tags, (end) => {
    operation.soon(() => finish(end));
  });
  operation.cancel = () => {
    cancelled = true;
    forward.cancel('User Initiated');
  };
  const finish = async ({ attempts, failure }: ForwardEnd): Promise<void> => {
    const outcome = failure ?? (await outputsOrProblem());
    operation.cancel = undefined;
    stack.unfinished = { attempts: joined(stack.unfinished?.attempts ?? [], attempts), tags };
    if (cancelled || (typeof outcome === 'string' && operation.options.preserve !== true)) {
      rollBackUpdate(operation, typeof outcome === 'string' ? outcome : 'User Initiated');
      return;
    }
    Object.assign(stack, { prepared, tags });
    if (typeof outcome === 'string') {
      operation.state('UPDATE_FAILED', outcome);
      operation.end();
      return;
    }
    stack.outputs = outcome;
    finishWithCleanUp(operation, {
      removals: [...replaced(attempts), ...removed(operation, prepared)],
      status: 'UPDATE_COMPLETE',
      rollBack: () => {
        rollBackUpdate(operation, undefined);
      },
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
    const kept = before.updateReplacePolicy === 'Retain';
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
