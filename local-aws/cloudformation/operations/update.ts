import { resolveOutputs } from '../stacks/outputs';
import type { LiveStates } from '../stacks/live-state';
import { mergeChanges } from '../stacks/resource-change';
import type { ResourceChange, StackOutput } from '../stacks/stack';
import { deniedBy } from '../stacks/stack-policy';
import type { Prepared } from '../template/prepared';
import { messageOf } from '../values/errors';
import { ApplyTemplate, type ApplyTemplateResult } from './apply-template';
import { finishWithCleanup } from './cleanup';
import type { Operation } from './operation';
import type { Removal } from './removal';
import { rollBackUpdate } from './rollback-update';

export interface UpdatePlan {
  prepared: Prepared;
  tags: Record<string, string>;
  /** The live states of a drift-aware update. */
  live?: LiveStates | undefined;
}

/** Starts an update. The stack gets the new template, parameters and tags when every resource has been changed. */
export function beginUpdate(operation: Operation, { prepared, tags, live }: UpdatePlan): void {
  const { stack, environment } = operation;
  let cancelled = false;
  operation.setStackStatus('UPDATE_IN_PROGRESS', 'User Initiated');
  if (prepared.failure !== undefined) operation.setStackStatus('UPDATE_IN_PROGRESS', prepared.failure);
  stack.updated = environment.clock.date();
  const ended = (end: ApplyTemplateResult): void => {
    operation.schedule(() => finish(end));
  };
  const applying = new ApplyTemplate(operation, prepared, tags, ended, live);
  operation.cancel = () => {
    cancelled = true;
    applying.cancel('User Initiated');
  };
  const finish = async ({ changes, synced, failure }: ApplyTemplateResult): Promise<void> => {
    const outcome =
      failure ?? prepared.failure ?? deniedRemoval(operation, prepared) ?? (await outputsOrProblem());
    operation.cancel = undefined;
    stack.unfinished = { changes: mergeChanges(stack.unfinished?.changes ?? [], changes), tags };
    const preserves = operation.options.preserve === true;
    const isKept = preserves && environment.settings.cancelWithoutRollback === 'keep';
    if ((cancelled && !isKept) || (typeof outcome === 'string' && !preserves)) {
      rollBackUpdate(operation, typeof outcome === 'string' ? outcome : 'User Initiated');
      return;
    }
    Object.assign(stack, { prepared, tags });
    if (typeof outcome === 'string') {
      operation.setStackStatus('UPDATE_FAILED', outcome);
      operation.end();
      return;
    }
    stack.outputs = outcome;
    for (const [resource, properties] of synced) Object.assign(resource, { properties, drift: undefined });
    finishWithCleanup(operation, {
      removals: [...replaced(changes, environment.settings.replacePolicy), ...removed(operation, prepared)],
      status: 'UPDATE_COMPLETE',
      rollBack: () => {
        rollBackUpdate(operation, undefined);
      },
    });
  };
  const outputsOrProblem = async (): Promise<Record<string, StackOutput> | string> => {
    try {
      return await resolveOutputs(environment, stack, prepared, applying.scope);
    } catch (error) {
      return messageOf(error);
    }
  };
  applying.begin();
}

/** The old physical resources of replacements. UpdateReplacePolicy, not DeletionPolicy, decides whether they are kept. */
function replaced(changes: ResourceChange[], policyOf: 'before' | 'after'): Removal[] {
  return changes.flatMap(({ resource, kind, before }) => {
    // An update of a custom resource may end with another physical resource.
    if (kind === 'create' || !before || before.physicalId === resource.physicalId) return [];
    const { updateReplacePolicy } = policyOf === 'after' ? resource : before;
    const kept = updateReplacePolicy === 'Retain';
    return [{ logicalId: resource.logicalId, physical: before, resource: undefined, kept }];
  });
}

/** Why the stack policy denies the removal of a resource; the resource's event says it, too. */
function deniedRemoval(operation: Operation, prepared: Prepared): string | undefined {
  for (const { logicalId, resource } of removed(operation, prepared)) {
    if (!resource) continue;
    const denied = deniedBy(operation.options.policy, 'Update:Delete', resource);
    if (denied === undefined) continue;
    operation.setResourceStatus(resource, 'UPDATE_FAILED', denied);
    return `The following resource(s) failed to update: [${logicalId}]. `;
  }
  return undefined;
}

/** The resources that the template no longer has. */
function removed({ stack }: Operation, prepared: Prepared): Removal[] {
  return [...stack.resources.values()]
    .filter((resource) => !(resource.logicalId in prepared.resources))
    .map((resource) => ({
      logicalId: resource.logicalId,
      physical: resource,
      resource,
      kept: resource.deletionPolicy === 'Retain' || resource.deletionPolicy === 'RetainExceptOnCreate',
    }));
}
