import type { ResourceChange } from './stack';

/** The resource status that shows the failure of a change. */
export function failedStatus(change: ResourceChange): 'CREATE_FAILED' | 'UPDATE_FAILED' {
  return change.kind === 'create' ? 'CREATE_FAILED' : 'UPDATE_FAILED';
}

/** The resource's status reason for invalid properties; undefined when there is no problem. */
export function validationFailureText(logicalId: string, problems: string[]): string | undefined {
  if (problems.length === 0) return undefined;
  return `Properties validation failed for resource ${logicalId} with message:\n${problems.join('\n')}`;
}

/** The stack's status reason: names all resources that failed or were cancelled. */
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
 * Merges the changes of two operations in a row into one change for each resource. The result starts from the state
 * before the first operation and has the outcome of the second one.
 */
export function mergeChanges(
  earlier: readonly ResourceChange[],
  later: readonly ResourceChange[],
): ResourceChange[] {
  const byName = new Map(earlier.map((change) => [change.resource.logicalId, change]));
  for (const change of later) {
    const first = byName.get(change.resource.logicalId);
    const { kind, before, live } = first ?? change;
    const { rolledBack, ...rest } = change;
    // A rollback of the second operation restores the state between the two, not the one before both.
    const isRestored = rolledBack !== undefined && (first === undefined || first.rolledBack === 'done');
    const called = change.called || first?.called === true;
    byName.set(change.resource.logicalId, {
      ...rest,
      kind,
      before,
      live,
      called,
      ...(isRestored && { rolledBack }),
    });
  }
  return [...byName.values()];
}
