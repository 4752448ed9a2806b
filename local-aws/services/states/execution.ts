import type { ExecutionStatus } from '@aws-sdk/client-sfn';
import type { VirtualClock } from '../../core/clock';
import type { Definition, PayloadTemplate, Retrier, TaskState } from './definition';
import { isObject, parseJson, type Json } from './json';

/** Why a state failed: the name of the error that Retry and Catch compare, and its description. */
export class StateFailure extends Error {
  constructor(
    readonly error: string,
    readonly description: string,
  ) {
    super(`${error}: ${description}`);
  }
}

/**
 * Invokes the function of a state.
 * @returns the function's result in JSON
 * @throws StateFailure when the function fails or cannot be invoked
 */
export type InvokeFunction = (functionName: string, event: Json) => Promise<string>;

/** Errors that `States.ALL` does not stand for. (Amazon States Language, "Error representation".) */
const NEVER_ALL = ['States.DataLimitExceeded', 'States.Runtime'];

/** One run of a state machine. It proceeds on the virtual clock; a function takes no virtual time. */
export class Execution {
  status: ExecutionStatus = 'RUNNING';
  stopped: Date | undefined;
  output: string | undefined;
  failure: StateFailure | undefined;
  #cancel: () => void = () => undefined;

  constructor(
    private readonly clock: VirtualClock,
    private readonly definition: Definition,
    private readonly invoke: InvokeFunction,
    readonly input: string,
  ) {
    const [first, value] = [definition.states.get(definition.startAt), parseJson(input) ?? null];
    if (first) this.#after(0, () => this.#enter(first, value));
  }

  /** Ends the execution when its state machine is deleted. */
  abort(): void {
    if (this.status === 'RUNNING') this.#end('ABORTED');
  }

  #after(seconds: number, step: () => Promise<void>): void {
    this.#cancel = this.clock.after(seconds, step);
  }

  async #enter(state: TaskState, input: Json): Promise<void> {
    await this.#attempt(state, input, new Map());
  }

  /** @param retries how often each retrier of the state has retried it */
  async #attempt(state: TaskState, input: Json, retries: Map<Retrier, number>): Promise<void> {
    let output: Json;
    try {
      output = await this.#run(state, input);
    } catch (error) {
      if (!(error instanceof StateFailure)) throw error;
      if (this.status === 'RUNNING') await this.#fail(state, input, retries, error);
      return;
    }
    if (this.status !== 'RUNNING') return;
    const next = this.definition.states.get(state.next ?? '');
    if (next) this.#after(0, () => this.#enter(next, output));
    else this.#end('SUCCEEDED', { output: JSON.stringify(output) });
  }

  async #run({ name, functionName, payload, isWrapped, outputPath }: TaskState, input: Json): Promise<Json> {
    const text = await this.invoke(functionName, eventOf(name, payload, input));
    const result = parseJson(text) ?? null;
    const whole = isWrapped ? { ExecutedVersion: '$LATEST', Payload: result, StatusCode: 200 } : result;
    return partOf(name, whole, outputPath);
  }

  /** The first retrier for the error decides. When its attempts are used up, the first catcher does. */
  async #fail(state: TaskState, input: Json, retries: Map<Retrier, number>, failure: StateFailure) {
    const retrier = state.retriers.find(({ errors }) => errors.some((each) => stands(each, failure.error)));
    const done = retrier ? (retries.get(retrier) ?? 0) : 0;
    if (retrier && done < retrier.maxAttempts) {
      retries.set(retrier, done + 1);
      this.#after(delaySeconds(retrier, done), () => this.#attempt(state, input, retries));
      return;
    }
    const caught = state.catchers.find(({ errors }) => errors.some((each) => stands(each, failure.error)));
    const next = this.definition.states.get(caught?.next ?? '');
    if (next) await this.#enter(next, { Error: failure.error, Cause: failure.description });
    else this.#end('FAILED', { failure });
  }

  #end(status: ExecutionStatus, { output, failure }: { output?: string; failure?: StateFailure } = {}): void {
    this.#cancel();
    Object.assign(this, { status, output, failure, stopped: this.clock.date() });
  }
}

/** Whether a name in ErrorEquals stands for an error of a task. */
function stands(name: string, error: string): boolean {
  if (name === 'States.ALL') return !NEVER_ALL.includes(error);
  if (name === 'States.TaskFailed') return error !== 'States.Timeout' && !NEVER_ALL.includes(error);
  return name === error;
}

/** @param done how often the retrier has retried already */
function delaySeconds({ intervalSeconds, backoffRate, maxDelaySeconds }: Retrier, done: number): number {
  return Math.min(intervalSeconds * backoffRate ** done, maxDelaySeconds);
}

function eventOf(name: string, payload: PayloadTemplate | undefined, input: Json): Json {
  if (payload === undefined) return input;
  return 'path' in payload ? partOf(name, input, payload.path) : payload.value;
}

/** @throws StateFailure States.Runtime for a path that leads nowhere */
function partOf(name: string, value: Json, path: readonly string[]): Json {
  return path.reduce<Json>((inner, member) => {
    const found = isObject(inner) ? inner[member] : undefined;
    if (found !== undefined) return found;
    throw new StateFailure(
      'States.Runtime',
      `The path $.${path.join('.')} of the state ${name} leads nowhere.`,
    );
  }, value);
}
