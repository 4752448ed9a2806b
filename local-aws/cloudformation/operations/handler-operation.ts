import type { HandlerErrorCode } from '@aws-sdk/client-cloudformation';
import { deliverRequest } from './delivery';
import type { ResourceFault } from '../stacks/resource-faults';
import type { StackEnvironment } from '../stacks/stack-environment';
import type { Action, HandlerAnswer, HandlerRequest, ResourceProvider } from '../resource-types/provider';
import { systemTags } from '../values/tags';
import type { Stack } from '../stacks/stack';
import type { ValueMap } from '../values/value';

const RETRIABLE: readonly (HandlerErrorCode | undefined)[] = [
  'NetworkFailure',
  'ResourceConflict',
  'ServiceInternalError',
  'Throttling',
];
const RETRY_DELAY_SECONDS = 5;
/** How often a request is delivered whose answer does not arrive (said of an early version of the protocol). */
const DELIVERIES = 3;
/** How long an answer is waited for (CloudFormation CLI User Guide, "Resource type handler contract"). */
const SECONDS_FOR_AN_ANSWER = 60;

/** One operation on one resource, and what to do with its answers. */
export interface HandlerOperationInput {
  action: Exclude<Action, 'READ'>;
  stack: Stack;
  logicalId: string;
  provider: ResourceProvider;
  properties: ValueMap;
  previousProperties?: ValueMap | undefined;
  physicalId?: string | undefined;
  stackTags: Record<string, string>;
  previousStackTags?: Record<string, string> | undefined;
  previousSystemTags?: Record<string, string> | undefined;
  rollback: boolean;
  snapshotRequested?: boolean;
  /** The handler is called for the first time, or fails at a fault's will. */
  called?(): void;
  /** The first answer with the identifier, at once, even when the chain has been abandoned meanwhile. */
  identified(physicalId: string, model: ValueMap): void;
  succeeded(physicalId: string | undefined, model: ValueMap): void;
  failed(reason: string): void;
}

/**
 * The calls that make up one operation: the handler is called again with the model and context that it answered,
 * after the delay that it asked for, until it answers SUCCESS or FAILED or its time is over.
 */
export class HandlerOperation {
  readonly token: string;
  #over = false;
  #abandoned = false;
  #callsLeft = Infinity;
  #calls = 0;
  #physicalId: string | undefined;
  #model: ValueMap;
  #context: unknown = null;
  #attempts = 0;
  #lostAnswers = 0;
  #takeBackDeadline: () => void = () => undefined;
  readonly #faults: ResourceFault[];

  constructor(
    private readonly environment: StackEnvironment,
    private readonly start: HandlerOperationInput,
  ) {
    this.token = environment.uuid();
    this.#physicalId = start.physicalId;
    this.#model = start.properties;
    this.#faults = environment.faults.take(start);
  }

