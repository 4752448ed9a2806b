import type {
  HandlerErrorCode,
  Operation,
  OperationStatus,
  ProgressEvent,
} from '@aws-sdk/client-cloudcontrol';

/** The longest text of a status message. */
const MAXIMUM_MESSAGE = 2048;

/** One create, update or delete of a resource by Cloud Control. */
export interface ResourceRequest {
  readonly token: string;
  readonly typeName: string;
  readonly operation: Operation;
  /** Virtual time, in milliseconds since the epoch. */
  readonly createdAt: number;
  status: OperationStatus;
  identifier: string | undefined;
  /** What the handler said last. */
  message: string | undefined;
  errorCode: HandlerErrorCode | undefined;
  /** When the status or the message changed last. */
  eventTime: Date;
  /** When the handler is called next. */
  retryAfter: Date | undefined;
  /** Ends the invocations. */
  abandon: () => void;
}

const RUNNING: readonly OperationStatus[] = ['PENDING', 'IN_PROGRESS', 'CANCEL_IN_PROGRESS'];

export function isRunning({ status }: ResourceRequest): boolean {
  return RUNNING.includes(status);
}

/** The request as the API describes it. (Cloud Control API Reference, ProgressEvent.) */
export function progressEventOf(request: ResourceRequest): ProgressEvent {
  return {
    TypeName: request.typeName,
    Identifier: request.identifier,
    RequestToken: request.token,
    Operation: request.operation,
    OperationStatus: request.status,
    EventTime: request.eventTime,
    StatusMessage: request.message?.slice(0, MAXIMUM_MESSAGE),
    ErrorCode: request.errorCode,
    RetryAfter: request.retryAfter,
  };
}
