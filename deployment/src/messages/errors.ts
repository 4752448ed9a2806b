import { isTransient, toFailure } from '../../../runtime/aws-errors';
import { Failure } from '../../../runtime/failure';

/**
 * Runs calls whose refusal ends the operation while something goes on that whoever reads the failure must know of.
 * @param goesOn a sentence that says so; it comes before what AWS says
 */
export async function withFailurePrefix<Answer>(
  goesOn: string,
  call: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    const failure = toFailure(error);
    // What is a Failure already has its own sentence; what passes is tried again.
    if (failure === error || isTransient(failure)) throw error;
    throw new Failure(failure.code, `${goesOn} ${failure.message}`);
  }
}

/**
 * Makes a call that the operation can do without: a refusal is logged.
 * @returns undefined when it was refused
 */
export async function ignoreAndLog<Answer>(
  log: (line: string) => void,
  what: string,
  call: () => Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await call();
  } catch (error) {
    const failure = toFailure(error);
    if (isTransient(failure)) throw error;
    log(`${what} ${failure.message}`);
    return undefined;
  }
}

/** What is only told in a failure is left out when it cannot be read. */
export async function ignoreErrors<Answer>(reading: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await reading;
  } catch {
    return undefined;
  }
}