  /** Schedules the first call. */
  begin(): void {
    const { clock } = this.environment;
    const minutes = this.start.provider.timeoutMinutes(this.start.action);
    this.#takeBackDeadline = clock.after(minutes * 60, () => {
      this.#fail(`Resource timed out waiting for completion (RequestToken: ${this.token})`);
    });
    const fault = this.#fault('fail');
    if (fault) {
      this.#strike(fault);
    }
    clock.after(0, () => this.#call());
  }

  /** Lets the fault fail the operation when its moment has come. */
  #strike(fault: ResourceFault): void {
    const { when, afterSeconds = when ? 1 : 0 } = fault;
    this.environment.clock.after(afterSeconds, () => {
      if (this.#over || this.#abandoned) return;
      if (when?.() === false) this.#strike(fault);
      else {
        this.start.called?.();
        this.#failHandler(fault.errorCode ?? 'GeneralServiceException', fault.message ?? 'Failed on request');
      }
    });
  }

  /** No further call; of an answer that is under way only the identifier is taken. */
  abandon(): void {
    this.#abandoned = true;
    this.#callsLeft = this.#fault('keepCalling')?.calls ?? 0;
    this.#takeBackDeadline();
  }

  #fault(kind: ResourceFault['kind']): ResourceFault | undefined {
    return this.#faults.find((fault) => fault.kind === kind);
  }

  #request(): HandlerRequest {
    const { action, stack, logicalId, previousProperties, stackTags, previousStackTags, rollback } =
      this.start;
    return {
      action,
      stackId: stack.id,
      logicalId,
      properties: this.#model,
      previousProperties,
      physicalId: this.#physicalId,
      callbackContext: this.#context,
      token: this.token,
      stackTags,
      previousStackTags,
      systemTags: systemTags(stack, logicalId),
      previousSystemTags: this.start.previousSystemTags,
      rollback,
      snapshotRequested: this.start.snapshotRequested ?? false,
    };
  }

  async #call(): Promise<void> {
    if (!this.#mayCall()) return;
    if (this.#calls === 0) this.start.called?.();
    this.#calls += 1;
    const answer = await deliverRequest(
      this.environment.clock,
      this.start.provider,
      this.#request(),
      this.#duringThisCall('deliverTwice'),
    );
    if (this.#duringThisCall('loseAnswer')) {
      this.#deliverAgain();
      return;
    }
    this.#lostAnswers = 0;
    this.#identify(answer);
    if (this.#wants(answer)) this.#take(answer);
  }

  #mayCall(): boolean {
    return !this.#over && (!this.#abandoned || this.#callsLeft-- > 0);
  }

  /** Time may have run out, or the stack given up, while the handler was at work. */
  #wants(answer: HandlerAnswer): boolean {
    return !this.#over && (!this.#abandoned || answer.status === 'IN_PROGRESS');
  }

  /** The fault of this kind, if it concerns the present call. */
  #duringThisCall(kind: 'deliverTwice' | 'loseAnswer'): ResourceFault | undefined {
    const fault = this.#fault(kind);
    const { fromCall = 1, calls = kind === 'loseAnswer' ? 1 : Infinity } = fault ?? {};
    return this.#calls >= fromCall && this.#calls < fromCall + calls ? fault : undefined;
  }

  /** The answer has not arrived: the same request goes out once more. */
  #deliverAgain(): void {
    this.#lostAnswers += 1;
    if (this.#lostAnswers < DELIVERIES) this.#again(SECONDS_FOR_AN_ANSWER);
    else this.#failHandler('InternalFailure', 'The handler has not answered.');
  }

  #identify({ physicalId, model }: HandlerAnswer): void {
    if (physicalId === undefined || this.#physicalId !== undefined) return;
    this.#physicalId = physicalId;
    this.start.identified(physicalId, model ?? this.#model);
  }

  #take(answer: HandlerAnswer): void {
    if (answer.status === 'IN_PROGRESS') {
      this.#model = answer.model ?? this.#model;
      this.#context = answer.callbackContext ?? null;
      this.#attempts = 0;
      this.#again(Math.max(0, Math.ceil(answer.callbackDelaySeconds ?? 0)));
    } else if (answer.status === 'SUCCESS') {
      // A fault that is still to strike keeps the operation open until then.
      if (!this.#fault('fail')) this.#succeed(answer.model ?? this.#model);
    } else if (this.start.action === 'DELETE' && answer.errorCode === 'NotFound') {
      this.#succeed(this.#model);
    } else if (
      RETRIABLE.includes(answer.errorCode) &&
      this.#attempts + 1 < this.environment.settings.callsOnRetriableError
    ) {
      this.#attempts += 1;
      this.#again(RETRY_DELAY_SECONDS * 2 ** this.#attempts);
    } else {
      this.#failHandler(answer.errorCode ?? 'InternalFailure', answer.message, answer.reason);
    }
  }

  #again(seconds: number): void {
    this.environment.clock.after(seconds, () => this.#call());
  }

  #succeed(model: ValueMap): void {
    this.#end();
    this.start.succeeded(this.#physicalId, model);
  }

  #failHandler(code: HandlerErrorCode, message: string | undefined, reason?: string): void {
    this.#fail(
      reason ??
        `Resource handler returned message: "${message ?? 'null'}" (RequestToken: ${this.token}, HandlerErrorCode: ${code})`,
    );
  }

  #fail(reason: string): void {
    if (this.#over || this.#abandoned) return;
    this.#end();
    this.start.failed(reason);
  }

  #end(): void {
    this.#over = true;
    this.#takeBackDeadline();
  }
}
