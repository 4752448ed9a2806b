import type { ResourceStatus, StackStatus } from '@aws-sdk/client-cloudformation';
import { HandlerOperation, type HandlerOperationInput } from './handler-operation';
import type { StackEnvironment } from '../stacks/stack-environment';
import { providerOf } from '../stacks/stack-environment';
import type { PhysicalResource, Stack, StackResource } from '../stacks/stack';
import { toValue, type ValueMap } from '../values/value';

const LONGEST_REASON = 1024;

/** How an operation goes about failures, and who has started it. */
export interface OperationOptions {
  /** What has succeeded stays when something else fails (DisableRollback, OnFailure DO_NOTHING). */
  preserve?: boolean | undefined;
  /** A rollback also deletes new resources whose DeletionPolicy is Retain. */
  retainExceptOnCreate?: boolean | undefined;
  /** The stack is nested, and its parent's operation has begun this one: it cleans up when the parent does. */
  nested?: boolean | undefined;
  /** Resources that a continued rollback leaves as they are: `LogicalId`, or `StackName.LogicalId` in nested stacks. */
  resourcesToSkip?: readonly string[] | undefined;
}

/** A nested stack that is done but for its clean-up. */
export interface DeferredCleanup {
  /** Cleans up; `released` is called at its end. */
  release(released: () => void): void;
  /** Takes the update back instead; absent when it has been taken back already. */
  rollBack?: (() => void) | undefined;
}

/** What every operation on a stack does: it starts chains, and writes events under one request token. */
export class Operation {
  readonly #running = new Set<HandlerOperation>();
  #over = false;
  /** Ends what runs in favour of a rollback; set while that is possible. */
  cancel: (() => void) | undefined;
  deferredCleanup: DeferredCleanup | undefined;

  constructor(
    readonly environment: StackEnvironment,
    readonly stack: Stack,
    readonly token: string = environment.uuid(),
    readonly options: OperationOptions = {},
  ) {
    stack.operation = this;
  }

  /** Runs a step as a task of its own, at this very moment of virtual time. */
  schedule(step: () => void | Promise<void>): void {
    this.after(0, step);
  }

  /**
   * Runs a step later, unless the operation is over then.
   * @returns a function that takes it back
   */
  after(seconds: number, step: () => void | Promise<void>): () => void {
    return this.environment.clock.after(seconds, () => (this.#over ? undefined : step()));
  }

  /** Starts the calls of one operation on a resource. */
  callHandler(
    generation: PhysicalResource,
    start: Omit<HandlerOperationInput, 'stack' | 'provider'>,
  ): HandlerOperation {
    const operation: HandlerOperation = new HandlerOperation(this.environment, {
      ...start,
      stack: this.stack,
      provider: providerOf(this.environment, generation.type),
      succeeded: (physicalId, model) => {
        this.#running.delete(operation);
        start.succeeded(physicalId, model);
      },
      failed: (reason) => {
        this.#running.delete(operation);
        start.failed(reason);
      },
    });
    this.#running.add(operation);
    operation.begin();
    return operation;
  }

  /** Gives up every operation that runs; nothing waits for them. */
  abandonAll(): void {
    for (const operation of this.#running) operation.abandon();
    this.#running.clear();
  }

  /** The state of a resource of the stack changes. */
  setResourceStatus(
    resource: StackResource,
    status: ResourceStatus,
    reason?: string,
    properties?: ValueMap,
  ): void {
    resource.status = status;
    resource.reason = reason;
    resource.timestamp = this.environment.clock.date();
    this.addResourceEvent(resource.logicalId, resource, status, reason, properties ?? resource.properties);
  }

  /** An event about a physical resource, also one that the stack's entry no longer shows. */
  addResourceEvent(
    logicalId: string,
    generation: PhysicalResource,
    status: ResourceStatus,
    reason?: string,
    properties?: ValueMap,
  ): void {
    const { stack, environment } = this;
    const time = environment.clock.date();
    stack.events.push({
      StackId: stack.id,
      EventId: `${logicalId}-${status}-${time.toISOString()}`,
      StackName: stack.name,
      LogicalResourceId: logicalId,
      PhysicalResourceId: generation.physicalId ?? '',
      ResourceType: generation.type,
      Timestamp: time,
      ResourceStatus: status,
      ...(reason === undefined ? {} : { ResourceStatusReason: reason.slice(0, LONGEST_REASON) }),
      ...(properties === undefined ? {} : { ResourceProperties: JSON.stringify(toValue(properties)) }),
      ClientRequestToken: this.token,
    });
    environment.onEvent(stack);
  }

  /** The state of the stack itself changes. */
  setStackStatus(status: StackStatus, reason?: string): void {
    const { stack, environment } = this;
    stack.status = status;
    stack.reason = reason;
    stack.events.push({
      StackId: stack.id,
      EventId: environment.uuid(),
      StackName: stack.name,
      LogicalResourceId: stack.name,
      PhysicalResourceId: stack.id,
      ResourceType: 'AWS::CloudFormation::Stack',
      Timestamp: environment.clock.date(),
      // A stack's states that no resource has (the cleanup ones) come in the same field.
      ResourceStatus: status as ResourceStatus,
      ...(reason === undefined ? {} : { ResourceStatusReason: reason.slice(0, LONGEST_REASON) }),
      ClientRequestToken: this.token,
    });
    environment.onEvent(stack);
  }

  /** The operation is over; what it would still do is not done. */
  end(): void {
    this.#over = true;
    this.cancel = undefined;
    this.deferredCleanup = undefined;
    if (this.stack.operation === this) this.stack.operation = undefined;
  }
}
