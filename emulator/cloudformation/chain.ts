import type { HandlerErrorCode } from '@aws-sdk/client-cloudformation';
import { messageOf } from './errors';
import type { ResourceFault } from './faults';
import type { Host } from './host';
import type { Action, HandlerAnswer, HandlerRequest, ResourceProvider } from './provider';
import { systemTags } from './tags';
import type { Stack } from './stack';
import type { ValueMap } from './value';

const RETRIABLE: readonly (HandlerErrorCode | undefined)[] = [
  'NetworkFailure',
  'ResourceConflict',
  'ServiceInternalError',
  'Throttling',
];
const RETRY_DELAY_SECONDS = 5;
/** How often a request is delivered to handlers that end without an answer (said of an early version of the protocol). */
const DELIVERIES = 3;

const wasKilled = (error: unknown): boolean => error instanceof Error && error.name === 'Sandbox.Killed';

/** One operation on one resource, and what to do with its answers. */
export interface ChainStart {
  action: Exclude<Action, 'READ'>;
  stack: Stack;
  logicalId: string;
  provider: ResourceProvider;
  properties: ValueMap;
  previousProperties?: ValueMap | undefined;
  physicalId?: string | undefined;
  stackTags: Record<string, string>;
  previousStackTags?: Record<string, string> | undefined;
  rollback: boolean;
  snapshotRequested?: boolean;
  /** The first answer with the identifier, at once, even when the chain has been abandoned meanwhile. */
  identified(physicalId: string, model: ValueMap): void;
  succeeded(physicalId: string | undefined, model: ValueMap): void;
  failed(reason: string): void;
}

/**
 * The calls that make up one operation: the handler is called again with the model and context that it answered,
 * after the delay that it asked for, until it answers SUCCESS or FAILED or its time is over.
 */
export class Chain {
  readonly token: string;
  #over = false;
  #abandoned = false;
  #callsLeft = Infinity;
  #calls = 0;
  #physicalId: string | undefined;
  #model: ValueMap;
  #context: unknown = null;
  #attempts = 0;
  #takeBackDeadline: () => void = () => undefined;
  readonly #faults: ResourceFault[];

  constructor(
    private readonly host: Host,
    private readonly start: ChainStart,
  ) {
    this.token = host.uuid();
    this.#physicalId = start.physicalId;
    this.#model = start.properties;
    this.#faults = host.faults.take(start.stack.name, start.logicalId, start.action);
  }

  /** Whether the handler has been called at all. */
  get called(): boolean {
    return this.#calls > 0;
  }

  /** Schedules the first call. */
  begin(): void {
    const { clock } = this.host;
    const minutes = this.start.provider.timeoutMinutes(this.start.action);
    this.#takeBackDeadline = clock.after(minutes * 60, () => {
      this.#fail(`Resource timed out waiting for completion (RequestToken: ${this.token})`);
    });
    const fault = this.#fault('fail');
    if (fault) {
      clock.after(fault.afterSeconds ?? 0, () => {
        this.#failHandler(fault.errorCode ?? 'GeneralServiceException', fault.message ?? 'Failed on request');
      });
    }
    clock.after(0, () => this.#call());
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
      rollback,
      snapshotRequested: this.start.snapshotRequested ?? false,
    };
  }

  async #call(): Promise<void> {
    if (!this.#mayCall()) return;
    this.#calls += 1;
    const answer = await this.#invoke();
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

  async #invoke(): Promise<HandlerAnswer> {
    const request = this.#request();
    const deliver = async (times = 1): Promise<HandlerAnswer> => {
      try {
        return await this.start.provider.invoke(request);
      } catch (error) {
        if (wasKilled(error) && times < DELIVERIES) return deliver(times + 1);
        return { status: 'FAILED', errorCode: 'HandlerInternalFailure', message: messageOf(error) };
      }
    };
    if (!this.#fault('deliverTwice')) return deliver();
    const [first] = await Promise.all([deliver(), deliver()]);
    return first;
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
      this.#succeed(answer.model ?? this.#model);
    } else if (this.start.action === 'DELETE' && answer.errorCode === 'NotFound') {
      this.#succeed(this.#model);
    } else if (
      RETRIABLE.includes(answer.errorCode) &&
      this.#attempts + 1 < this.host.settings.callsOnRetriableError
    ) {
      this.#attempts += 1;
      this.#again(RETRY_DELAY_SECONDS * 2 ** this.#attempts);
    } else {
      this.#failHandler(answer.errorCode ?? 'InternalFailure', answer.message);
    }
  }

  #again(seconds: number): void {
    this.host.clock.after(seconds, () => this.#call());
  }

  #succeed(model: ValueMap): void {
    this.#end();
    this.start.succeeded(this.#physicalId, model);
  }

  #failHandler(code: HandlerErrorCode, message: string | undefined): void {
    this.#fail(
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
