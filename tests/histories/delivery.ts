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
import type { Command, Disturbance } from './history';
import type { OperationRecord, Operations } from './operations';

/** A packaged type, its entrypoint callable in this process. */
export interface LoadedType {
  schema: ResourceSchema;
  entrypoint: (event: unknown) => Promise<unknown>;
}

/** CloudFormation delivers an event again when its handler has not answered for so long, in seconds. */
const REDELIVERY = 60;

/** What happens to one event on its way: a handler that is killed, or held up while its twin runs. */
interface Delivery {
  killed: boolean;
  calls: number;
  /** After so many calls it waits for its twin. */
  readonly hold: { after: number; reached: () => void; released: Promise<unknown> } | undefined;
}

type Twice = Extract<Command, { name: 'deliverTwice' }>;

/**
 * What lies between CloudFormation, the handlers and AWS: events that come twice, handlers that are killed, calls that
 * are throttled or whose answers get lost.
 */
export class DeliveryService {
  readonly #deliveries = new Map<string, Delivery>();
  readonly #credentials = new HandlerCredentials();
  #twice: Twice | undefined;
  #nextHold: Delivery['hold'];

  /**
   * @param heard gets each answer that CloudFormation hears, before it does anything about it
   * @param circles says whether an operation goes round in circles and has to be ended
   */
  constructor(
    private readonly aws: LocalAws,
    private readonly operations: Operations,
    private readonly heard: (operation: OperationRecord, answer: HandlerAnswer) => void,
    private readonly circles: (operation: OperationRecord) => boolean,
  ) {
    for (const service of ['codedeploy', 'ecs'])
      aws.faults.before({ service }, ({ accessKeyId }) => this.#meet(accessKeyId));
  }

  deliverNextTwice(twice: Twice): void {
    this.#twice = twice;
  }

  /** Disturbs the handlers' calls from this number on, counted from now. */
  disturb(disturbance: Disturbance, from: number, calls: number): void {
    let seen = 0;
    const counted = (_: unknown, { accessKeyId }: { accessKeyId: string }): boolean => {
      if (!this.#deliveries.has(accessKeyId)) return false;
      seen += 1;
      return seen >= from && seen < from + calls;
    };
    const { faults } = this.aws;
    for (const service of ['codedeploy', 'ecs']) {
      const match = { service, when: counted };
      switch (disturbance) {
        case 'throttled':
          faults.throttle(match);
          break;
        case 'serverError':
          faults.serverError(match);
          break;
        case 'responseLost':
          faults.loseResponse(match);
          break;
        case 'killed':
          faults.after(match, ({ accessKeyId }) => {
            const delivery = this.#deliveries.get(accessKeyId);
            if (delivery) delivery.killed = true;
          });
          break;
      }
    }
  }

  /** The type as the engine sees it. */
  provider({ schema, entrypoint }: LoadedType): ResourceProvider {
    const runtime = {
      invoke: (payload: unknown) => {
        const key = this.operations.give(payload);
        this.#deliveries.set(key, { killed: false, calls: 0, hold: this.#nextHold });
        this.#nextHold = undefined;
        return entrypoint(payload).then((answer) => {
          if (this.#deliveries.get(key)?.killed) throw new HandlerKilled();
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
    // What has never answered is not called on: CloudFormation calls with what it was answered.
    if (operation.abandoned && request.callbackContext === null)
      return { status: 'FAILED', errorCode: 'GeneralServiceException', message: 'It was cancelled.' };
    if (this.circles(operation))
      return { status: 'FAILED', errorCode: 'GeneralServiceException', message: 'It goes round in circles.' };
    const twice = this.#twice;
    this.#twice = undefined;
    const answering = twice ? this.#deliverTwice(provider, request, twice) : provider.invoke(request);
    const heard = await unlessKilled(answering, request);
    if (heard.physicalId !== undefined) operation.identified = true;
    if (heard.status !== 'IN_PROGRESS') operation.ended = { ...heard, at: this.aws.clock.now() };
    this.heard(operation, heard);
    return heard;
  }

  async #deliverTwice(
    provider: ResourceProvider,
    request: HandlerRequest,
    { calls, heard }: Twice,
  ): Promise<HandlerAnswer> {
    let release: () => void = () => undefined;
    let reached: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const held = new Promise<void>((resolve) => (reached = resolve));
    this.#nextHold = { after: calls, reached, released };
    const first = provider.invoke(request);
    await Promise.race([held, first.catch(() => undefined)]);
    const second = provider.invoke(request);
    await second.catch(() => undefined);
    release();
    await first.catch(() => undefined);
    return heard === 'first' ? first : second;
  }

  async #meet(accessKeyId: string): Promise<void> {
    const delivery = this.#deliveries.get(accessKeyId);
    if (!delivery) return;
    if (delivery.killed)
      throw new ServiceError('ServiceUnavailable', 'The handler that called is dead.', 503);
    delivery.calls += 1;
    const { hold } = delivery;
    if (!hold || delivery.calls <= hold.after) return;
    hold.reached();
    await hold.released;
  }
}

class HandlerKilled extends Error {}

/** An event whose handler was killed comes again, as it was. */
async function unlessKilled(
  answering: Promise<HandlerAnswer>,
  { callbackContext }: HandlerRequest,
): Promise<HandlerAnswer> {
  try {
    return await answering;
  } catch (error) {
    if (!(error instanceof HandlerKilled)) throw error;
    return { status: 'IN_PROGRESS', callbackContext, callbackDelaySeconds: REDELIVERY };
  }
}
