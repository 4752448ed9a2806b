import {
  type HandlerAnswer,
  HandlerCredentials,
  type HandlerRequest,
  type LocalAws,
  type ResourceProvider,
  type ResourceSchema,
  ServiceError,
  thirdPartyProvider,
} from '#local-aws';
import type { Command, InjectedFault } from '../generate/history';
import type { OperationRecord, Operations } from './operations';

/** A packaged type whose entrypoint this process can call. */
export interface LoadedType {
  schema: ResourceSchema;
  entrypoint: (event: unknown) => Promise<unknown>;
}

/** CloudFormation delivers an event again when its handler has not answered for this long. */
const REDELIVERY_SECONDS = 60;

/** Services that handlers call. */
const SERVICES = ['codedeploy', 'ecs'];

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
}

/**
 * What lies between CloudFormation, the handlers and AWS: events that are delivered twice, handlers that are killed,
 * calls that are throttled or whose answers are lost.
 */
export class DeliveryService {
  readonly #invocations = new Map<string, Invocation>();
  readonly #credentials = new HandlerCredentials();
  #doubleDelivery: DoubleDelivery | undefined;
  #nextHold: Invocation['hold'];

  constructor(
    private readonly aws: LocalAws,
    private readonly operations: Operations,
    private readonly observer: Observer,
  ) {
    for (const service of SERVICES)
      aws.faults.before({ service }, ({ accessKeyId }) => this.#beforeCall(accessKeyId));
  }

  deliverNextTwice(doubleDelivery: DoubleDelivery): void {
    this.#doubleDelivery = doubleDelivery;
  }

  /** Injects a fault into `calls` of the handlers' AWS calls. The first is call number `fromCall`, counted from now. */
  injectFaults(fault: InjectedFault, fromCall: number, calls: number): void {
    let counted = 0;
    const isAffected = (_: unknown, { accessKeyId }: { accessKeyId: string }): boolean => {
      if (!this.#invocations.has(accessKeyId)) return false;
      counted += 1;
      return counted >= fromCall && counted < fromCall + calls;
    };
    const { faults } = this.aws;
    for (const service of SERVICES) {
      const match = { service, when: isAffected };
      switch (fault) {
        case 'throttled':
          faults.throttle(match);
          break;
        case 'serverError':
          faults.serverError(match);
          break;
        case 'responseLost':
          faults.loseResponse(match);
          break;
        case 'handlerKilled':
          faults.after(match, ({ accessKeyId }) => {
            const invocation = this.#invocations.get(accessKeyId);
            if (invocation) invocation.killed = true;
          });
          break;
      }
    }
  }

  /** The type as the engine calls it. */
  provider({ schema, entrypoint }: LoadedType): ResourceProvider {
    const runtime = {
      invoke: (payload: unknown) => {
        const key = this.operations.rememberCredentials(payload);
        this.#invocations.set(key, { killed: false, calls: 0, hold: this.#nextHold });
        this.#nextHold = undefined;
        return entrypoint(payload).then((answer) => {
          if (this.#invocations.get(key)?.killed) throw new HandlerKilled();
          return answer;
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
    if (request.action === 'READ') return provider.invoke(request);
    const operation = this.operations.of(provider.typeName, request, this.aws.clock.now());
    // CloudFormation does not begin to call a cancelled operation. It may go on to call one that has answered.
    if (operation.cancelled && request.callbackContext === null)
      return failed('The operation was cancelled before the handler answered.');
    if (this.observer.isEndless(operation))
      return failed('The operation was called again and again without time passing.');
    const doubleDelivery = this.#doubleDelivery;
    this.#doubleDelivery = undefined;
    const invocation = doubleDelivery
      ? this.#deliverTwice(provider, request, doubleDelivery)
      : provider.invoke(request);
    const answer = await redeliverIfKilled(invocation, request);
    if (answer.physicalId !== undefined) operation.identifierKnown = true;
    if (answer.status !== 'IN_PROGRESS') operation.ended = { ...answer, at: this.aws.clock.now() };
    this.observer.answered(operation, answer);
    return answer;
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

/** CloudFormation delivers the event of a killed handler again, unchanged. */
async function redeliverIfKilled(
  invocation: Promise<HandlerAnswer>,
  { callbackContext }: HandlerRequest,
): Promise<HandlerAnswer> {
  try {
    return await invocation;
  } catch (error) {
    if (!(error instanceof HandlerKilled)) throw error;
    return { status: 'IN_PROGRESS', callbackContext, callbackDelaySeconds: REDELIVERY_SECONDS };
  }
}
