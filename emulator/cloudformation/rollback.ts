import type { Attempt } from './attempt';
import { among, reversed, type Dependencies } from './graph';
import { providerOf } from './host';
import type { Operation } from './operation';
import { remove, type Removal } from './removal';
import { generationOf } from './stack';
import { Walk } from './walk';

/**
 * Rolls back a create: what has an identifier is deleted in reverse order, the rest just leaves the stack.
 * @param reason the stack event's text
 */
export function rollBackCreate(operation: Operation, reason: string, ended: () => void): void {
  const { stack } = operation;
  operation.state('ROLLBACK_IN_PROGRESS', reason);
  remove(operation, createdResources(operation), { tags: stack.tags, tries: 1, rollback: true }, (failed) => {
    if (failed.length === 0) operation.state('ROLLBACK_COMPLETE');
    else
      operation.state(
        'ROLLBACK_FAILED',
        `The following resource(s) failed to delete: [${failed.join(', ')}]. `,
      );
    ended();
  });
}

/** Every resource of the stack; those that the operation now rolled back has created obey RetainExceptOnCreate. */
function createdResources({ stack }: Operation): Removal[] {
  return [...stack.resources.values()].map((resource) => ({
    logicalId: resource.logicalId,
    generation: resource,
    resource,
    kept: resource.deletionPolicy === 'Retain' && resource.physicalId !== undefined,
  }));
}

/**
 * Rolls back an update: whatever was updated, failed or cancelled gets an UPDATE to its old properties, replaced
 * resources return to their old ids without a call, and at the end what the update had created is deleted.
 * @param tags the stack tags of the failed update
 */
export function rollBackUpdate(
  operation: Operation,
  attempts: Attempt[],
  reason: string,
  tags: Record<string, string>,
  ended: () => void,
): void {
  const { stack, host } = operation;
  operation.state('UPDATE_ROLLBACK_IN_PROGRESS', reason);
  const changed = new Map(
    attempts.filter((attempt) => attempt.before).map((attempt) => [attempt.resource.logicalId, attempt]),
  );
  const left = attempts.flatMap(leftBehind);
  const walk: Walk = new Walk(
    inOrder(stack.prepared.dependencies, new Set(changed.keys()), host.settings.rollbackOrder),
    (logicalId) => {
      const attempt = changed.get(logicalId);
      if (!attempt) return;
      operation.soon(() => {
        takeBack(operation, attempt, tags, (done) => {
          if (done) walk.done(logicalId);
          else walk.failed(logicalId);
        });
      });
    },
    (failed) => {
      if (failed.length > 0) {
        operation.state(
          'UPDATE_ROLLBACK_FAILED',
          `The following resource(s) failed to update: [${failed.join(', ')}]. `,
        );
        ended();
        return;
      }
      operation.state('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
      cleanUp(operation, left, true, (text) => {
        operation.state('UPDATE_ROLLBACK_COMPLETE', text);
        ended();
      });
    },
  );
  operation.soon(() => {
    walk.proceed();
  });
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
function leftBehind(attempt: Attempt): Removal[] {
  const { resource, kind } = attempt;
  const generation = generationOf(resource);
  if (kind === 'create') {
    const kept = resource.deletionPolicy === 'Retain' && resource.physicalId !== undefined;
    return [{ logicalId: resource.logicalId, generation: resource, resource, kept }];
  }
  const isNew = generation.physicalId !== undefined && generation.physicalId !== attempt.before?.physicalId;
  if (kind !== 'replace' || !isNew) return [];
  return [
    {
      logicalId: resource.logicalId,
      generation,
      resource: undefined,
      kept: resource.deletionPolicy === 'Retain',
    },
  ];
}

function takeBack(
  operation: Operation,
  attempt: Attempt,
  tags: Record<string, string>,
  settled: (done: boolean) => void,
): void {
  const { resource, before, kind, wanted } = attempt;
  const { stack, host } = operation;
  if (!before) return;
  const restored = (model = before.model): void => {
    Object.assign(resource, before, { model, attributes: undefined });
    operation.resource(resource, 'UPDATE_COMPLETE');
    settled(true);
  };
  if (kind === 'replace' || !attempt.called) {
    restored();
    return;
  }
  const identifier = providerOf(host, resource.type).identifierOf(before.model);
  operation.resource(resource, 'UPDATE_IN_PROGRESS', undefined, before.properties);
  operation.call(before, {
    action: 'UPDATE',
    logicalId: resource.logicalId,
    properties: { ...before.properties, ...identifier },
    previousProperties: { ...wanted, ...identifier },
    physicalId: before.physicalId,
    stackTags: stack.tags,
    previousStackTags: tags,
    rollback: true,
    identified: () => undefined,
    succeeded: (_, model) => {
      restored(model);
    },
    failed: (reason) => {
      operation.resource(resource, 'UPDATE_FAILED', reason, before.properties);
      settled(false);
    },
  });
}

/**
 * Deletes what is no longer needed, three tries each. What cannot be deleted leaves the stack; it never fails it.
 * @param ended called with the text for the stack's last event
 */
export function cleanUp(
  operation: Operation,
  removals: Removal[],
  rollback: boolean,
  ended: (text: string | undefined) => void,
): void {
  const { stack } = operation;
  remove(operation, removals, { tags: stack.tags, tries: 3, rollback }, (failed) => {
    for (const logicalId of failed) {
      const removal = removals.find((one) => one.logicalId === logicalId);
      if (removal?.resource) stack.resources.delete(logicalId);
    }
    ended(failed.length === 0 ? undefined : 'Update successful. One or more resources could not be deleted.');
  });
}
