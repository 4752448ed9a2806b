import type { HandlerErrorCode } from '@aws-sdk/client-cloudformation';
import type { HandlerAnswer, HandlerRequest } from '../resource-types/provider';
import type { ResourceFault } from '../stacks/resource-faults';
import type { StackEnvironment } from '../stacks/stack-environment';
import { systemTags } from '../values/tags';
import type { ValueMap } from '../values/value';
import { deliverRequest } from './delivery';
import type { HandlerFailure, HandlerOperationInput } from './handler-operation-input';

const RETRIABLE: readonly (HandlerErrorCode | undefined)[] = [
  'NetworkFailure',
  'ResourceConflict',
  'ServiceInternalError',
  'Throttling',
];
const RETRY_DELAY_SECONDS = 5;
/** How often in all a request is sent whose answer gets lost (reported of an early version of the protocol). */
const MAXIMUM_DELIVERIES = 3;
/** How long CloudFormation waits for an answer (CloudFormation CLI User Guide, "Resource type handler contract"). */
const ANSWER_TIMEOUT_SECONDS = 60;

/**
 * The invocations of a handler for one operation. CloudFormation invokes the handler again, with the model and callback
 * context of its last answer and after the delay that it asked for, until it answers SUCCESS or FAILED or its timeout
 * ends.
 */
export class HandlerOperation {
  readonly token: string;
  #over = false;
  #abandoned = false;
  /** The operation has succeeded, and its invocations go on unseen. */
  #unseen = false;
  #callsLeft = Infinity;
  #calls = 0;
  #physicalId: string | undefined;
  #model: ValueMap;
  #context: unknown = null;
  #retries = 0;
  #lostAnswers = 0;
  #cancelTimeout: () => void = () => undefined;
  readonly #faults: ResourceFault[];

  constructor(
    private readonly environment: StackEnvironment,
    private readonly input: HandlerOperationInput,
  ) {
    this.token = environment.uuid();
    this.#physicalId = input.physicalId;
    this.#model = input.properties;
    this.#faults = environment.faults.take(input);
  }

