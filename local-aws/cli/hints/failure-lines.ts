import type { CloudFormation } from '../../cloudformation/cloudformation';
import type { Stack } from '../../cloudformation/stacks/stack';
import { parseUnprocessed } from '../../cloudformation/template/template';
import { ServiceError } from '../../core/service';
import { hintsOnFailure, hintsOnRefusal } from './hints';

/**
 * Says again what failed first, in as few words as possible: by the end of an operation its event has scrolled away.
 * @param wanted what the operation was for, e.g. `created`
 * @param from the number of events before the operation
 */
export function failureLines(
  cloudFormation: CloudFormation,
  stack: Stack,
  wanted: 'created' | 'deleted',
  from = 0,
): string[] {
  const failed = stack.events.slice(from).find(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED'));
  if (!failed) return [`The stack was not ${wanted}: it is ${stack.status}.`];
  const message = messageIn(failed.ResourceStatusReason ?? '');
  return [
    `The stack was not ${wanted}. ${failed.LogicalResourceId ?? ''} failed: ${message}`,
    ...hintsOnFailure(cloudFormation, stack, failed),
  ];
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
