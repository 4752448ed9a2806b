import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import type {
  CreateFunctionRequest,
  FunctionConfiguration,
  UpdateFunctionConfigurationRequest,
} from '@aws-sdk/client-lambda';
import { Ids, regionalArn, type AccountContext } from '../../core/account-context';
import type { Logs } from '../logs/logs';
import { fileBelow } from '../../core/archive';
import { ServiceError } from '../../core/service';
import { removeCode, unpackCode } from './code';
import { FunctionError, FunctionRuntime } from './function-runtime';

/** What a function needs of the local AWS. */
export interface FunctionHost {
  account: AccountContext;
  logs: Logs;
  endpoint: () => string;
  /** Where the code of functions may be: buckets of S3. */
  objects: { read(bucket: string, key: string, version?: string): Uint8Array };
}

export interface InvocationResult {
  /** JSON. */
  payload: string;
  error?: FunctionError;
}

const revisions = new Ids('function-revision');

/** A function of Lambda with its unpacked code and its execution environments. */
export class StoredFunction {
  readonly arn: string;
  readonly #logStream: string;
  #configuration: FunctionConfiguration & { FunctionName: string };
  #folder: string;
  #runtime: FunctionRuntime | undefined;

  constructor(
    private readonly host: FunctionHost,
    input: CreateFunctionRequest,
    zip: Uint8Array,
  ) {
    const { FunctionName: name = '' } = input;
    this.arn = regionalArn(host.account, 'lambda', `function:${name}`);
    const day = host.account.clock.date().toISOString().slice(0, 10).replaceAll('-', '/');
    this.#logStream = `${day}/[$LATEST]${revisions.hex(32)}`;
    this.#configuration = {
      FunctionName: name,
      FunctionArn: this.arn,
      Runtime: input.Runtime,
      Role: input.Role,
      Handler: input.Handler,
      Description: input.Description ?? '',
      Timeout: input.Timeout ?? 3,
      MemorySize: input.MemorySize ?? 128,
      Version: '$LATEST',
      TracingConfig: { Mode: 'PassThrough' },
      ...(input.Environment ? { Environment: { Variables: input.Environment.Variables ?? {} } } : {}),
      PackageType: 'Zip',
      Architectures: input.Architectures ?? ['x86_64'],
      EphemeralStorage: { Size: 512 },
      State: 'Active',
      LastUpdateStatus: 'Successful',
    };
    this.#folder = unpackCode(name, zip);
    this.#codeChanged(zip);
  }

  get configuration(): FunctionConfiguration & { FunctionName: string } {
    return this.#configuration;
  }

  async updateCode(zip: Uint8Array): Promise<void> {
    const folder = unpackCode(this.#configuration.FunctionName, zip);
    await this.remove();
    this.#folder = folder;
    this.#codeChanged(zip);
  }

  async updateConfiguration(input: UpdateFunctionConfigurationRequest): Promise<void> {
    const { Runtime, Role, Handler, Description, Timeout, MemorySize, Environment } = input;
    const changes = { Runtime, Role, Handler, Description, Timeout, MemorySize };
    Object.assign(
      this.#configuration,
      Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)),
    );
    if (Environment) this.#configuration.Environment = { Variables: Environment.Variables ?? {} };
    this.#touch();
    await this.#stop();
  }

  /** Runs the function to its end. Its output and its error go to its log group. */
  async invoke(event: unknown): Promise<InvocationResult> {
    this.#runtime ??= this.#start();
    try {
      return { payload: JSON.stringify(await this.#runtime.invoke(event)) };
    } catch (error) {
      if (!(error instanceof FunctionError)) throw error;
      const { name: errorType, message: errorMessage, trace } = error;
      const payload = JSON.stringify({ errorType, errorMessage, trace });
      this.#log(`ERROR\tInvoke Error \t${payload}`);
      return { payload, error };
    }
  }

  /** Stops running invocations, and deletes the code. */
  async remove(): Promise<void> {
    await this.#stop();
    removeCode(this.#folder);
  }

  async #stop(): Promise<void> {
    const runtime = this.#runtime;
    this.#runtime = undefined;
    await runtime?.kill();
  }

  #codeChanged(zip: Uint8Array): void {
    this.#configuration.CodeSize = zip.byteLength;
    this.#configuration.CodeSha256 = createHash('sha256').update(zip).digest('base64');
    this.#touch();
  }

  /** Source: Lambda API Reference, FunctionConfiguration: `2026-01-01T00:00:00.000+0000`. */
  #touch(): void {
    this.#configuration.LastModified = this.host.account.clock.date().toISOString().replace('Z', '+0000');
    this.#configuration.RevisionId = revisions.uuid();
  }

  #log(line: string): void {
    this.host.logs.write(`/aws/lambda/${this.#configuration.FunctionName}`, this.#logStream, [line]);
  }

  #start(): FunctionRuntime {
    const { FunctionName: name, Handler: handler = '' } = this.#configuration;
    const endpoint = this.host.endpoint();
    return new FunctionRuntime({
      file: this.#file(handler),
      handler,
      environment: { ...this.#environment(endpoint), ...this.#configuration.Environment?.Variables },
      clock: this.host.account.clock,
      loadBalancerPort: Number(new URL(endpoint).port),
      functionName: name,
      functionArn: this.arn,
      logStreamName: this.#logStream,
      log: (line) => {
        this.#log(line);
      },
    });
  }

  #file(handler: string): string {
    const module = fileBelow(this.#folder, handler.slice(0, handler.lastIndexOf('.')));
    if (module === undefined)
      throw new ServiceError(
        'InvalidParameterValueException',
        `The handler '${handler}' leads out of the code of the function.`,
      );
    const file = ['.js', '.mjs', '.cjs'].map((ending) => module + ending).find((each) => existsSync(each));
    if (file) return file;
    throw new ServiceError(
      'InvalidParameterValueException',
      `The code has no file for the handler '${handler}'.`,
    );
  }

  /** Source: Lambda Developer Guide, "Defined runtime environment variables". */
  #environment(endpoint: string): Record<string, string> {
    const { FunctionName: name, MemorySize: memory = 128, Handler: handler = '' } = this.#configuration;
    const key = createHash('sha256').update(this.arn).digest('hex').slice(0, 16).toUpperCase();
    return {
      AWS_REGION: this.host.account.region,
      AWS_DEFAULT_REGION: this.host.account.region,
      AWS_ACCESS_KEY_ID: `ASIA${key}`,
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
      AWS_ENDPOINT_URL: endpoint,
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memory),
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
      AWS_LAMBDA_LOG_STREAM_NAME: this.#logStream,
      LAMBDA_TASK_ROOT: this.#folder,
      _HANDLER: handler,
      AWS_EXECUTION_ENV: `AWS_Lambda_${this.#configuration.Runtime ?? ''}`,
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      LANG: 'en_US.UTF-8',
      PATH: '/usr/local/bin:/usr/bin/:/bin:/opt/bin',
      TZ: ':UTC',
    };
  }
}
