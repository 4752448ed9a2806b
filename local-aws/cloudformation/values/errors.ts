import { ServiceError } from '../../core/service';

/** What CloudFormation answers to a request or template that it does not take. */
export function validationError(message: string): ServiceError {
  return new ServiceError('ValidationError', message);
}

/** A value that cannot be had while a resource or an output is worked out; it fails that resource or output. */
export class UnresolvedValue extends Error {}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
