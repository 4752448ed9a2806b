import {
  type HandlerAnswer,
  HandlerCredentials,
  type HandlerRequest,
  isMap,
  type LocalAws,
  type ResourceProvider,
  ServiceError,
  thirdPartyProvider,
} from '#local-aws';
import type { Command, Setup } from '../generate/history';
import { FaultInjector, SERVICES } from './fault-injector';
import { onHosts } from './host-clocks';
import type { LoadedType } from './loaded-type';
import type { Circumstances, OperationRecord, Operations } from './operations';
import type { Statistics } from './statistics';

/** CloudFormation delivers an event again when its handler has not answered for this long. */
const REDELIVERY_SECONDS = 60;

/** One invocation of a handler. The access key of its event identifies it in AWS calls. */
interface Invocation {
  killed: boolean;
  calls: number;
  /** After this number of calls the handler waits until the second delivery of its event has ended. */
  readonly hold: { afterCalls: number; reached: () => void; released: Promise<unknown> } | undefined;
}

type DoubleDelivery = Extract<Command, { name: 'deliveredTwice' }>;

/** The checks that observe the invocations. */
export interface Observer {
  /** Called with each answer from which CloudFormation continues, before it does. */
  answered(operation: OperationRecord, answer: HandlerAnswer): void;
  /** Whether CloudFormation calls the operation in an endless loop, without time passing. The operation then ends. */
  isEndless(operation: OperationRecord): boolean;
  /** Called with each callback context of a handler. */
  contextSent(operation: OperationRecord | undefined, context: unknown): void;
  /** Called when AWS has refused a call with an error that may be permanent. */
  refused(): void;
  /** What CloudFormation does to a stack. */
  circumstances(stackId: string): Circumstances;
}

/** Refusals that may be permanent. An operation without a deployment ends with the first one. */
const FINAL_REFUSALS = ['oddAnswer AccessDeniedException', 'oddAnswer AnErrorOfNextYear'];

/**
 * What lies between CloudFormation, the handlers and AWS: events that are delivered twice, handlers that are killed,
 * calls that are throttled or whose answers are lost.
 */
export class DeliveryService {
  readonly #invocations = new Map<string, Invocation>();
  readonly #credentials = new HandlerCredentials();
  #doubleDelivery: DoubleDelivery | undefined;
  #nextHold: Invocation['hold'];

  /** The faults in the handlers' calls. */
  readonly faults: FaultInjector;

  constructor(
    private readonly aws: LocalAws,
    private readonly setup: Setup,
    private readonly operations: Operations,
    private readonly statistics: Statistics,
    private readonly observer: Observer,
  ) {
    for (const service of SERVICES)
      aws.faults.before({ service }, ({ accessKeyId }) => this.#beforeCall(accessKeyId));
    this.faults = new FaultInjector(aws, {
      isHandler: (key) => this.#invocations.has(key),
      kill: (key) => {
        const invocation = this.#invocations.get(key);
        if (invocation) invocation.killed = true;
      },
      met: (kind, { accessKeyId }) => {
        this.#metFault(kind, accessKeyId);
      },
    });
  }

  deliverNextTwice(doubleDelivery: DoubleDelivery): void {
    this.#doubleDelivery = doubleDelivery;
  }

  #metFault(kind: string, accessKeyId: string): void {
    this.statistics.count(`fault ${kind}`);
    const operation = this.operations.ofAccessKey(accessKeyId);
    if (!operation || !FINAL_REFUSALS.includes(kind)) return;
    operation.isRefused = true;
    operation.refusedSince ??= this.aws.clock.now();
    this.observer.refused();
  }

