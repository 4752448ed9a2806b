import type { Operation } from './operation';
import { reversed } from '../template/graph';
import type { Generation, StackResource } from '../stacks/stack';
import { Walk } from './dependency-walk';

/** A physical resource that has to go. */
export interface Removal {
  logicalId: string;
  generation: Generation;
  /** Its policy says that it stays: DELETE_SKIPPED, without a call. */
  kept: boolean;
  /** The stack's own entry, when it goes with the physical resource; absent for what a replacement left behind. */
  resource: StackResource | undefined;
}

export interface RemovalOptions {
  tags: Record<string, string>;
  /** How often each is tried. */
  tries: number;
  rollback: boolean;
}

const SECONDS_BETWEEN_TRIES = 10;

/**
 * Deletes physical resources in the reverse order of their dependencies. What others need stays when those cannot be deleted.
 * @param ended called with the logical ids that could not be deleted
 */
export function remove(
  operation: Operation,
  removals: Removal[],
  options: RemovalOptions,
  ended: (failed: string[]) => void,
): void {
  // A logical id may have two physical resources here, so each removal has a name of its own.
  const byName = new Map(removals.map((removal, index) => [String(index), removal]));
  const forward = new Map(
    [...byName].map(([name, { generation }]) => [
      name,
      new Set(
        [...byName.keys()].filter((other) => generation.needs.includes(byName.get(other)?.logicalId ?? '')),
      ),
    ]),
  );
  const walk = new Walk(
    reversed(forward),
    (name) => {
      const removal = byName.get(name);
      if (removal) {
        operation.soon(() => {
          removeOne(operation, removal, options, options.tries, (gone) => {
            if (gone) walk.done(name);
            else walk.failed(name);
          });
        });
      }
    },
    (failed) => {
      ended([...new Set(failed.map((name) => byName.get(name)?.logicalId ?? name))]);
    },
  );
  operation.soon(() => {
    walk.proceed();
  });
}

function removeOne(
  operation: Operation,
  removal: Removal,
  options: RemovalOptions,
  triesLeft: number,
  settled: (gone: boolean) => void,
): void {
  const { logicalId, generation, resource } = removal;
  const { stack } = operation;
  const show = (
    status: 'DELETE_IN_PROGRESS' | 'DELETE_COMPLETE' | 'DELETE_FAILED' | 'DELETE_SKIPPED',
    reason?: string,
  ): void => {
    if (resource) operation.resource(resource, status, reason);
    else operation.event(logicalId, generation, status, reason, generation.properties);
  };
  const gone = (status: 'DELETE_COMPLETE' | 'DELETE_SKIPPED'): void => {
    show(status);
    if (resource && stack.resources.get(logicalId) === resource) stack.resources.delete(logicalId);
    settled(true);
  };
  if (removal.kept) {
    gone('DELETE_SKIPPED');
    return;
  }
  if (generation.physicalId === undefined) {
    gone('DELETE_COMPLETE');
    return;
  }
  show('DELETE_IN_PROGRESS');
  operation.call(generation, {
    action: 'DELETE',
    logicalId,
    properties: generation.model,
    physicalId: generation.physicalId,
    stackTags: options.tags,
    rollback: options.rollback,
    snapshotRequested: generation.deletionPolicy === 'Snapshot',
    identified: () => undefined,
    succeeded: () => {
      gone('DELETE_COMPLETE');
    },
    failed: (reason) => {
      show('DELETE_FAILED', reason);
      if (triesLeft <= 1) settled(false);
      else {
        operation.host.clock.after(SECONDS_BETWEEN_TRIES, () => {
          removeOne(operation, removal, options, triesLeft - 1, settled);
        });
      }
    },
  });
}
