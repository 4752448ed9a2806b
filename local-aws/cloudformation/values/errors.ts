import { ServiceError } from '../../core/service';

/** The error with which CloudFormation refuses a request or a template. */
export function validationError(message: string): ServiceError {
  return new ServiceError('ValidationError', message);
}

/** A function of the template has no value. It fails the resource or the output that uses it. */
export class UnresolvedValue extends Error {}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
