import type { CloudFormation } from '../../cloudformation/cloudformation';
import type { Stack } from '../../cloudformation/stacks/stack';
import { parseUnprocessed } from '../../cloudformation/template/template';
import { ServiceError } from '../../core/service';
import { hintsOnFailure, hintsOnRefusal } from './hints';
import { hintsOnTemplate } from './template-hints';

/**
 * Says again what failed first, in as few words as possible: by the end of an operation its event has scrolled away.
 * @param wanted what the operation was for, e.g. `created`
 * @param from the number of events before the operation
 */
export function failureLines(
  cloudFormation: CloudFormation,
  stack: Stack,
  wanted: 'created' | 'updated' | 'deleted',
  from = 0,
): string[] {
  const failed = stack.events.slice(from).find(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED'));
  if (!failed) return [`The stack was not ${wanted}: it is ${stack.status}.`];
  const message = messageIn(failed.ResourceStatusReason ?? '');
  return [
    `The stack was not ${wanted}. ${failed.LogicalResourceId ?? ''} failed: ${message}`,
    ...hintsOnFailure(cloudFormation, stack, failed),
    ...hintsOnTemplate(stack, failed),
  ];
}

/**
 * @param say gets the failure lines of each operation that has failed
 * @returns what to call again and again: it finds out that an operation on the stack has ended since the last call
 */
export function failedOperations(
  cloudFormation: CloudFormation,
  stack: Stack,
  say: (lines: string[]) => void,
): () => void {
  let told = stack.events.length;
  return () => {
    if (stack.operation !== undefined || stack.events.length === told) return;
    const from = told;
    told = stack.events.length;
    const { status } = stack;
    if (!/FAILED|ROLLBACK/.test(status)) return;
    say(failureLines(cloudFormation, stack, status.startsWith('DELETE') ? 'deleted' : 'updated', from));
  };
}

/** The message in a reason, without CloudFormation's words around it. */
function messageIn(reason: string): string {
  return reason
    .replace(/ \(RequestToken: [^)]*\)$/, '')
    .replace(/^Resource handler returned message: "(.*)"$/s, '$1')
    .replace(/^Properties validation failed for resource \S+ with message:\n/, '');
}

/**
 * The refusal of a template, with its file and with the names that were probably meant.
 * @param file as the user named it
 * @param cloudFormation absent when the template could not even be read
 */
export function refusalOf(
  error: unknown,
  file: string,
  template: string,
  cloudFormation?: CloudFormation,
): unknown {
  if (!(error instanceof ServiceError) || error.code !== 'ValidationError') return error;
  const hints = cloudFormation
    ? hintsOnRefusal(cloudFormation, parseUnprocessed(template), error.message)
    : [];
  return new ServiceError(error.code, [`${file}: ${error.message}`, ...hints].join('\n'));
}
