import type { Generation, StackResource } from './stack';
import type { ValueMap } from '../values/value';

/** What an operation did, or began, to one resource. */
export interface Attempt {
  readonly resource: StackResource;
  readonly kind: 'create' | 'update' | 'replace';
  /** How the resource was before; for `create` there was nothing. */
  readonly before: Generation | undefined;
  readonly wanted: ValueMap;
  /** Whether its handler was called. */
  called: boolean;
  state: 'running' | 'done' | 'failed';
  /** What has become of it since: taken back, or tried to be, in vain. */
  takenBack?: 'done' | 'failed';
  /** The new physical resource of a replacement that was taken back. */
  replacement?: Generation;
}

/** How its failure shows. */
export function failedStatus(attempt: Attempt): 'CREATE_FAILED' | 'UPDATE_FAILED' {
  return attempt.kind === 'create' ? 'CREATE_FAILED' : 'UPDATE_FAILED';
}

/** The resource's reason when its properties are wrong; undefined when they are not. */
export function invalidText(logicalId: string, problems: string[]): string | undefined {
  if (problems.length === 0) return undefined;
  return `Properties validation failed for resource ${logicalId} with message:\n${problems.join('\n')}`;
}

/** The stack's reason: everything that failed, cancelled resources included. */
export function failureText(attempts: Attempt[]): string {
  const names = (created: boolean): string =>
    attempts
      .filter((attempt) => attempt.state === 'failed' && (attempt.kind === 'create') === created)
      .map((attempt) => attempt.resource.logicalId)
      .join(', ');
  const sentence = (verb: string, list: string): string =>
    list === '' ? '' : `The following resource(s) failed to ${verb}: [${list}]. `;
  return sentence('create', names(true)) + sentence('update', names(false));
}

/**
 * One attempt for each resource from those of two operations in a row: it began as the first one found the resource,
 * and stands where the second one has left it.
 */
export function joined(earlier: readonly Attempt[], later: readonly Attempt[]): Attempt[] {
  const byName = new Map(earlier.map((attempt) => [attempt.resource.logicalId, attempt]));
  for (const attempt of later) {
    const first = byName.get(attempt.resource.logicalId);
    const { kind, before } = first ?? attempt;
    const { takenBack, ...rest } = attempt;
    // What was taken back to the state between the two is not back at the beginning.
    const isBack = takenBack !== undefined && (first === undefined || first.takenBack === 'done');
    const called = attempt.called || first?.called === true;
    byName.set(attempt.resource.logicalId, { ...rest, kind, before, called, ...(isBack && { takenBack }) });
  }
  return [...byName.values()];
}
