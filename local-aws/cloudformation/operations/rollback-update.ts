import type { Attempt } from '../stacks/resource-change';
import { takeBackUpdate } from './change-resource';
import { finishWithCleanUp } from './cleanup';
import { among, reversed, type Dependencies } from '../template/graph';
import type { Operation } from './operation';
import type { Removal } from './removal';
import { rollBackCreate, staysInRollback } from './rollback-create';
import { generationOf } from '../stacks/stack';
import { Walk } from './dependency-walk';

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
  operation.held = undefined;
  operation.state('UPDATE_ROLLBACK_IN_PROGRESS', reason);
  takeBackAll(operation);
}

/** Goes on with a rollback that has failed; what the operation skips counts as taken back. */
export function continueRollback(operation: Operation): void {
  const { stack, options } = operation;
  operation.state('UPDATE_ROLLBACK_IN_PROGRESS', 'User Initiated');
  for (const attempt of stack.unfinished?.attempts ?? []) {
    if (attempt.takenBack !== 'failed' || options.skipped?.includes(attempt.resource.logicalId) !== true)
      continue;
    Object.assign(attempt.resource, attempt.before);
    showTakenBack(operation, attempt);
  }
  takeBackAll(operation);
}

function takeBackAll(operation: Operation): void {
  const { stack, host } = operation;
  const attempts = stack.unfinished?.attempts ?? [];
  const changed = new Map(
    attempts
      .filter((attempt) => attempt.before && !isBack(attempt))
      .map((attempt) => [attempt.resource.logicalId, attempt]),
  );
  const walk: Walk = new Walk(
    inOrder(stack.prepared.dependencies, new Set(changed.keys()), host.settings.rollbackOrder),
    (logicalId) => {
      const attempt = changed.get(logicalId);
      if (!attempt) return;
      operation.soon(() => {
        takeBack(operation, attempt, (done) => {
          if (done) walk.done(logicalId);
          else walk.failed(logicalId);
        });
      });
    },
    (failed) => {
      if (failed.length === 0) {
        const removals = attempts.flatMap((attempt) => leftBehind(operation, attempt));
        finishWithCleanUp(operation, { removals, status: 'UPDATE_ROLLBACK_COMPLETE' });
        return;
      }
      const reason = `The following resource(s) failed to update: [${failed.join(', ')}]. `;
      operation.state('UPDATE_ROLLBACK_FAILED', reason);
      operation.end();
    },
  );
  operation.soon(() => {
    walk.proceed();
  });
}

/** Whether nothing is left to be done about it; a failed update that was preserved still shows UPDATE_FAILED. */
function isBack({ takenBack, resource }: Attempt): boolean {
  return takenBack === 'done' && resource.status !== 'UPDATE_FAILED';
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
function leftBehind(operation: Operation, attempt: Attempt): Removal[] {
  const { resource, kind, replacement } = attempt;
  const { logicalId } = resource;
  if (kind === 'create') {
    const kept = staysInRollback(operation, resource);
    return [{ logicalId, generation: resource, resource, kept }];
  }
  if (!replacement) return [];
  const kept = staysInRollback(operation, replacement);
  return [{ logicalId, generation: replacement, resource: undefined, kept }];
}

function takeBack(operation: Operation, attempt: Attempt, settled: (done: boolean) => void): void {
  const { resource, before, kind } = attempt;
  const { stack } = operation;
  if (!before) return;
  const done = (): void => {
    showTakenBack(operation, attempt);
    settled(true);
  };
  if (kind === 'replace' || !attempt.called || attempt.takenBack === 'done') {
    const created = generationOf(resource);
    const isNew = created.physicalId !== undefined && created.physicalId !== before.physicalId;
    if (kind === 'replace' && isNew) attempt.replacement = created;
    Object.assign(resource, before, { attributes: undefined });
    done();
    return;
  }
  operation.resource(resource, 'UPDATE_IN_PROGRESS', undefined, before.properties);
  takeBackUpdate(operation, attempt, stack.unfinished?.tags ?? stack.tags, {
    done,
    failed: (reason) => {
      operation.resource(resource, 'UPDATE_FAILED', reason, before.properties);
      settled(false);
    },
  });
}

function showTakenBack(operation: Operation, attempt: Attempt): void {
  attempt.takenBack = 'done';
  operation.resource(attempt.resource, 'UPDATE_COMPLETE');
}
