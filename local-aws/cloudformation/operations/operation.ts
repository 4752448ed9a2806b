import type { ResourceStatus, StackStatus } from '@aws-sdk/client-cloudformation';
import { Chain, type ChainStart } from './handler-operation';
import type { Host } from '../stacks/stack-environment';
import { providerOf } from '../stacks/stack-environment';
import type { Generation, Stack, StackResource } from '../stacks/stack';
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
  skipped?: readonly string[] | undefined;
}

/** A nested stack that is done but for its clean-up. */
export interface HeldCleanUp {
  /** Cleans up; `released` is called at its end. */
  release(released: () => void): void;
  /** Takes the update back instead; absent when it has been taken back already. */
  rollBack?: (() => void) | undefined;
}

/** What every operation on a stack does: it starts chains, and writes events under one request token. */
export class Operation {
  readonly #running = new Set<Chain>();
  #over = false;
  /** Ends what runs in favour of a rollback; set while that is possible. */
  cancel: (() => void) | undefined;
  held: HeldCleanUp | undefined;

  constructor(
    readonly host: Host,
    readonly stack: Stack,
    readonly token: string = host.uuid(),
    readonly options: OperationOptions = {},
  ) {
    stack.operation = this;
  }

  /** Runs a step as a task of its own, at this very moment of virtual time. */
  soon(step: () => void | Promise<void>): void {
    this.after(0, step);
  }

  /**
   * Runs a step later, unless the operation is over then.
   * @returns a function that takes it back
   */
  after(seconds: number, step: () => void | Promise<void>): () => void {
    return this.host.clock.after(seconds, () => (this.#over ? undefined : step()));
  }

  /** Starts the calls of one operation on a resource. */
  call(generation: Generation, start: Omit<ChainStart, 'stack' | 'provider'>): Chain {
    const chain: Chain = new Chain(this.host, {
      ...start,
      stack: this.stack,
      provider: providerOf(this.host, generation.type),
      succeeded: (physicalId, model) => {
        this.#running.delete(chain);
        start.succeeded(physicalId, model);
      },
      failed: (reason) => {
        this.#running.delete(chain);
        start.failed(reason);
      },
    });
    this.#running.add(chain);
    chain.begin();
    return chain;
  }

  /** Gives up every chain that runs; nothing waits for them. */
  abandonAll(): void {
    for (const chain of this.#running) chain.abandon();
    this.#running.clear();
  }

  /** The state of a resource of the stack changes. */
  resource(resource: StackResource, status: ResourceStatus, reason?: string, properties?: ValueMap): void {
    resource.status = status;
    resource.reason = reason;
    resource.timestamp = this.host.clock.date();
    this.event(resource.logicalId, resource, status, reason, properties ?? resource.properties);
  }

  /** An event about a physical resource, also one that the stack's entry no longer shows. */
  event(
    logicalId: string,
    generation: Generation,
    status: ResourceStatus,
    reason?: string,
    properties?: ValueMap,
  ): void {
    const { stack, host } = this;
    const time = host.clock.date();
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
    host.onEvent(stack);
  }

  /** The state of the stack itself changes. */
  state(status: StackStatus, reason?: string): void {
    const { stack, host } = this;
    stack.status = status;
    stack.reason = reason;
    stack.events.push({
      StackId: stack.id,
      EventId: host.uuid(),
      StackName: stack.name,
      LogicalResourceId: stack.name,
      PhysicalResourceId: stack.id,
      ResourceType: 'AWS::CloudFormation::Stack',
      Timestamp: host.clock.date(),
      // A stack's states that no resource has (the cleanup ones) come in the same field.
      ResourceStatus: status as ResourceStatus,
      ...(reason === undefined ? {} : { ResourceStatusReason: reason.slice(0, LONGEST_REASON) }),
      ClientRequestToken: this.token,
    });
    host.onEvent(stack);
  }

  /** The operation is over; what it would still do is not done. */
  end(): void {
    this.#over = true;
    this.cancel = undefined;
    this.held = undefined;
    if (this.stack.operation === this) this.stack.operation = undefined;
  }
}
