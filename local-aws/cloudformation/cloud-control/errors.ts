import type { HandlerErrorCode as AnsweredCode } from '@aws-sdk/client-cloudformation';
import type { HandlerErrorCode } from '@aws-sdk/client-cloudcontrol';
import { ServiceError } from '../../core/service';
import type { HandlerAnswer } from '../resource-types/provider';

/** The error with which Cloud Control refuses a request. Every AWS API has it, so its model does not list it. */
export function validationException(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}

/** Cloud Control's exceptions by the handler's error code. (Cloud Control API Reference, GetResource, Errors.) */
const EXCEPTIONS: Partial<Record<AnsweredCode, string>> = {
  AccessDenied: 'AccessDeniedException',
  AlreadyExists: 'AlreadyExistsException',
  GeneralServiceException: 'GeneralServiceException',
  HandlerInternalFailure: 'HandlerInternalFailureException',
  InternalFailure: 'PrivateTypeException',
  InvalidCredentials: 'InvalidCredentialsException',
  InvalidRequest: 'InvalidRequestException',
  NetworkFailure: 'NetworkFailureException',
  NotFound: 'ResourceNotFoundException',
  NotStabilized: 'NotStabilizedException',
  NotUpdatable: 'NotUpdatableException',
  ResourceConflict: 'ResourceConflictException',
  ServiceInternalError: 'ServiceInternalErrorException',
  ServiceLimitExceeded: 'ServiceLimitExceededException',
  Throttling: 'ThrottlingException',
};

/**
 * The error of a request whose READ or LIST handler failed. Its text is the one that AWS answers
 * (aws-cloudformation/cloudformation-coverage-roadmap#2090).
 */
export function handlerFailed(
  typeName: string,
  { errorCode = 'InternalFailure', message }: Pick<HandlerAnswer, 'errorCode' | 'message'>,
  token: string,
): ServiceError {
  return new ServiceError(
    EXCEPTIONS[errorCode] ?? 'HandlerFailureException',
    `${typeName} Handler returned status FAILED: ${message ?? 'null'} (HandlerErrorCode: ${errorCode}, RequestToken: ${token})`,
  );
}

/** The codes that a progress event may have. (Cloud Control API Reference, ProgressEvent.) */
const EVENT_CODES = {
  AccessDenied: true,
  AlreadyExists: true,
  GeneralServiceException: true,
  InternalFailure: true,
  InvalidCredentials: true,
  InvalidRequest: true,
  NetworkFailure: true,
  NotFound: true,
  NotStabilized: true,
  NotUpdatable: true,
  ResourceConflict: true,
  ServiceInternalError: true,
  ServiceLimitExceeded: true,
  ServiceTimeout: true,
  Throttling: true,
  UnauthorizedTaggingOperation: true,
} satisfies Record<HandlerErrorCode, true>;

/** The code of a failed handler in a progress event. */
export function eventCodeOf(code: AnsweredCode): HandlerErrorCode {
  return code in EVENT_CODES ? (code as HandlerErrorCode) : 'InternalFailure';
}
