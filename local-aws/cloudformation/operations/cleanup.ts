import { adoptTemplate } from './apply-template';
import { NESTED_STACK } from './nested-stack';
import type { Operation } from './operation';
import { removeAll, type Removal } from './removal';
import { commitStableState } from '../stacks/stack';

export interface Cleanup {
  removals: Removal[];
  status: 'UPDATE_COMPLETE' | 'UPDATE_ROLLBACK_COMPLETE';
  /** How a nested stack goes back when its parent fails after it. */
  rollBack?: (() => void) | undefined;
}

/**
 * The last part of an update or of its rollback: deletes what is no longer needed, three tries each. What cannot be
 * deleted leaves the stack; it never fails it. A nested stack waits with that until its parent cleans up
 * (AWS CloudFormation User Guide, "Troubleshooting CloudFormation").
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

/** Lets nested stacks that have been waiting clean up. */
function releaseNested({ environment, stack }: Operation, ended: () => void): void {
  const held = [...stack.resources.values()].flatMap(({ type, physicalId = '' }) => {
    const waiting =
      type === NESTED_STACK ? environment.stacks.find(physicalId)?.operation?.deferredCleanup : undefined;
    return waiting ? [waiting] : [];
  });
  let left = held.length;
  if (left === 0) ended();
  for (const one of held) {
    one.release(() => {
      left -= 1;
      if (left === 0) ended();
    });
  }
}

/** @param ended called with the text for the stack's last event */
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
