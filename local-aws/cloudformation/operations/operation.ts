import type { ResourceStatus, StackStatus } from '@aws-sdk/client-cloudformation';
import { providerOf } from '../resource-types/provider';
import { addResourceEvent, operationIdOf, setStackStatus, type OperationIds } from '../stacks/events';
import type {
  DeferredCleanup,
  OperationOptions,
  PhysicalResource,
  RunningOperation,
  Stack,
  StackResource,
} from '../stacks/stack';
import type { StackEnvironment } from '../stacks/stack-environment';
import { NESTED_STACK } from '../template/nested-templates';
import type { ValueMap } from '../values/value';
import { HandlerOperation } from './handler-operation';
import type { HandlerOperationInput } from './handler-operation-input';

/** What every operation on a stack does: it calls handlers, and writes stack events under one client request token. */
export class Operation implements RunningOperation, OperationIds {
  readonly operationId: string;
  readonly #running = new Set<HandlerOperation>();
  #over = false;
  /** Cancels what is in progress and rolls back; defined only while that is possible. */
  cancel: (() => void) | undefined;
  deferredCleanup: DeferredCleanup | undefined;

  constructor(
    readonly environment: StackEnvironment,
    readonly stack: Stack,
    readonly token: string = environment.uuid(),
    readonly options: OperationOptions = {},
  ) {
    this.operationId = operationIdOf(stack, token);
    stack.operation = this;
    stack.isExpress = options.express === true;
  }

  /** Runs a step in a clock task of its own, without a delay, unless the operation has ended by then. */
  schedule(step: () => void | Promise<void>): void {
    this.after(0, step);
  }

  /**
   * Runs a step later, unless the operation is over then.
   * @returns a function that cancels the step
   */
  after(seconds: number, step: () => void | Promise<void>): () => void {
    return this.environment.clock.after(seconds, () => (this.#over ? undefined : step()));
  }

  /** Starts one create, update or delete of a physical resource. */
  callHandler(
    physical: PhysicalResource,
    input: Omit<HandlerOperationInput, 'stack' | 'provider' | 'sendsRollbackFlag' | 'afterFirstAnswer'>,
  ): HandlerOperation {
    const running: HandlerOperation = new HandlerOperation(this.environment, {
      ...input,
      stack: this.stack,
      provider: providerOf(this.environment, physical.type),
      sendsRollbackFlag: this.#sendsRollbackFlag(physical.type),
      afterFirstAnswer: this.#afterFirstAnswer(physical.type),
      succeeded: (physicalId, model) => {
        this.#running.delete(running);
        input.succeeded(physicalId, model);
      },
      failed: (reason) => {
        this.#running.delete(running);
        input.failed(reason);
      },
    });
    this.#running.add(running);
    running.begin();
    return running;
  }

  /** Express mode does not wait for resources to be stable. A nested stack runs in express mode itself. */
  #afterFirstAnswer(type: string): HandlerOperationInput['afterFirstAnswer'] {
    if (this.options.express !== true || type === NESTED_STACK) return 'await';
    return type.startsWith('AWS::') ? 'continue' : this.environment.settings.expressInvocations;
  }

  /** A nested stack always learns that it has to roll back. */
  #sendsRollbackFlag(type: string): boolean {
    const { continueRollbackFlag, rollbackStackFlag, preservedRevertFlag } = this.environment.settings;
    const { startedBy, preserve } = this.options;
    if (type === NESTED_STACK) return true;
    if (startedBy === undefined) return preserve === true ? preservedRevertFlag : true;
    return startedBy === 'RollbackStack' ? rollbackStackFlag : continueRollbackFlag;
  }

  /** Abandons every handler operation in progress. The stack's operation does not wait for them. */
  abandonAll(): void {
    for (const running of this.#running) running.abandon();
    this.#running.clear();
  }

  /** Sets the status of a resource of the stack, and writes the event. */
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

  /** Writes an event about a physical resource, which may no longer be the one of its logical id. */
  addResourceEvent(
    logicalId: string,
    physical: PhysicalResource,
    status: ResourceStatus,
    reason?: string,
    properties?: ValueMap,
  ): void {
    addResourceEvent(this.environment, this.stack, this, logicalId, physical, status, reason, properties);
  }

  /** Sets the status of the stack, and writes the event. */
  setStackStatus(status: StackStatus, reason?: string): void {
    setStackStatus(this.environment, this.stack, this, status, reason);
  }

  /** Ends the operation. Its scheduled steps do not run any more. */
  end(): void {
    this.#over = true;
    this.cancel = undefined;
    this.deferredCleanup = undefined;
    if (this.stack.operation === this) this.stack.operation = undefined;
  }
}
