import type { PhysicalResource, StackResource } from './stack';
import type { ValueMap } from '../values/value';

/** What an operation did, or began, to one resource. */
export interface ResourceChange {
  readonly resource: StackResource;
  readonly kind: 'create' | 'update' | 'replace';
  /** How the resource was before; for `create` there was nothing. */
  readonly before: PhysicalResource | undefined;
  readonly wanted: ValueMap;
  /** Whether its handler was called. */
  called: boolean;
  state: 'running' | 'done' | 'failed';
  /** What has become of it since: taken back, or tried to be, in vain. */
  rolledBack?: 'done' | 'failed';
  /** The new physical resource of a replacement that was taken back. */
  replacement?: PhysicalResource;
}

/** How its failure shows. */
export function failedStatus(change: ResourceChange): 'CREATE_FAILED' | 'UPDATE_FAILED' {
  return change.kind === 'create' ? 'CREATE_FAILED' : 'UPDATE_FAILED';
}

/** The resource's reason when its properties are wrong; undefined when they are not. */
export function validationFailureText(logicalId: string, problems: string[]): string | undefined {
  if (problems.length === 0) return undefined;
  return `Properties validation failed for resource ${logicalId} with message:\n${problems.join('\n')}`;
}

/** The stack's reason: everything that failed, cancelled resources included. */
export function failureText(changes: ResourceChange[]): string {
  const names = (created: boolean): string =>
    changes
      .filter((change) => change.state === 'failed' && (change.kind === 'create') === created)
      .map((change) => change.resource.logicalId)
      .join(', ');
  const sentence = (verb: string, list: string): string =>
    list === '' ? '' : `The following resource(s) failed to ${verb}: [${list}]. `;
  return sentence('create', names(true)) + sentence('update', names(false));
}

/**
 * One change for each resource from those of two operations in a row: it began as the first one found the resource,
 * and stands where the second one has left it.
 */
export function mergeChanges(
  earlier: readonly ResourceChange[],
  later: readonly ResourceChange[],
): ResourceChange[] {
  const byName = new Map(earlier.map((change) => [change.resource.logicalId, change]));
  for (const change of later) {
    const first = byName.get(change.resource.logicalId);
    const { kind, before } = first ?? change;
    const { rolledBack, ...rest } = change;
    // What was taken back to the state between the two is not back at the beginning.
    const isBack = rolledBack !== undefined && (first === undefined || first.rolledBack === 'done');
    const called = change.called || first?.called === true;
    byName.set(change.resource.logicalId, { ...rest, kind, before, called, ...(isBack && { rolledBack }) });
  }
  return [...byName.values()];
}
