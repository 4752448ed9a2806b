import { randomUUID } from 'node:crypto';
import type { VirtualClock } from '#local-aws';
import type { Entrypoint } from '../../runtime/entrypoint';

export type Properties = Record<string, unknown>;
export type Action = 'CREATE' | 'READ' | 'UPDATE' | 'DELETE' | 'LIST';

/** What an operation needs of the local AWS. */
export interface Surroundings {
  readonly endpoint: string;
  readonly accountId: string;
  readonly region: string;
  readonly clock: VirtualClock;
  readonly calls: readonly { operation: string; accessKeyId: string }[];
}

/** A progress event of the registry protocol. */
export interface Answer {
  status: 'IN_PROGRESS' | 'SUCCESS' | 'FAILED';
  message: string;
  errorCode?: string;
  callbackContext?: Properties;
  callbackDelaySeconds: number;
  resourceModel?: Properties;
  resourceModels?: Properties[];
  nextToken?: string;
}

/** What a test may set of a request; what is absent is that of an ordinary stack. */
export interface RequestOptions {
  /** The client request token; a new one for each operation. */
  token?: string;
  stackId?: string | null;
  logicalResourceId?: string;
  stackTags?: Record<string, string>;
  previousStackTags?: Record<string, string>;
  rollback?: boolean;
  nextToken?: string;
}

export interface OperationRequest extends RequestOptions {
  properties: Properties;
  previousProperties?: Properties;
}

/** An operation that has ended. */
export interface Ended {
  /** The last answer. */
  answer: Answer;
  /** Every answer, in order. */
  answers: Answer[];
  /** The AWS calls of the handlers, by name, in order. */
  calls: string[];
  /** Virtual time from the first call to the last, in seconds. */
  seconds: number;
}

/** The access key of the handlers' calls: tells them from those of tests, hooks and CodeDeploy itself. */
export const HANDLER_ACCESS_KEY = 'ASIAHANDLER000000001';

export const STACK_ID =
  'arn:aws:cloudformation:us-east-1:123456789012:stack/shop/6f2c8a10-0000-11f0-8000-0e2f3a4b5c6d';

/** No operation of a test takes more calls; one that does goes round in circles. */
const MAXIMAL_STEPS = 5_000;

/** Everything but Date stays real: the SDK's own timers guard real sockets. */
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

/** The calls of one operation, made one by one: for tests that do something in between. */
export class Chain {
  readonly answers: Answer[] = [];
  readonly #token: string;
  readonly #firstCall: number;
  readonly #startedAt: number;

  constructor(
    private readonly aws: Surroundings,
    private readonly entrypoint: Entrypoint,
    readonly action: Action,
    private readonly request: OperationRequest,
  ) {
    this.#token = request.token ?? randomUUID();
    this.#firstCall = aws.calls.length;
    this.#startedAt = aws.clock.now();
  }

  /** The newest answer. */
  get answer(): Answer {
    const answer = this.answers.at(-1);
    if (!answer) throw new Error('The operation has not been called yet.');
    return answer;
  }

  /**
   * Calls the handler once, with the model and the context that it answered last time. No time passes.
   * Handlers see the virtual clock's time in `Date`.
   */
  async step(): Promise<Answer> {
    process.env.AWS_ENDPOINT_URL = this.aws.endpoint;
    jest.setSystemTime(this.aws.clock.now());
    const last = this.answers.at(-1);
    const answer = await this.entrypoint(
      eventOf(this.aws, this.action, {
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
    await this.aws.clock.advance(this.answer.callbackDelaySeconds);
  }

  /** Calls and waits as CloudFormation does until an answer satisfies the condition or ends the operation. */
  async runUntil(condition: (answer: Answer) => boolean): Promise<Answer> {
    for (let steps = 0; steps < MAXIMAL_STEPS; steps++) {
      if (this.answers.length > 0) await this.wait();
      const answer = await this.step();
      if (answer.status !== 'IN_PROGRESS' || condition(answer)) return answer;
    }
    throw new Error(`Still in progress after ${MAXIMAL_STEPS} calls: ${this.answer.message}`);
  }

  async run(): Promise<Ended> {
    await this.runUntil(() => false);
    return this.ended();
  }

  ended(): Ended {
    return {
      answer: this.answer,
      answers: this.answers,
      calls: this.calls(),
      seconds: (this.aws.clock.now() - this.#startedAt) / 1000,
    };
  }

  /** The AWS calls that the handlers have made since this operation began. */
  calls(): string[] {
    return this.aws.calls
      .slice(this.#firstCall)
      .filter((call) => call.accessKeyId === HANDLER_ACCESS_KEY)
      .map((call) => call.operation);
  }
}

export interface Operations {
  create(properties: Properties, options?: RequestOptions): Promise<Ended>;
  read(properties: Properties, options?: RequestOptions): Promise<Ended>;
  update(previous: Properties, properties: Properties, options?: RequestOptions): Promise<Ended>;
  delete(properties: Properties, options?: RequestOptions): Promise<Ended>;
  /** One page. */
  list(properties?: Properties, options?: RequestOptions): Promise<Ended>;
  /** All pages, as CloudFormation asks for them. */
  listAll(properties?: Properties): Promise<Properties[]>;
  /** An operation whose calls the test makes itself. */
  begin(action: Action, request: OperationRequest): Chain;
}

/**
 * Operations of a resource type as CloudFormation runs them, against the local AWS: the entrypoint is called again
 * with the model and the context it answered, after the delay it asked for, until it says that it is done.
 * @param defaults holds for each operation unless that says otherwise
 */
export function operationOn(
  aws: Surroundings,
  entrypoint: Entrypoint,
  defaults: RequestOptions = {},
): Operations {
  jest.useFakeTimers({ now: aws.clock.now(), doNotFake: [...REAL_TIMERS] });

  const begin = (action: Action, request: OperationRequest): Chain =>
    new Chain(aws, entrypoint, action, { ...defaults, ...request });
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

/** CloudFormation sends numbers and booleans of a template as strings. */
export function asStrings(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, asString(value)]));
}

function asString(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asString);
  if (typeof value === 'object' && value !== null) return asStrings(value as Properties);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

/** The event of one call, with the members that CloudFormation sends. */
export function eventOf(
  aws: Pick<Surroundings, 'accountId' | 'region'>,
  action: Action,
  request: OperationRequest & { callbackContext?: Properties | undefined },
): Properties {
  const stackId = request.stackId === undefined ? STACK_ID : request.stackId;
  return {
    action,
    awsAccountId: aws.accountId,
    bearerToken: request.token ?? randomUUID(),
    region: aws.region,
    rollback: request.rollback ?? false,
    callbackContext: request.callbackContext ?? null,
    ...(stackId !== null && { stackId }),
    ...(request.nextToken !== undefined && { nextToken: request.nextToken }),
    requestData: {
      callerCredentials: {
        accessKeyId: HANDLER_ACCESS_KEY,
        secretAccessKey: 'handler-secret',
        sessionToken: 'handler-session',
      },
      logicalResourceId: request.logicalResourceId ?? 'Resource',
      resourceProperties: request.properties,
      previousResourceProperties: request.previousProperties ?? null,
      stackTags: request.stackTags ?? {},
      previousStackTags: request.previousStackTags ?? {},
      systemTags: {},
    },
  };
}
