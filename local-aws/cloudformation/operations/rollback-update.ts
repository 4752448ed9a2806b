import type { ResourceChange } from '../stacks/resource-change';
import { rollBackResource } from './change-resource';
import { finishWithCleanup } from './cleanup';
import { among, reversed, type Dependencies } from '../template/graph';
import type { Operation } from './operation';
import type { Removal } from './removal';
import { rollBackCreate, staysInRollback } from './rollback-create';
import { physicalResourceOf } from '../stacks/stack';
import { DependencyWalk } from './dependency-walk';

/**
 * Rolls back an update: whatever was updated, failed or cancelled gets an UPDATE to its old properties, replaced
 * resources return to their old ids without a call, and at the end what the update had created is deleted. A stack
 * that has never been good has nothing to go back to: everything in it is deleted.
 * @param reason the stack event's text
 */
export function rollBackUpdate(operation: Operation, reason: string | undefined): void {
  const { stack } = operation;
  if (!stack.stable) {
    rollBackCreate(operation, reason ?? 'User Initiated');
    return;
  }
  const { prepared, tags, outputs, imports } = stack.stable;
  Object.assign(stack, { prepared, tags, outputs, imports: new Set(imports) });
  operation.cancel = undefined;
  operation.deferredCleanup = undefined;
  operation.setStackStatus('UPDATE_ROLLBACK_IN_PROGRESS', reason);
  takeBackAll(operation);
}

/** Goes on with a rollback that has failed; what the operation skips counts as taken back. */
export function continueRollback(operation: Operation): void {
  const { stack, options } = operation;
  operation.setStackStatus('UPDATE_ROLLBACK_IN_PROGRESS', 'User Initiated');
  for (const change of stack.unfinished?.changes ?? []) {
    if (
      change.rolledBack !== 'failed' ||
      options.resourcesToSkip?.includes(change.resource.logicalId) !== true
    )
      continue;
    Object.assign(change.resource, change.before);
    showTakenBack(operation, change);
  }
  takeBackAll(operation);
}

function takeBackAll(operation: Operation): void {
  const { stack, environment } = operation;
  const changes = stack.unfinished?.changes ?? [];
  const changed = new Map(
    changes
      .filter((change) => change.before && !isBack(change))
      .map((change) => [change.resource.logicalId, change]),
  );
  const walk: DependencyWalk = new DependencyWalk(
    inOrder(stack.prepared.dependencies, new Set(changed.keys()), environment.settings.rollbackOrder),
    (logicalId) => {
      const change = changed.get(logicalId);
      if (!change) return;
      operation.schedule(() => {
        takeBack(operation, change, (done) => {
          if (done) walk.done(logicalId);
          else walk.failed(logicalId);
        });
      });
    },
    (failed) => {
      if (failed.length === 0) {
        const removals = changes.flatMap((change) => leftBehind(operation, change));
        finishWithCleanup(operation, { removals, status: 'UPDATE_ROLLBACK_COMPLETE' });
        return;
      }
      const reason = `The following resource(s) failed to update: [${failed.join(', ')}]. `;
      operation.setStackStatus('UPDATE_ROLLBACK_FAILED', reason);
      operation.end();
    },
  );
  operation.schedule(() => {
    walk.proceed();
  });
}

/** Whether nothing is left to be done about it; a failed update that was preserved still shows UPDATE_FAILED. */
function isBack({ rolledBack, resource }: ResourceChange): boolean {
  return rolledBack === 'done' && resource.status !== 'UPDATE_FAILED';
}

function inOrder(
  dependencies: Dependencies,
  kept: ReadonlySet<string>,
  order: 'dependencies' | 'reversed',
): Dependencies {
  const forward = among(dependencies, kept);
  return order === 'dependencies' ? forward : reversed(forward);
}

/** What the failed update had created beside the old resources. */
function leftBehind(operation: Operation, change: ResourceChange): Removal[] {
  const { resource, kind, replacement } = change;
  const { logicalId } = resource;
  if (kind === 'create') {
    const kept = staysInRollback(operation, resource);
    return [{ logicalId, physical: resource, resource, kept }];
  }
  if (!replacement) return [];
  const kept = staysInRollback(operation, replacement);
  return [{ logicalId, physical: replacement, resource: undefined, kept }];
}

function takeBack(operation: Operation, change: ResourceChange, settled: (done: boolean) => void): void {
  const { resource, before, kind } = change;
  const { stack } = operation;
  if (!before) return;
  const done = (): void => {
    showTakenBack(operation, change);
    settled(true);
  };
  if (kind === 'replace' || !change.called || change.rolledBack === 'done') {
    const created = physicalResourceOf(resource);
    const isNew = created.physicalId !== undefined && created.physicalId !== before.physicalId;
    if (kind === 'replace' && isNew) change.replacement = created;
    Object.assign(resource, before, { attributes: undefined });
    done();
    return;
  }
  operation.setResourceStatus(resource, 'UPDATE_IN_PROGRESS', undefined, before.properties);
  rollBackResource(operation, change, stack.unfinished?.tags ?? stack.tags, {
    done,
    failed: (reason) => {
      operation.setResourceStatus(resource, 'UPDATE_FAILED', reason, before.properties);
      settled(false);
    },
  });
}

function showTakenBack(operation: Operation, change: ResourceChange): void {
  change.rolledBack = 'done';
  operation.setResourceStatus(change.resource, 'UPDATE_COMPLETE');
}
