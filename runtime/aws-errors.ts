import { Failure, HandlerErrorCode } from './failure';
import { failure } from './messages';

/** The parts of an SDK error that tell errors apart; all of them may be absent, as on a network error. */
interface AwsError {
  name: string;
  message: string;
  $metadata?: { httpStatusCode?: number };
  $retryable?: { throttling?: boolean };
}

/** By the error's name, first match wins. AWS gives no machine-readable class beyond name and HTTP status. */
const BY_NAME: readonly [RegExp, HandlerErrorCode][] = [
  [
    /^(Throttling|ThrottlingException|TooManyRequestsException|RequestLimitExceeded)$/,
    HandlerErrorCode.Throttling,
  ],
  [
    /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|NotAuthorized)$/,
    HandlerErrorCode.AccessDenied,
  ],
  [
    /^(ExpiredToken|ExpiredTokenException|InvalidClientTokenId|UnrecognizedClientException|InvalidSignatureException)$/,
    HandlerErrorCode.InvalidCredentials,
  ],
  [/LimitExceeded(Exception)?$/, HandlerErrorCode.ServiceLimitExceeded],
  [/AlreadyExistsException$/, HandlerErrorCode.AlreadyExists],
  [/(DoesNotExist|NotFound)(Exception)?$/, HandlerErrorCode.NotFound],
  [
    /^Invalid|RequiredException$|TooLongException$|^(ValidationException|ClientException|UnsupportedOperationException)$/,
    HandlerErrorCode.InvalidRequest,
  ],
];

/** Codes that say nothing about the request: the same call may work a little later. */
const TRANSIENT: ReadonlySet<HandlerErrorCode> = new Set([
  HandlerErrorCode.Throttling,
  HandlerErrorCode.ServiceInternalError,
  HandlerErrorCode.NetworkFailure,
]);

/**
 * Turns anything that was thrown into a failure with a code of the registry protocol.
 * (CloudFormation API Reference, HandlerErrorCode.)
 */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  if (isAwsError(thrown)) {
    const said = failure('AwsError', { said: thrown.message, error: thrown.name }, codeOf(thrown));
    return said.code === HandlerErrorCode.AccessDenied ? accessDenied(said) : said;
  }
  const reason = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return failure('Defect', { reason });
}

/** Whether to try the same again: throttling, an error on AWS's side, or no answer at all. */
export function isTransient(failure: Failure): boolean {
  return TRANSIENT.has(failure.code);
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

/** Every error of an SDK call carries `$metadata`, those of the network and its time-outs too. */
function isAwsError(thrown: unknown): thrown is AwsError {
  return thrown instanceof Error && '$metadata' in thrown;
}

function codeOf(error: AwsError): HandlerErrorCode {
  const status = error.$metadata?.httpStatusCode;
  if (error.$retryable?.throttling || status === 429) return HandlerErrorCode.Throttling;
  const known = BY_NAME.find(([pattern]) => pattern.test(error.name));
  if (known) return known[1];
  if (status === undefined) return HandlerErrorCode.NetworkFailure;
  return status >= 500 ? HandlerErrorCode.ServiceInternalError : HandlerErrorCode.GeneralServiceException;
}

const ACTION = /is not authorized to perform: ([\w-]+:\w+)/;

function accessDenied(said: Failure): Failure {
  const action = ACTION.exec(said.text)?.[1];
  return action ? failure('MissingPermission', { action }, said) : failure('AccessDenied', {}, said);
}
