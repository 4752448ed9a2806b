import type { Operation } from './operation';
import { remove } from './removal';

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
  const removals = [...stack.resources.values()].map((resource) => ({
    logicalId: resource.logicalId,
    generation: resource,
    resource,
    kept:
      retain.includes(resource.logicalId) ||
      resource.deletionPolicy === 'Retain' ||
      resource.deletionPolicy === 'RetainExceptOnCreate',
  }));
  remove(operation, removals, { tags: stack.tags, tries: 1, rollback: false }, (failed) => {
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
