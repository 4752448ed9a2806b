import type { Generation, StackResource } from './stack';
import type { ValueMap } from './value';

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
