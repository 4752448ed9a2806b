import { isThrottlingError, isTransientError } from '@smithy/core/retry';
import { Failure, HandlerErrorCode } from '../messages/failure';
import { failure } from '../messages/failures';

/** An error as the SDK throws it. Without an answer of AWS it has no HTTP status. */
type AwsError = Parameters<typeof isThrottlingError>[0] & Error;

/** By the error's name; the first match counts. AWS classifies errors only by name and HTTP status. */
const BY_NAME: readonly [RegExp, HandlerErrorCode][] = [
  [
    /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|NotAuthorized)$/,
    HandlerErrorCode.AccessDenied,
  ],
  [/LimitExceeded(Exception)?$/, HandlerErrorCode.ServiceLimitExceeded],
  [/AlreadyExistsException$/, HandlerErrorCode.AlreadyExists],
  [/(DoesNotExist|NotFound)(Exception)?$/, HandlerErrorCode.NotFound],
  [
    /^Invalid|RequiredException$|TooLongException$|^(ValidationException|ClientException|UnsupportedOperationException)$/,
    HandlerErrorCode.InvalidRequest,
  ],
];

/**
 * Credentials or a time that AWS does not accept. Such an error is transient, because CloudFormation makes new
 * credentials for each invocation. The SDK also counts AccessDeniedException as a wrong clock; here it is a missing
 * permission.
 */
const CREDENTIALS =
  /^(ExpiredToken|UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId|InvalidToken|InvalidSignature|SignatureDoesNotMatch|AuthFailure|RequestExpired|RequestInTheFuture|RequestTimeTooSkewed)/;

/** Codes of errors that are not about the request: the same call may succeed a little later. */
const TRANSIENT: ReadonlySet<HandlerErrorCode> = new Set([
  HandlerErrorCode.Throttling,
  HandlerErrorCode.ServiceInternalError,
  HandlerErrorCode.NetworkFailure,
  HandlerErrorCode.InvalidCredentials,
]);

/** The messages of errors that no handler has explained, and of a call without an answer. */
const WITHOUT_EXPLANATION: ReadonlySet<string> = new Set(['AwsError', 'NoAnswerInTime']);

/**
 * Turns any thrown value into a failure with an error code of the registry protocol.
 * (CloudFormation API Reference, HandlerErrorCode.)
 */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  if (isAwsError(thrown)) {
    const said = failure('AwsError', { said: thrown.message, error: thrown.name }, codeOf(thrown));
    return said.code === HandlerErrorCode.AccessDenied ? accessDenied(said) : said;
  }
  return failure('Defect', { reason: reasonOf(thrown) });
}

/** A description of any thrown value; it throws nothing itself. */
function reasonOf(thrown: unknown): string {
  if (thrown instanceof Error) return `${thrown.name}: ${thrown.message}`;
  return typeof thrown === 'string' ? thrown : `it threw a value of type ${typeof thrown}`;
}

/**
 * Whether a failure is a transient error, so that the next invocation tries again: throttling, an error on AWS's side,
 * no answer, or credentials or a time that AWS does not accept. A failure that a handler has explained is not
 * transient.
 */
export function isTransient(failure: Failure): boolean {
  return WITHOUT_EXPLANATION.has(failure.messageCode) && TRANSIENT.has(failure.code);
}

/** Whether AWS has refused a call for a reason that may last. False for a failure that a handler has explained. */
export function isRefusal(thrown: unknown): boolean {
  return isAwsError(thrown) && !isTransient(toFailure(thrown));
}

/** Whether AWS may have carried out a call although it failed: there was no answer, or an error on AWS's side. */
export function mayHaveWorked(thrown: unknown): boolean {
  const { code } = toFailure(thrown);
  return code === HandlerErrorCode.NetworkFailure || code === HandlerErrorCode.ServiceInternalError;
}

/** Whether AWS refused with the error of this name, e.g. `DeploymentGroupDoesNotExistException`. */
export function isNamed(thrown: unknown, ...names: string[]): thrown is Error {
  return thrown instanceof Error && names.includes(thrown.name);
}

/** The answer of a call, or `otherwise` when AWS refuses it with an error of one of these names. */
export async function unless<Answer, Otherwise>(
  names: readonly string[],
  otherwise: Otherwise,
  call: () => Promise<Answer>,
): Promise<Answer | Otherwise> {
  try {
    return await call();
  } catch (error) {
    if (isNamed(error, ...names)) return otherwise;
    throw error;
  }
}

/**
 * Every error of an SDK call has `$metadata`, also one of the network or a time-out. The exception is a call that was
 * aborted at the deadline of the invocation.
 */
function isAwsError(thrown: unknown): thrown is AwsError {
  return (
    thrown instanceof Error && ('$metadata' in thrown || ['AbortError', 'TimeoutError'].includes(thrown.name))
  );
}

function codeOf(error: AwsError): HandlerErrorCode {
  const status = error.$metadata?.httpStatusCode;
  if (isThrottlingError(error)) return HandlerErrorCode.Throttling;
  if (CREDENTIALS.test(error.name)) return HandlerErrorCode.InvalidCredentials;
  if (status === undefined) return HandlerErrorCode.NetworkFailure;
  if (isTransientError(error) || status >= 500) return HandlerErrorCode.ServiceInternalError;
  return (
    BY_NAME.find(([pattern]) => pattern.test(error.name))?.[1] ?? HandlerErrorCode.GeneralServiceException
  );
}

const ACTION = /is not authorized to perform: ([\w-]+:\w+)/;

function accessDenied(said: Failure): Failure {
  const action = ACTION.exec(said.text)?.[1];
  return action ? failure('MissingPermission', { action }, said) : failure('AccessDenied', {}, said);
}