  /** The type as the engine calls it. */
  provider({ schema, entrypoint }: LoadedType): ResourceProvider {
    const { hostClocks } = this.setup;
    const onHost = onHosts(entrypoint, hostClocks, (aheadSeconds) => {
      if (aheadSeconds !== 0) this.statistics.count('skewed clock of a host');
    });
    const runtime = {
      invoke: (payload: unknown) => {
        const key = this.operations.rememberCredentials(payload);
        this.#invocations.set(key, { killed: false, calls: 0, hold: this.#nextHold });
        this.#nextHold = undefined;
        return onHost(payload).then((answer) => {
          if (this.#invocations.get(key)?.killed) throw new HandlerKilled();
          return this.#carryContext(key, answer);
        });
      },
    };
    const type = {
      schema,
      version: '00000001',
      runtime,
      logGroupName: undefined,
      typeConfiguration: undefined,
    };
    const inner = thirdPartyProvider(this.aws, type, this.#credentials);
    return { ...inner, invoke: (request) => this.#deliver(inner, request) };
  }

  async #deliver(provider: ResourceProvider, request: HandlerRequest): Promise<HandlerAnswer> {
    if (request.action === 'READ') return provider.invoke(request).catch(failedIfKilled);
    const operation = this.operations.of(provider.typeName, request, this.aws.clock.now(), (stackId) =>
      this.observer.circumstances(stackId),
    );
    operation.isRefused = false;
    // CloudFormation repeats an operation that has failed with a retriable error.
    operation.ended = undefined;
    // CloudFormation does not begin to call a cancelled operation. It may go on to call one that has answered.
    if (operation.cancelled && request.callbackContext === null)
      return failed('The operation was cancelled before the handler answered.');
    if (this.observer.isEndless(operation))
      return failed('The operation was called again and again without time passing.');
    const doubleDelivery = this.#doubleDelivery;
    this.#doubleDelivery = undefined;
    operation.deliveredTwice = doubleDelivery !== undefined || operation.wasKilled;
    if (doubleDelivery) this.statistics.count('fault deliveredTwice');
    const invocation = doubleDelivery
      ? this.#deliverTwice(provider, request, doubleDelivery)
      : provider.invoke(request);
    const answer = await redeliverIfKilled(invocation, request, operation);
    this.operations.invocationEnded(operation);
    if (answer.physicalId !== undefined) operation.identifierKnown = true;
    if (answer.status !== 'IN_PROGRESS') operation.ended = { ...answer, at: this.aws.clock.now() };
    this.observer.answered(operation, answer);
    if (answer.status === 'IN_PROGRESS' && !operation.wasKilled) operation.isUnderWay = true;
    return answer;
  }

  /** Brings an answer to CloudFormation, without the nulls in its callback context where the setup says so. */
  #carryContext(accessKeyId: string, answer: unknown): unknown {
    if (!isMap(answer) || !isMap(answer.callbackContext)) return answer;
    this.observer.contextSent(this.operations.ofAccessKey(accessKeyId), answer.callbackContext);
    if (!this.setup.dropsNulls) return answer;
    this.statistics.count('context without nulls');
    const withoutNulls = (_name: string, value: unknown): unknown => value ?? undefined;
    return {
      ...answer,
      callbackContext: JSON.parse(JSON.stringify(answer.callbackContext, withoutNulls)) as unknown,
    };
  }

  async #deliverTwice(
    provider: ResourceProvider,
    request: HandlerRequest,
    { calls, continuesFrom }: DoubleDelivery,
  ): Promise<HandlerAnswer> {
    let release: () => void = () => undefined;
    let reached: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const held = new Promise<void>((resolve) => (reached = resolve));
    this.#nextHold = { afterCalls: calls, reached, released };
    const first = provider.invoke(request);
    await Promise.race([held, first.catch(() => undefined)]);
    const second = provider.invoke(request);
    await second.catch(() => undefined);
    release();
    await first.catch(() => undefined);
    return continuesFrom === 'first' ? first : second;
  }

  async #beforeCall(accessKeyId: string): Promise<void> {
    const invocation = this.#invocations.get(accessKeyId);
    if (!invocation) return;
    if (invocation.killed)
      throw new ServiceError('ServiceUnavailable', 'The handler that makes this call was killed.', 503);
    invocation.calls += 1;
    const { hold } = invocation;
    if (!hold || invocation.calls <= hold.afterCalls) return;
    hold.reached();
    await hold.released;
  }
}

class HandlerKilled extends Error {}

function failed(message: string): HandlerAnswer {
  return { status: 'FAILED', errorCode: 'GeneralServiceException', message };
}

/** CloudFormation does not repeat a READ. */
function failedIfKilled(error: unknown): HandlerAnswer {
  if (!(error instanceof HandlerKilled)) throw error;
  return failed('The handler was killed.');
}

/** CloudFormation delivers the event of a killed handler again, unchanged. */
async function redeliverIfKilled(
  invocation: Promise<HandlerAnswer>,
  { callbackContext }: HandlerRequest,
  operation: OperationRecord,
): Promise<HandlerAnswer> {
  operation.wasKilled = false;
  try {
    return await invocation;
  } catch (error) {
    if (!(error instanceof HandlerKilled)) throw error;
    operation.wasKilled = true;
    return { status: 'IN_PROGRESS', callbackContext, callbackDelaySeconds: REDELIVERY_SECONDS };
  }
}
