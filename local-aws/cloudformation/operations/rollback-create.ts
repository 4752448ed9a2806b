import type { PhysicalResource } from '../stacks/stack';
import type { Operation } from './operation';
import { removeAll, type Removal } from './removal';

/**
 * Rolls back a create: resources with an identifier are deleted in reverse order, the others only leave the stack.
 * @param reason the status reason of the stack event
 */
export function rollBackCreate(operation: Operation, reason: string): void {
  const { stack, environment, options } = operation;
  const isDeleted =
    environment.settings.rollbackOfFailedCreate === 'deletes' && options.startedBy === 'RollbackStack';
  operation.cancel = undefined;
  operation.setStackStatus('ROLLBACK_IN_PROGRESS', reason);
  const removals: Removal[] = [...stack.resources.values()].map((resource) => ({
    logicalId: resource.logicalId,
    physical: resource,
    resource,
    kept: staysInRollback(operation, resource),
  }));
  removeAll(operation, removals, { tags: stack.tags, tries: 1, rollback: true }, (failed) => {
    stack.unfinished = undefined;
    if (failed.length === 0) {
      if (isDeleted) Object.assign(stack, { deleted: environment.clock.date(), outputs: {} });
      operation.setStackStatus(isDeleted ? 'DELETE_COMPLETE' : 'ROLLBACK_COMPLETE');
    } else
      operation.setStackStatus(
        'ROLLBACK_FAILED',
        `The following resource(s) failed to delete: [${failed.join(', ')}]. `,
      );
    operation.end();
  });
}

/**
 * Whether a rollback keeps a resource that the failed operation created: only with DeletionPolicy Retain, and not when
 * the request said RetainExceptOnCreate (AWS CloudFormation Template Reference, "DeletionPolicy attribute").
 */
export function staysInRollback({ options }: Operation, physical: PhysicalResource): boolean {
  const { deletionPolicy, physicalId } = physical;
  return deletionPolicy === 'Retain' && options.retainExceptOnCreate !== true && physicalId !== undefined;
}
