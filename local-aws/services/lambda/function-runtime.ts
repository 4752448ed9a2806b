import type { VirtualClock } from '../../core/clock';
import { Ids } from '../../core/account-context';
import { ExecutionEnvironment } from './execution-environment';

export { FunctionError } from './execution-environment';

export interface FunctionRuntimeOptions {
  /** The JavaScript file of the function: CommonJS, or an ES module when it ends in `.mjs`. */
  file: string;
  /** The file's name and the export, e.g. `index.handler`. */
  handler: string;
  /** The environment variables of the function. It sees none of this process's own. */
  environment: Readonly<Record<string, string>>;
  /** The clock of `Date` in the function: it shows the time at the beginning of the invocation. */
  clock: VirtualClock;
  /** The port of the local AWS: connections to its load balancers are redirected there. */
  loadBalancerPort?: number | undefined;
  functionName?: string;
  functionArn?: string;
  logStreamName?: string;
  /** Gets each line that the function prints. */
  log?: (line: string) => void;
  /** Seconds of real time after which an invocation times out. Default: 60. */
  timeoutSeconds?: number;
}

/**
 * Runs a JavaScript file as a Lambda function. Each invocation has its own execution environment. An idle environment is used
 * again before a new one starts, so module state survives an invocation, as it does on Lambda.
 */
export class FunctionRuntime {
  readonly #options: FunctionRuntimeOptions;
  readonly #requestIds = new Ids('invocation');
  readonly #environments = new Set<ExecutionEnvironment>();
  #idle: ExecutionEnvironment[] = [];

  constructor(options: FunctionRuntimeOptions) {
    this.#options = options;
  }

  /**
   * Runs the function with an event (JSON).
   * @returns what the function returned, after JSON
   * @throws FunctionError what the function threw; `Function.Killed` when it was killed
   */
  async invoke(event: unknown): Promise<unknown> {
    const environment = this.#takeEnvironment();
    const {
      functionName = 'function',
      functionArn = functionName,
      logStreamName = '',
      clock,
    } = this.#options;
    const timeoutSeconds = this.#options.timeoutSeconds ?? 60;
    const awsRequestId = this.#requestIds.uuid();
    // The only real timer: it stops code that would run forever, such as an endless loop.
    const guard = setTimeout(() => {
      const message = `${clock.date().toISOString()} ${awsRequestId} Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
      // The name is Lambda's own.
      void environment.kill({ name: 'Sandbox.Timedout', message, trace: [] });
    }, timeoutSeconds * 1000);
    try {
      const context = {
        functionName,
        functionVersion: '$LATEST',
        invokedFunctionArn: functionArn,
        memoryLimitInMB: '128',
        awsRequestId,
        logGroupName: `/aws/lambda/${functionName}`,
        logStreamName,
        timeoutSeconds,
      };
      return await environment.invoke(event, context, clock.now());
    } finally {
      clearTimeout(guard);
      if (environment.usable) this.#idle.push(environment);
      else this.#environments.delete(environment);
    }
  }

  /** Stops every execution environment, with its running invocation. The next invocation starts a new one. */
  async kill(): Promise<void> {
    const environments = [...this.#environments];
    this.#environments.clear();
    this.#idle = [];
    const failure = { name: 'Function.Killed', message: 'The function was killed.', trace: [] };
    await Promise.all(environments.map((environment) => environment.kill(failure)));
  }

  #takeEnvironment(): ExecutionEnvironment {
    this.#idle = this.#idle.filter(({ usable }) => usable);
    const warm = this.#idle.pop();
    if (warm) return warm;
    const { file, handler, environment, loadBalancerPort, log = () => undefined } = this.#options;
    const fresh = new ExecutionEnvironment({ file, handler, environment, loadBalancerPort, log });
    this.#environments.add(fresh);
    return fresh;
  }
}
