import type { Operation } from './operation';
import { remove, type Removal } from './removal';
import type { Generation, Stack } from '../stacks/stack';

/** Starts the deletion of a stack; after a failed one it goes on with what is left. */
export function beginDelete(operation: Operation, retain: readonly string[] = []): void {
  const { stack, host } = operation;
  for (const { exportName } of Object.values(stack.outputs)) {
    const [user] = exportName === undefined ? [] : host.importers(exportName);
    if (user === undefined) continue;
    operation.state(stack.status, `Export ${exportName} cannot be deleted as it is in use by ${user}`);
    operation.end();
    return;
  }
  operation.state('DELETE_IN_PROGRESS', 'User Initiated');
  const removals = [...replacedAndNotBack(stack), ...owned(stack, retain)];
  remove(operation, removals, { tags: stack.tags, tries: 1, rollback: false }, (failed) => {
    stack.unfinished = undefined;
    if (failed.length > 0) {
      operation.state(
        'DELETE_FAILED',
        `The following resource(s) failed to delete: [${failed.join(', ')}]. `,
      );
    } else {
      stack.deleted = host.clock.date();
      stack.outputs = {};
      stack.imports.clear();
      operation.state('DELETE_COMPLETE');
    }
    operation.end();
  });
}

function owned(stack: Stack, retain: readonly string[]): Removal[] {
  return [...stack.resources.values()].map((resource) => ({
    logicalId: resource.logicalId,
    generation: resource,
    resource,
    kept: retain.includes(resource.logicalId) || isRetained(resource),
  }));
}

/** What a stack that could not be rolled back has twice: the physical resources that were replaced. */
function replacedAndNotBack({ unfinished }: Stack): Removal[] {
  return (unfinished?.attempts ?? []).flatMap(({ resource, kind, before, replacement }) => {
    const other = replacement ?? before;
    if (kind !== 'replace' || !other || other.physicalId === resource.physicalId) return [];
    return [
      { logicalId: resource.logicalId, generation: other, resource: undefined, kept: isRetained(other) },
    ];
  });
}

function isRetained({ deletionPolicy }: Generation): boolean {
  return deletionPolicy === 'Retain' || deletionPolicy === 'RetainExceptOnCreate';
}
