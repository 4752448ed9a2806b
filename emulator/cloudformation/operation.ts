import type { ResourceStatus, StackStatus } from '@aws-sdk/client-cloudformation';
import { Chain, type ChainStart } from './chain';
import type { Host } from './host';
import { providerOf } from './host';
import type { Generation, Stack, StackResource } from './stack';
import { toValue, type ValueMap } from './value';

const LONGEST_REASON = 1024;

/** What every operation on a stack does: it starts chains, and writes events under one request token. */
export class Operation {
  readonly #running = new Map<string, Chain>();
  #retired = false;
  /** Ends what runs in favour of a rollback; set while that is possible. */
  cancel: (() => void) | undefined;

  constructor(
    readonly host: Host,
    readonly stack: Stack,
    readonly token: string = host.uuid(),
  ) {
    stack.operation = this;
  }

  /** Runs a step as a task of its own, at this very moment of virtual time. */
  soon(step: () => void | Promise<void>): void {
    this.host.clock.after(0, () => (this.#retired ? undefined : step()));
  }

  /** Starts the calls of one operation on a resource. */
  call(generation: Generation, start: Omit<ChainStart, 'stack' | 'provider'>): Chain {
    const { logicalId } = start;
    const chain = new Chain(this.host, {
      ...start,
      stack: this.stack,
      provider: providerOf(this.host, generation.type),
      succeeded: (physicalId, model) => {
        this.#running.delete(logicalId);
        start.succeeded(physicalId, model);
      },
      failed: (reason) => {
        this.#running.delete(logicalId);
        start.failed(reason);
      },
    });
    this.#running.set(logicalId, chain);
    chain.begin();
    return chain;
  }

  /** Gives up every chain that runs; nothing waits for them. */
  abandonAll(): void {
    for (const chain of this.#running.values()) chain.abandon();
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

  /** Another operation takes its place; what it would still do is not done. */
  retire(): void {
    this.#retired = true;
    this.end();
  }

  /** The operation is over. */
  end(): void {
    this.cancel = undefined;
    if (this.stack.operation === this) this.stack.operation = undefined;
  }
}
