import type { VirtualClock } from '#local-aws';
import type { Entrypoint } from '../../runtime/entrypoint';
import {
  asStrings,
  eventOf,
  HANDLER_ACCESS_KEY,
  type Action,
  type Answer,
  type OperationRequest,
  type Properties,
  type RequestOptions,
} from './registry-event';

/** What an operation needs of the local AWS. */
export interface OperationHost {
  readonly endpoint: string;
  readonly accountId: string;
  readonly region: string;
  readonly clock: VirtualClock;
  readonly calls: readonly { operation: string; accessKeyId: string }[];
}

/** An operation that has ended. */
export interface Ended {
  /** The last answer. */
  answer: Answer;
  /** Every answer, in order. */
  answers: Answer[];
  /** The AWS calls of the handlers, by name, in order. */
  calls: string[];
  /** Virtual time from the first invocation to the last, in seconds. */
  seconds: number;
}

/** Whether an operation has come to a certain point, by its newest answer or by the state of the account. */
export type Condition = (answer: Answer, operation: Operation) => boolean | Promise<boolean>;

/** No operation of a test takes more invocations. More are an endless loop. */
const MAXIMUM_INVOCATIONS = 5_000;

/** What stays real; only Date is virtual. The SDK needs real timers for its sockets. */
const REAL_TIMERS = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'requestAnimationFrame',
  'cancelAnimationFrame',
  'requestIdleCallback',
  'cancelIdleCallback',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

const begun = new WeakMap<VirtualClock, number>();

/**
 * A client request token, the same in each run of a test. Handlers vary their delays by the token, so a random one would make
 * failures that do not come again.
 */
function nextToken({ clock }: OperationHost): string {
  const number = (begun.get(clock) ?? 0) + 1;
  begun.set(clock, number);
  return `6f2c8a10-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/** One create, read, update, delete or list of CloudFormation: the sequence of a handler's invocations. */
export class Operation {
  readonly answers: Answer[] = [];
  readonly #token: string;
  readonly #firstCall: number;
  readonly #startedAt: number;

  constructor(
    private readonly host: OperationHost,
    private readonly entrypoint: Entrypoint,
    readonly action: Action,
    private readonly request: OperationRequest,
  ) {
    this.#token = request.token ?? nextToken(host);
    this.#firstCall = host.calls.length;
    this.#startedAt = host.clock.now();
  }

  /** The newest answer. */
  get answer(): Answer {
    const answer = this.answers.at(-1);
    if (!answer) throw new Error('The handler has not been called yet.');
    return answer;
  }

  /**
   * Calls the handler once, with the model and the context that it answered last time. No time passes.
   * Handlers see the virtual clock's time in `Date`.
   */
  async step(): Promise<Answer> {
    process.env.AWS_ENDPOINT_URL = this.host.endpoint;
    jest.setSystemTime(this.host.clock.now());
    const last = this.answers.at(-1);
    const answer = await this.entrypoint(
      eventOf(this.host, this.action, {
        ...this.request,
        token: this.#token,
        properties: last?.resourceModel ?? this.request.properties,
        callbackContext: last?.callbackContext,
      }),
    );
    this.answers.push(answer as unknown as Answer);
    return this.answer;
  }

  /** Lets the delay pass that the last answer asked for, as CloudFormation does. */
  async wait(): Promise<void> {
    await this.host.clock.advance(this.answer.callbackDelaySeconds);
  }

  /** Calls and waits as CloudFormation does until an answer meets the condition or ends the operation. */
  async runUntil(condition: Condition): Promise<Answer> {
    for (let invocations = 0; invocations < MAXIMUM_INVOCATIONS; invocations++) {
      if (this.answers.length > 0) await this.wait();
      const answer = await this.step();
      if (answer.status !== 'IN_PROGRESS' || (await condition(answer, this))) return answer;
    }
    throw new Error(`Still in progress after ${MAXIMUM_INVOCATIONS} invocations: ${this.answer.message}`);
  }

  /** Calls and waits as CloudFormation does until an answer ends the operation. */
  async run(): Promise<Ended> {
    await this.runUntil(() => false);
    return this.ended();
  }

  ended(): Ended {
    return {
      answer: this.answer,
      answers: this.answers,
      calls: this.calls(),
      seconds: (this.host.clock.now() - this.#startedAt) / 1000,
    };
  }

  /** The AWS calls that the handlers have made since this operation began. */
  calls(): string[] {
    return this.host.calls
      .slice(this.#firstCall)
      .filter((call) => call.accessKeyId === HANDLER_ACCESS_KEY)
      .map((call) => call.operation);
  }
}

/** A condition for `runUntil`: the handler has made this AWS call. */
export const hasCalled =
  (awsCall: string): Condition =>
  (_answer, operation) =>
    operation.calls().includes(awsCall);

export interface Operations {
  create(properties: Properties, options?: RequestOptions): Promise<Ended>;
  read(properties: Properties, options?: RequestOptions): Promise<Ended>;
  update(previous: Properties, properties: Properties, options?: RequestOptions): Promise<Ended>;
  delete(properties: Properties, options?: RequestOptions): Promise<Ended>;
  /** One page. */
  list(properties?: Properties, options?: RequestOptions): Promise<Ended>;
  /** All pages, as CloudFormation asks for them. */
  listAll(properties?: Properties): Promise<Properties[]>;
  /** An operation that the test runs step by step. */
  begin(action: Action, request: OperationRequest): Operation;
}

/**
 * The operations of a resource type, run as CloudFormation runs them against the local AWS: it calls the entrypoint again
 * with the model and the context of the last answer, after the delay of that answer, until an answer ends the operation.
 * @param defaults hold for each operation that does not say otherwise
 */
export function operationsOf(
  host: OperationHost,
  entrypoint: Entrypoint,
  defaults: RequestOptions = {},
): Operations {
  jest.useFakeTimers({ now: host.clock.now(), doNotFake: [...REAL_TIMERS] });

  const begin = (action: Action, request: OperationRequest): Operation =>
    new Operation(host, entrypoint, action, { ...defaults, ...request });
  const run = (action: Action, request: OperationRequest): Promise<Ended> => begin(action, request).run();

  return {
    begin,
    create: (properties, options) => run('CREATE', { ...options, properties: asStrings(properties) }),
    read: (properties, options) => run('READ', { ...options, properties: asStrings(properties) }),
    update: (previous, properties, options) =>
      run('UPDATE', {
        ...options,
        properties: asStrings(properties),
        previousProperties: asStrings(previous),
      }),
    delete: (properties, options) => run('DELETE', { ...options, properties: asStrings(properties) }),
    list: (properties = {}, options) => run('LIST', { ...options, properties: asStrings(properties) }),
    async listAll(properties = {}) {
      const models: Properties[] = [];
      let nextToken: string | undefined;
      do {
        const { answer } = await run('LIST', { properties, ...(nextToken && { nextToken }) });
        if (answer.status !== 'SUCCESS') throw new Error(answer.message);
        models.push(...(answer.resourceModels ?? []));
        nextToken = answer.nextToken;
      } while (nextToken);
      return models;
    },
  };
}
