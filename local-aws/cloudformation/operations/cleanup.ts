import { commitStableState } from '../stacks/stack';
import { NESTED_STACK } from '../template/nested-templates';
import { adoptTemplate } from './apply-template';
import type { Operation } from './operation';
import { removeAll, type Removal } from './removal';

/** What is left to do when all changes of an update, or of its rollback, have been made. */
export interface Cleanup {
  removals: Removal[];
  status: 'UPDATE_COMPLETE' | 'UPDATE_ROLLBACK_COMPLETE';
  /** Rolls back the update of a nested stack when its parent fails later. */
  rollBack?: (() => void) | undefined;
}

/**
 * The last part of an update or of its rollback: deletes old resources, with three tries each. A resource that cannot
 * be deleted leaves the stack and does not fail the operation. A nested stack defers its cleanup until its parent
 * cleans up (AWS CloudFormation User Guide, "Troubleshooting CloudFormation").
 */
export function finishWithCleanup(operation: Operation, { removals, status, rollBack }: Cleanup): void {
  operation.setStackStatus(`${status}_CLEANUP_IN_PROGRESS`);
  const release = (released: () => void): void => {
    operation.deferredCleanup = undefined;
    adoptTemplate(operation);
    commitStableState(operation.stack);
    releaseNested(operation, () => {
      cleanUp(operation, removals, status === 'UPDATE_ROLLBACK_COMPLETE', (text) => {
        operation.setStackStatus(status, text);
        operation.end();
        released();
      });
    });
  };
  if (operation.options.nested === true) operation.deferredCleanup = { release, rollBack };
  else release(() => undefined);
}

/** Starts the deferred cleanups of nested stacks. */
function releaseNested({ environment, stack }: Operation, ended: () => void): void {
  const deferred = [...stack.resources.values()].flatMap(({ type, physicalId = '' }) => {
    const waiting =
      type === NESTED_STACK ? environment.stacks.find(physicalId)?.operation?.deferredCleanup : undefined;
    return waiting ? [waiting] : [];
  });
  let left = deferred.length;
  if (left === 0) ended();
  for (const one of deferred) {
    one.release(() => {
      left -= 1;
      if (left === 0) ended();
    });
  }
}

/** @param ended called with the status reason of the stack's last event */
function cleanUp(
  operation: Operation,
  removals: Removal[],
  rollback: boolean,
  ended: (text: string | undefined) => void,
): void {
  const { stack } = operation;
  removeAll(operation, removals, { tags: stack.tags, tries: 3, rollback }, (failed) => {
    for (const logicalId of failed) {
      const removal = removals.find((one) => one.logicalId === logicalId);
      if (removal?.resource) stack.resources.delete(logicalId);
    }
    ended(failed.length === 0 ? undefined : 'Update successful. One or more resources could not be deleted.');
  });
}
