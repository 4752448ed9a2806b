import { ServiceError } from '../../core/service';

/** The error with which CloudFormation refuses a request or a template. */
export function validationError(message: string): ServiceError {
  return new ServiceError('ValidationError', message);
}

/**
 * A transform cannot make what the template asks it for. It fails the change set, or the operation of a stack, instead of the
 * request.
 */
export class TransformFailed extends ServiceError {
  constructor(transform: string, why: string) {
    super('ValidationError', `Transform ${transform} failed with: ${why}`);
  }
}

/** A function of the template has no value. It fails the resource or the output that uses it. */
export class UnresolvedValue extends Error {}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
