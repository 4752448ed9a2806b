import path from 'node:path';
import { Worker } from 'node:worker_threads';

export interface FunctionContext {
  functionName: string;
  functionVersion: string;
  invokedFunctionArn: string;
  memoryLimitInMB: string;
  awsRequestId: string;
  logGroupName: string;
  logStreamName: string;
  timeoutSeconds: number;
}

export interface FunctionFailure {
  name: string;
  message: string;
  trace: string[];
}

/** The error that a function threw, or that stopped it, with its original name. */
export class FunctionError extends Error {
  readonly trace: string[];

  constructor({ name, message, trace }: FunctionFailure) {
    super(message);
    this.name = name;
    this.trace = trace;
  }
}

interface Message {
  log?: string;
  result?: string;
  error?: FunctionFailure;
}

export interface EnvironmentSettings {
  file: string;
  handler: string;
  environment: Readonly<Record<string, string>>;
  /** The port to which connections to load balancers are redirected. */
  loadBalancerPort: number | undefined;
  log: (line: string) => void;
}

/** The name of the error of a function that has ended its process. */
const PROCESS_ENDED = 'Runtime.ExitError';

/** One execution environment of a function: a worker thread with its own environment variables, for one invocation at a time. */
export class ExecutionEnvironment {
  readonly #worker: Worker;
  readonly #time = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT);
  #settle: ((message: Message | 'exited' | FunctionFailure) => void) | undefined;
  /** Whether it can be invoked again. */
  usable = true;

  constructor(settings: EnvironmentSettings) {
    const { file, handler, environment, loadBalancerPort, log } = settings;
    this.#worker = new Worker(path.join(__dirname, 'worker.js'), {
      workerData: { file, handler, loadBalancerPort, time: this.#time },
      env: { ...environment },
      execArgv: [],
    });
    this.#worker.on('message', (message: Message) => {
      if (message.log === undefined) this.#settle?.(message);
      else log(message.log);
    });
    this.#worker.on('error', (error: Error) => {
      this.usable = false;
      this.#settle?.({ name: error.name, message: error.message, trace: error.stack?.split('\n') ?? [] });
    });
    this.#worker.on('exit', (exitCode) => {
      this.usable = false;
      // Lambda's own name and text. Code 0: nothing keeps the thread alive any more.
      if (exitCode === 0) this.#settle?.('exited');
      else
        this.#settle?.({
          name: PROCESS_ENDED,
          message: `Runtime exited with error: exit status ${exitCode}`,
          trace: [],
        });
    });
    this.#worker.unref();
  }

  /**
   * @param now the time that `Date` shows inside, in milliseconds since the epoch
   * @returns the function's result; null when it ended without one, as when its promise never resolves
   * @throws FunctionError the function's own error
   */
  invoke(event: unknown, context: FunctionContext, now: number): Promise<unknown> {
    new Float64Array(this.#time)[0] = now;
    this.#worker.ref();
    return new Promise<unknown>((resolve, reject) => {
      this.#settle = (message) => {
        this.#settle = undefined;
        this.#worker.unref();
        if (message === 'exited') resolve(null);
        else if ('name' in message) reject(new FunctionError(message));
        else if (message.error) reject(new FunctionError(message.error));
        else resolve(JSON.parse(message.result ?? 'null') as unknown);
      };
      this.#worker.postMessage({ id: context.awsRequestId, event: JSON.stringify(event ?? {}), context });
    });
  }

  /** Stops the thread at once. A running invocation fails with this error. */
  async kill(failure: FunctionFailure): Promise<void> {
    this.usable = false;
    this.#settle?.(failure);
    await this.#worker.terminate();
  }
}
