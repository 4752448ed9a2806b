import { isTransient, toFailure } from '../../../../runtime/aws/aws-errors';
import type { Failure } from '../../../../runtime/messages/failure';
import type { DeploymentInvocation } from './context';

/**
 * Runs calls whose refusal ends the operation while a deployment continues, which the failure has to tell.
 * @param isRetried whether the next invocation makes the call again
 * @param tell makes the failure: its sentence comes before what AWS said
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
    // A Failure already has its own sentence.
    if (aws === error || isRetried(error)) throw error;
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

/** Makes a request that is made again later when AWS refuses it: then the answer is false, and the refusal is logged. */
export async function refusedAsFalse(
  { log }: Pick<DeploymentInvocation, 'log'>,
  request: () => Promise<boolean>,
): Promise<boolean> {
  return (await ignoreAndLog(log, 'CodeDeploy refuses, and is asked again.', request)) ?? false;
}

/** For reads that only add to a failure: what cannot be read is left out. */
export async function ignoreErrors<Answer>(reading: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await reading;
  } catch {
    return undefined;
  }
}
