import { isTransient, toFailure } from '../../../runtime/aws-errors';
import type { Failure } from '../../../runtime/failure';

/**
 * Runs calls whose refusal ends the operation while a deployment continues, which the failure has to tell.
 * @param tell makes the failure: its sentence comes before what AWS said
 */
export async function withFailurePrefix<Answer>(
  tell: (aws: Failure) => Failure,
  call: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    const aws = toFailure(error);
    // A Failure already has its own sentence, and CloudFormation calls again after a transient error.
    if (aws === error || isTransient(aws)) throw error;
    throw tell(aws);
  }
}

/**
 * Makes a call that the operation can do without: a refusal is logged.
 * @returns undefined when AWS refused it
 */
export async function ignoreAndLog<Answer>(
  log: (line: string) => void,
  what: string,
  call: () => Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await call();
  } catch (error) {
    const aws = toFailure(error);
    if (isTransient(aws)) throw error;
    log(`${what} ${aws.message}`);
    return undefined;
  }
}

/** For reads that only add to a failure: what cannot be read is left out. */
export async function ignoreErrors<Answer>(reading: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await reading;
  } catch {
    return undefined;
  }
}
