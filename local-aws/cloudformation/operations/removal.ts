import type { PhysicalResource, StackResource } from '../stacks/stack';
import { reversed } from '../template/graph';
import { DependencyWalk } from './dependency-walk';
import type { Operation } from './operation';

/** A physical resource to delete. */
export interface Removal {
  logicalId: string;
  physical: PhysicalResource;
  /** Whether its policy keeps it. CloudFormation then writes the event DELETE_SKIPPED and calls no handler. */
  kept: boolean;
  /** The stack's entry to remove; undefined for the old physical resource of a replacement. */
  resource: StackResource | undefined;
}

export interface RemovalOptions {
  tags: Record<string, string>;
  /** The number of attempts for each deletion. */
  tries: number;
  rollback: boolean;
}

const SECONDS_BETWEEN_TRIES = 10;

/**
 * Deletes physical resources in the reverse order of their dependencies. When a deletion fails, the resources that the
 * failed one depends on stay.
 * @param ended called with the logical ids that could not be deleted
 */
export function removeAll(
  operation: Operation,
  removals: Removal[],
  options: RemovalOptions,
  ended: (failed: string[]) => void,
): void {
  // A logical id may have two physical resources here, so each removal gets a name of its own.
  const byName = new Map(removals.map((removal, index) => [String(index), removal]));
  const dependencies = new Map(
    [...byName].map(([name, { physical }]) => [
      name,
      new Set(
        [...byName.keys()].filter((other) => physical.needs.includes(byName.get(other)?.logicalId ?? '')),
      ),
    ]),
  );
  const walk = new DependencyWalk(
    reversed(dependencies),
    (name) => {
      const removal = byName.get(name);
      if (removal) {
        operation.schedule(() => {
          removeOne(operation, removal, options, options.tries, (deleted) => {
            if (deleted) walk.done(name);
            else walk.failed(name);
          });
        });
      }
    },
    (failed) => {
      ended([...new Set(failed.map((name) => byName.get(name)?.logicalId ?? name))]);
    },
  );
  operation.schedule(() => {
    walk.proceed();
  });
}

function removeOne(
  operation: Operation,
  removal: Removal,
  options: RemovalOptions,
  triesLeft: number,
  ended: (deleted: boolean) => void,
): void {
  const { logicalId, physical, resource } = removal;
  const { stack } = operation;
  const show = (
    status: 'DELETE_IN_PROGRESS' | 'DELETE_COMPLETE' | 'DELETE_FAILED' | 'DELETE_SKIPPED',
    reason?: string,
  ): void => {
    if (resource) operation.setResourceStatus(resource, status, reason);
    else operation.addResourceEvent(logicalId, physical, status, reason, physical.properties);
  };
  const finish = (status: 'DELETE_COMPLETE' | 'DELETE_SKIPPED'): void => {
    show(status);
    if (resource && stack.resources.get(logicalId) === resource) stack.resources.delete(logicalId);
    ended(true);
  };
  if (removal.kept) {
    finish('DELETE_SKIPPED');
    return;
  }
  if (physical.physicalId === undefined) {
    finish('DELETE_COMPLETE');
    return;
  }
  show('DELETE_IN_PROGRESS');
  operation.callHandler(physical, {
    action: 'DELETE',
    logicalId,
    properties: physical.model,
    physicalId: physical.physicalId,
    stackTags: options.tags,
    rollback: options.rollback,
    snapshotRequested: physical.deletionPolicy === 'Snapshot',
    identified: () => undefined,
    succeeded: () => {
      finish('DELETE_COMPLETE');
    },
    failed: (reason) => {
      show('DELETE_FAILED', reason);
      if (triesLeft <= 1) ended(false);
      else {
        operation.environment.clock.after(SECONDS_BETWEEN_TRIES, () => {
          removeOne(operation, removal, options, triesLeft - 1, ended);
        });
      }
    },
  });
}
