import { isTransient, toFailure } from '../../../../runtime/aws/aws-errors';
import type { Failure } from '../../../../runtime/messages/failure';
import type { DeploymentInvocation } from './context';

/**
 * Runs calls whose refusal ends the operation while a deployment continues. The failure has to tell that.
 * @param isRetried whether the next invocation makes the call again; then the error is thrown as it is
 * @param tell makes the failure, whose sentence comes before AWS's own text
 */
export async function withFailurePrefix<Answer>(
  { isRetried }: Pick<DeploymentInvocation, 'isRetried'>,
  tell: (aws: Failure) => Failure,
  call: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    const aws = toFailure(error);
    // A Failure of a handler already has its sentence.
    if (aws === error || isRetried(error)) throw error;
    throw tell(aws);
  }
}

/**
 * Makes a call that the operation can do without. A refusal of AWS is logged; a transient error is thrown.
 * @param isRetried which errors are thrown, because the next invocation makes the call again
 * @returns undefined when AWS has refused the call
 */
export async function ignoreAndLog<Answer>(
  log: (line: string) => void,
  what: string,
  call: () => Promise<Answer>,
  isRetried = (thrown: unknown): boolean => isTransient(toFailure(thrown)),
): Promise<Answer | undefined> {
  try {
    return await call();
  } catch (error) {
    const aws = toFailure(error);
    if (isRetried(error)) throw error;
    log(`${what} ${aws.message}`);
    return undefined;
  }
}

/**
 * Makes a request that a later invocation repeats when AWS refuses it.
 * @returns false when AWS has refused it; the refusal is logged
 */
export async function refusedAsFalse<Answer>(
  { log }: Pick<DeploymentInvocation, 'log'>,
  request: () => Promise<Answer>,
): Promise<Answer | false> {
  return (await ignoreAndLog(log, 'CodeDeploy refuses; a later invocation asks again.', request)) ?? false;
}

/**
 * For reads and requests that only add to a failure.
 * @returns undefined for any error
 */
export async function ignoreErrors<Answer>(reading: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await reading;
  } catch {
    return undefined;
  }
}
