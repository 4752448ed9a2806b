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

/** @returns the answer, or what takes its place when a transform fails; other errors are thrown */
export async function unlessTransformFails<Answer>(
  answer: Promise<Answer>,
  instead: (failure: TransformFailed) => Answer,
): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof TransformFailed) return instead(error);
    throw error;
  }
}

/** A function of the template has no value. It fails the resource or the output that uses it. */
export class UnresolvedValue extends Error {}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
