import type { PhysicalResource, Stack } from '../stacks/stack';
import type { Operation } from './operation';
import { removeAll, type Removal } from './removal';

/**
 * Starts the deletion of a stack. After a failed deletion it deletes the remaining resources.
 * @param retain logical ids of resources to keep
 */
export function beginDelete(operation: Operation, retain: readonly string[] = []): void {
  const { stack, environment } = operation;
  for (const { exportName } of Object.values(stack.outputs)) {
    const [user] = exportName === undefined ? [] : environment.importers(exportName);
    if (user === undefined) continue;
    operation.setStackStatus(
      stack.status,
      `Export ${exportName} cannot be deleted as it is in use by ${user}`,
    );
    operation.end();
    return;
  }
  operation.setStackStatus('DELETE_IN_PROGRESS', 'User Initiated');
  const removals = [...secondOfReplacements(stack), ...owned(stack, retain)];
  removeAll(operation, removals, { tags: stack.tags, tries: 1, rollback: false }, (failed) => {
    stack.unfinished = undefined;
    if (failed.length > 0) {
      operation.setStackStatus(
        'DELETE_FAILED',
        `The following resource(s) failed to delete: [${failed.join(', ')}]. `,
      );
    } else {
      stack.deleted = environment.clock.date();
      stack.outputs = {};
      stack.imports.clear();
      operation.setStackStatus('DELETE_COMPLETE');
    }
    operation.end();
  });
}

function owned(stack: Stack, retain: readonly string[]): Removal[] {
  return [...stack.resources.values()].map((resource) => ({
    logicalId: resource.logicalId,
    physical: resource,
    resource,
    kept: retain.includes(resource.logicalId) || isRetained(resource),
  }));
}

/**
 * After a failed rollback, a replaced resource may have two physical resources. These are the ones that the stack does not show.
 */
function secondOfReplacements({ unfinished }: Stack): Removal[] {
  return (unfinished?.changes ?? []).flatMap(({ resource, kind, before, replacement }) => {
    const other = replacement ?? before;
    if (kind !== 'replace' || !other || other.physicalId === resource.physicalId) return [];
    return [{ logicalId: resource.logicalId, physical: other, resource: undefined, kept: isRetained(other) }];
  });
}

function isRetained({ deletionPolicy }: PhysicalResource): boolean {
  return deletionPolicy === 'Retain' || deletionPolicy === 'RetainExceptOnCreate';
}