  /** Schedules the first invocation and the timeout. */
  begin(): void {
    const { clock } = this.environment;
    const minutes = this.input.provider.timeoutMinutes(this.input.action);
    this.#cancelTimeout = clock.after(minutes * 60, () => {
      this.#fail(`Resource timed out waiting for completion (RequestToken: ${this.token})`);
    });
    const fault = this.#fault('failed');
    if (fault) {
      this.#injectFailure(fault);
    }
    clock.after(0, () => this.#call());
  }

  /** Fails the operation at the moment that the fault names. */
  #injectFailure(fault: ResourceFault): void {
    const { when, afterSeconds = when ? 1 : 0 } = fault;
    this.environment.clock.after(afterSeconds, () => {
      if (this.#over || this.#abandoned) return;
      if (when?.() === false) this.#injectFailure(fault);
      else {
        this.input.called?.();
        this.#failHandler(fault.errorCode ?? 'GeneralServiceException', fault.message ?? 'Failed on request');
      }
    });
  }

  /** Stops the invocations. The answer to one in progress is used for its identifier only. */
  abandon(): void {
    this.#abandoned = true;
    const { callsAfterCancel } = this.environment.settings;
    this.#callsLeft = this.#fault('calledAfterCancel')?.calls ?? callsAfterCancel;
    this.#cancelTimeout();
  }

  #fault(kind: ResourceFault['kind']): ResourceFault | undefined {
    return this.#faults.find((fault) => fault.kind === kind);
  }

  #request(): HandlerRequest {
    const { action, stack, logicalId, previousProperties, stackTags, previousStackTags, rollback } =
      this.input;
    const { settings } = this.environment;
    return {
      action,
      stackId: stack?.id,
      logicalId,
      properties: this.#model,
      previousProperties,
      physicalId: this.#physicalId,
      callbackContext: this.#context,
      token: this.token,
      stackTags,
      previousStackTags,
      systemTags: stack && settings.systemTags === 'sent' ? systemTags(stack, logicalId) : {},
      previousSystemTags: this.input.previousSystemTags,
      rollback: rollback && this.input.sendsRollbackFlag,
      snapshotRequested: this.input.snapshotRequested ?? false,
      isTyped: settings.repeatedNumbers === 'typed' && this.#context !== null,
    };
  }

  async #call(): Promise<void> {
    if (!this.#mayCall()) return;
    if (this.#calls === 0) this.input.called?.();
    this.#calls += 1;
    const { clock, settings } = this.environment;
    const answer = await deliverRequest(
      { clock, deliveriesToKilled: settings.deliveriesToKilled },
      this.input.provider,
      this.#request(),
      this.#faultOfThisCall('deliveredTwice'),
    );
    this.#record(answer);
    if (this.#faultOfThisCall('answerLost')) {
      this.#sendAgain();
      return;
    }
    this.#lostAnswers = 0;
    this.#identify(answer);
    if (this.#expects(answer)) this.#applyAnswer(answer);
  }

  #record({ status, message }: HandlerAnswer): void {
    const { action, stack, logicalId, provider } = this.input;
    this.environment.invocations.push({
      time: this.environment.clock.now(),
      stackId: stack?.id,
      logicalId,
      type: provider.typeName,
      action,
      answer: status,
      message,
    });
  }

  #mayCall(): boolean {
    return !this.#over && (!this.#abandoned || this.#callsLeft-- > 0);
  }

  /** The operation may have ended, by its timeout or its stack, while the handler was at work. */
  #expects(answer: HandlerAnswer): boolean {
    return !this.#over && (!this.#abandoned || answer.status === 'IN_PROGRESS');
  }

  /** The fault of this kind, if it applies to the invocation that is running. */
  #faultOfThisCall(kind: 'deliveredTwice' | 'answerLost'): ResourceFault | undefined {
    const fault = this.#fault(kind);
    const { fromCall = 1, calls = kind === 'answerLost' ? 1 : Infinity } = fault ?? {};
    return this.#calls >= fromCall && this.#calls < fromCall + calls ? fault : undefined;
  }

  /** Sends the same request again after its answer got lost. */
  #sendAgain(): void {
    this.#lostAnswers += 1;
    if (this.#lostAnswers < MAXIMUM_DELIVERIES) this.#callAfter(ANSWER_TIMEOUT_SECONDS);
    else this.#failHandler('InternalFailure', 'The handler has not answered.');
  }

  #identify({ physicalId, model }: HandlerAnswer): void {
    if (physicalId === undefined || this.#physicalId !== undefined) return;
    this.#physicalId = physicalId;
    this.input.identified(physicalId, model ?? this.#model);
  }

  #applyAnswer(answer: HandlerAnswer): void {
    if (answer.status === 'IN_PROGRESS') {
      this.#model = answer.model ?? this.#model;
      this.#context = answer.callbackContext ?? null;
      this.#retries = 0;
      this.#succeedEarly();
      const delaySeconds = Math.max(0, Math.ceil(answer.callbackDelaySeconds ?? 0));
      if (!this.#abandoned) this.input.progressed?.(answer.message, delaySeconds);
      this.#callAfter(delaySeconds);
    } else if (answer.status === 'SUCCESS') {
      this.#physicalId = answer.replacedBy ?? this.#physicalId;
      // With a `fail` fault the operation stays in progress until the fault fails it.
      if (!this.#fault('failed')) this.#succeed(answer.model ?? this.#model);
    } else if (this.#isGone(answer)) {
      this.#succeed(this.#model);
    } else if (
      RETRIABLE.includes(answer.errorCode) &&
      this.#retries + 1 < this.environment.settings.callsOnRetriableError
    ) {
      this.#retries += 1;
      this.#callAfter(RETRY_DELAY_SECONDS * 2 ** this.#retries);
    } else {
      this.#failHandler(answer.errorCode ?? 'InternalFailure', answer.message, answer.reason);
    }
  }

  /** CloudFormation counts a resource as deleted that does not exist. Cloud Control does not. */
  #isGone({ errorCode }: HandlerAnswer): boolean {
    return this.input.action === 'DELETE' && errorCode === 'NotFound' && this.input.stack !== undefined;
  }

  #callAfter(seconds: number): void {
    this.environment.clock.after(seconds, () => this.#call());
  }

  /** A `fail` fault keeps the operation in progress in express mode too. */
  #succeedEarly(): void {
    const { afterFirstAnswer } = this.input;
    if (afterFirstAnswer === 'await' || this.#unseen || this.#abandoned || this.#fault('failed')) return;
    if (afterFirstAnswer === 'drop') this.#end();
    this.#unseen = true;
    this.input.succeeded(this.#physicalId, this.#model);
  }

  #succeed(model: ValueMap): void {
    this.#end();
    if (!this.#unseen) this.input.succeeded(this.#physicalId, model);
  }

  #failHandler(code: HandlerErrorCode, message: string | undefined, reason?: string): void {
    this.#fail(
      reason ??
        `Resource handler returned message: "${message ?? 'null'}" (RequestToken: ${this.token}, HandlerErrorCode: ${code})`,
      { code, message },
    );
  }

  #fail(reason: string, failure?: HandlerFailure): void {
    if (this.#over || this.#abandoned) return;
    this.#end();
    if (!this.#unseen) this.input.failed(reason, failure);
  }

  #end(): void {
    this.#over = true;
    this.#cancelTimeout();
  }
}
