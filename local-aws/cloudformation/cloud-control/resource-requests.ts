import type { Operation, OperationStatus, ResourceRequestStatusFilter } from '@aws-sdk/client-cloudcontrol';
import { ServiceError } from '../../core/service';
import type { CloudFormation } from '../cloudformation';
import { HandlerOperation } from '../operations/handler-operation';
import type { HandlerFailure } from '../operations/handler-operation-input';
import type { ValueMap } from '../values/value';
import { eventCodeOf, validationException } from './errors';
import { isRunning, type ResourceRequest } from './resource-request';
import type { Target } from './target';

/** How long a request can be described. (Cloud Control API Reference, ListResourceRequests.) */
const KEPT_DAYS = 7;
const DEFAULT_PAGE = 20;

/** What a request asks of a handler. */
export interface Wanted {
  target: Target;
  operation: Operation;
  /** undefined for a create. */
  identifier?: string | undefined;
  properties: ValueMap;
  previousProperties?: ValueMap | undefined;
}

/** The requests of the account. Each one runs on the virtual clock, one at a time for a resource. */
export class ResourceRequests {
  #all: ResourceRequest[] = [];

  constructor(private readonly cloudFormation: CloudFormation) {}

  /**
   * Starts a request.
   * @throws ServiceError ConcurrentOperationException
   */
  begin({ target, operation, identifier, properties, previousProperties }: Wanted): ResourceRequest {
    const { clock } = this.cloudFormation;
    const { provider } = target;
    const { typeName } = provider;
    if (identifier !== undefined) this.#refuseSecond(typeName, identifier);
    const running = new HandlerOperation(this.cloudFormation, {
      action: operation,
      stack: undefined,
      logicalId: this.cloudFormation.uuid(),
      provider,
      properties,
      previousProperties,
      physicalId: identifier,
      stackTags: {},
      rollback: false,
      sendsRollbackFlag: false,
      afterFirstAnswer: 'await',
      identified: (physicalId) => {
        request.identifier = physicalId;
      },
      progressed: (message, delaySeconds) => {
        this.#change(request, { message, retryAfter: new Date(clock.now() + delaySeconds * 1000) });
      },
      succeeded: (physicalId) => {
        this.#end(request, { status: 'SUCCESS', identifier: physicalId ?? request.identifier });
      },
      failed: (reason, failure) => {
        this.#end(request, { status: 'FAILED', ...failedWith(reason, failure) });
      },
    });
    const request: ResourceRequest = {
      token: running.token,
      typeName,
      operation,
      createdAt: clock.now(),
      status: 'IN_PROGRESS',
      identifier,
      message: undefined,
      errorCode: undefined,
      eventTime: clock.date(),
      retryAfter: undefined,
      abandon: () => {
        running.abandon();
      },
    };
    this.#all = [request, ...this.#kept()];
    running.begin();
    return request;
  }

  /** @throws ServiceError RequestTokenNotFoundException */
  get(token = ''): ResourceRequest {
    const found = this.#kept().find((request) => request.token === token);
    if (found) return found;
    throw new ServiceError('RequestTokenNotFoundException', `Request with token ${token} was not found`);
  }

  /**
   * Cancels a request: its handler is not called again. What the handler has begun goes on without Cloud Control.
   * @throws ServiceError RequestTokenNotFoundException, or ValidationException when the request is not in progress
   */
  cancel(token: string | undefined): ResourceRequest {
    const request = this.get(token);
    if (request.status !== 'IN_PROGRESS' && request.status !== 'PENDING')
      throw validationException(
        `Request with token ${request.token} is ${request.status}: only a request that is PENDING or IN_PROGRESS can be cancelled.`,
      );
    request.abandon();
    this.#change(request, { status: 'CANCEL_IN_PROGRESS', retryAfter: undefined });
    this.cloudFormation.clock.after(0, () => {
      this.#end(request, { status: 'CANCEL_COMPLETE' });
    });
    return request;
  }

  /**
   * One page of the requests, newest first.
   * @throws ServiceError ValidationException
   */
  list(
    filter: ResourceRequestStatusFilter = {},
    pageSize = DEFAULT_PAGE,
    nextToken?: string,
  ): { requests: ResourceRequest[]; nextToken: string | undefined } {
    if (pageSize < 1 || pageSize > 100) throw validationException('MaxResults must be from 1 to 100.');
    const { Operations, OperationStatuses } = filter;
    const wanted = this.#kept().filter(
      ({ operation, status }) => includes(Operations, operation) && includes(OperationStatuses, status),
    );
    const first = nextToken === undefined ? 0 : wanted.findIndex(({ token }) => token === nextToken);
    if (first === -1) throw validationException('NextToken is not valid.');
    return {
      requests: wanted.slice(first, first + pageSize),
      nextToken: wanted[first + pageSize]?.token,
    };
  }

  #kept(): ResourceRequest[] {
    const oldest = this.cloudFormation.clock.now() - KEPT_DAYS * 86_400_000;
    return this.#all.filter(({ createdAt }) => createdAt > oldest);
  }

  #refuseSecond(typeName: string, identifier: string): void {
    const running = this.#all.find(
      (one) => one.typeName === typeName && one.identifier === identifier && isRunning(one),
    );
    if (running)
      throw new ServiceError(
        'ConcurrentOperationException',
        `Resource ${identifier} of type ${typeName} is being changed by the request with token ${running.token}.`,
      );
  }

  #change(request: ResourceRequest, change: Partial<ResourceRequest>): void {
    Object.assign(request, change, { eventTime: this.cloudFormation.clock.date() });
  }

  /** The last message of a request in progress does not say how it ended. */
  #end(request: ResourceRequest, end: Partial<ResourceRequest> & { status: OperationStatus }): void {
    this.#change(request, { message: undefined, retryAfter: undefined, ...end });
  }
}

function includes<Value>(wanted: readonly Value[] | undefined, value: Value): boolean {
  return wanted === undefined || wanted.length === 0 || wanted.includes(value);
}

/** The handler's own message. AWS documents no code for a request that takes too long. */
function failedWith(
  reason: string,
  failure: HandlerFailure | undefined,
): Pick<ResourceRequest, 'message' | 'errorCode'> {
  return failure
    ? { message: failure.message, errorCode: eventCodeOf(failure.code) }
    : { message: reason, errorCode: 'NotStabilized' };
}
