import { physicalResourceOf, type ResourceChange } from '../stacks/stack';
import { among, reversed, type Dependencies } from '../template/graph';
import { rollBackResource } from './change-resource';
import { finishWithCleanup } from './cleanup';
import { DependencyWalk } from './dependency-walk';
import type { Operation } from './operation';
import type { Removal } from './removal';
import { rollBackCreate, staysInRollback } from './rollback-create';

/**
 * Rolls back an update:
 * - updates each resource back to its old properties, also when its update failed or was cancelled;
 * - gives each replaced resource its old physical id, without a call of its handler;
 * - deletes the resources that the update created, at the end.
 *
 * A stack that has never been stable is rolled back as a create: everything is deleted.
 * @param reason the status reason of the stack event
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
  rollBackAll(operation);
}

/** Continues a rollback that failed. The resources to skip count as rolled back. */
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
    showRolledBack(operation, change);
  }
  rollBackAll(operation);
}

function rollBackAll(operation: Operation): void {
  const { stack, environment } = operation;
  const changes = stack.unfinished?.changes ?? [];
  const { continueRollback: repeated, rollbackFailure } = environment.settings;
  const isRepeated = repeated === 'all' && operation.options.startedBy === 'ContinueUpdateRollback';
  const changed = new Map(
    changes
      .filter((change) => change.before && (isRepeated || !isRolledBack(change)))
      .map((change) => [change.resource.logicalId, change]),
  );
  const walk: DependencyWalk = new DependencyWalk(
    inOrder(stack.prepared.dependencies, new Set(changed.keys()), environment.settings.rollbackOrder),
    (logicalId) => {
      const change = changed.get(logicalId);
      if (!change) return;
      operation.schedule(() => {
        rollBack(
          operation,
          change,
          (done) => {
            if (done) {
              walk.done(logicalId);
              return;
            }
            if (rollbackFailure === 'cancel') cancelOthers(operation, changed, walk);
            walk.failed(logicalId);
          },
          isRepeated,
        );
      });
    },
    (failed) => {
      if (failed.length === 0) {
        const removals = changes.flatMap((change) => createdByUpdate(operation, change));
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

/** Whether the change needs no rollback any more. UPDATE_FAILED remains when DisableRollback kept a failed update. */
function isRolledBack({ rolledBack, resource }: ResourceChange): boolean {
  return rolledBack === 'done' && resource.status !== 'UPDATE_FAILED';
}

function inOrder(
  dependencies: Dependencies,
  kept: ReadonlySet<string>,
  order: 'dependencies' | 'reversed',
): Dependencies {
  const restricted = among(dependencies, kept);
  return order === 'dependencies' ? restricted : reversed(restricted);
}

/** The physical resources that the failed update created. */
function createdByUpdate(operation: Operation, change: ResourceChange): Removal[] {
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

/** Gives up the resources that are being rolled back beside one that failed. */
function cancelOthers(
  operation: Operation,
  changes: ReadonlyMap<string, ResourceChange>,
  walk: DependencyWalk,
): void {
  operation.abandonAll();
  for (const [logicalId, change] of changes) {
    if (change.resource.status !== 'UPDATE_IN_PROGRESS') continue;
    change.rolledBack = 'failed';
    operation.setResourceStatus(change.resource, 'UPDATE_FAILED', 'Resource update cancelled');
    walk.failed(logicalId);
  }
}

function rollBack(
  operation: Operation,
  change: ResourceChange,
  ended: (done: boolean) => void,
  isRepeated: boolean,
): void {
  const { resource, before, kind } = change;
  const { stack } = operation;
  if (!before) return;
  const done = (): void => {
    showRolledBack(operation, change);
    ended(true);
  };
  const created = physicalResourceOf(resource);
  const isNew = created.physicalId !== undefined && created.physicalId !== before.physicalId;
  const isCalled = change.called || operation.environment.settings.rollbackOfUncalled === 'update';
  const isDone = change.rolledBack === 'done' && !isRepeated;
  if (kind === 'replace' || isNew || !isCalled || isDone) {
    if (isNew) change.replacement = created;
    Object.assign(resource, before, { attributes: undefined });
    done();
    return;
  }
  operation.setResourceStatus(resource, 'UPDATE_IN_PROGRESS', undefined, before.properties);
  rollBackResource(operation, change, stack.unfinished?.tags ?? stack.tags, {
    done,
    failed: (reason) => {
      operation.setResourceStatus(resource, 'UPDATE_FAILED', reason, before.properties);
      ended(false);
    },
  });
}

function showRolledBack(operation: Operation, change: ResourceChange): void {
  change.rolledBack = 'done';
  operation.setResourceStatus(change.resource, 'UPDATE_COMPLETE');
}
