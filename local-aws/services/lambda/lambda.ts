import type {
  CreateFunctionRequest,
  DeleteFunctionRequest,
  FunctionCode,
  FunctionConfiguration,
  GetFunctionConfigurationRequest,
  GetFunctionRequest,
  GetFunctionResponse,
  InvocationRequest,
  InvocationResponse,
  ListTagsRequest,
  TagResourceRequest,
  UntagResourceRequest,
  UpdateFunctionCodeRequest,
  UpdateFunctionConfigurationRequest,
} from '@aws-sdk/client-lambda';
import type { Functions, Roles } from '../codedeploy/service-ports';
import { regionalArn } from '../../core/account-context';
import { ServiceError, type Service } from '../../core/service';
import { TagStore } from '../../core/tags';
import { StoredFunction, type FunctionHost, type InvocationResult } from './stored-function';

/** AWS Lambda: functions of the Node.js runtimes. Their code runs in worker threads. */
export class Lambda implements Service, Functions {
  readonly #functions = new Map<string, StoredFunction>();
  readonly #tags = new TagStore();
  readonly #background = new Set<Promise<unknown>>();

  readonly operations = {
    CreateFunction: (input: CreateFunctionRequest) => this.#create(input),
    GetFunction: ({ FunctionName: name }: GetFunctionRequest) => this.#describe(name),
    GetFunctionConfiguration: ({ FunctionName: name }: GetFunctionConfigurationRequest) =>
      this.#get(name).configuration,
    ListFunctions: () => ({
      Functions: [...this.#functions.values()].map(({ configuration }) => configuration),
    }),
    UpdateFunctionCode: (input: UpdateFunctionCodeRequest) => this.#updateCode(input),
    UpdateFunctionConfiguration: (input: UpdateFunctionConfigurationRequest) =>
      this.#updateConfiguration(input),
    DeleteFunction: ({ FunctionName: name }: DeleteFunctionRequest) => this.#delete(name),
    Invoke: (input: InvocationRequest) => this.#invoke(input),
    TagResource: ({ Resource: arn = '', Tags: tags = {} }: TagResourceRequest) => {
      this.#tags.add(arn, Object.entries(tags));
    },
    UntagResource: ({ Resource: arn = '', TagKeys: keys = [] }: UntagResourceRequest) => {
      this.#tags.remove(arn, keys);
    },
    ListTags: ({ Resource: arn = '' }: ListTagsRequest) => ({ Tags: Object.fromEntries(this.#tags.of(arn)) }),
  };

  constructor(
    private readonly host: FunctionHost,
    private readonly roles: Roles,
  ) {}

  exists(nameOrArn: string): boolean {
    return this.#find(nameOrArn) !== undefined;
  }

  arnOf(nameOrArn: string): string {
    if (nameOrArn.startsWith('arn:')) return nameOrArn;
    return regionalArn(this.host.account, 'lambda', `function:${nameOrArn}`);
  }

  async invoke(nameOrArn: string, event: unknown): Promise<void> {
    await this.run(nameOrArn, event);
  }

  /**
   * Runs the function to its end, with its result or its error.
   * @throws ServiceError ResourceNotFoundException
   */
  async run(nameOrArn: string, event: unknown): Promise<InvocationResult> {
    return this.#get(nameOrArn).invoke(event);
  }

  /** Stops every function, and waits for running invocations to end. */
  async close(): Promise<void> {
    await Promise.all([...this.#functions.values()].map((each) => each.remove()));
    await Promise.allSettled(this.#background);
  }

  #create(input: CreateFunctionRequest): FunctionConfiguration {
    const { FunctionName: name = '', Runtime: runtime, Handler: handler = '', Role: role } = input;
    if (!/^[\w-]{1,64}$/.test(name)) throw invalid(`The function name '${name}' is not valid.`);
    if (this.#functions.has(name)) {
      throw new ServiceError('ResourceConflictException', `Function already exist: ${name}`, 409);
    }
    checkRuntime(runtime);
    if (!/^[^\s]+\.[^\s.]+$/.test(handler)) throw invalid(`The handler '${handler}' is not valid.`);
    this.#checkRole(role);
    const created = new StoredFunction(this.host, input, this.#zipOf(input.Code));
    this.#functions.set(name, created);
    this.#tags.add(created.arn, Object.entries(input.Tags ?? {}));
    return created.configuration;
  }

  #describe(name: string | undefined): GetFunctionResponse {
    const { configuration, arn } = this.#get(name);
    const tags = this.#tags.of(arn);
    return {
      Configuration: configuration,
      Code: { RepositoryType: 'S3', Location: `https://awslambda.invalid/${configuration.FunctionName}` },
      ...(tags.length > 0 ? { Tags: Object.fromEntries(tags) } : {}),
    };
  }

  async #updateCode(input: UpdateFunctionCodeRequest): Promise<FunctionConfiguration> {
    const found = this.#get(input.FunctionName);
    await found.updateCode(this.#zipOf(input));
    return found.configuration;
  }

  async #updateConfiguration(input: UpdateFunctionConfigurationRequest): Promise<FunctionConfiguration> {
    const found = this.#get(input.FunctionName);
    if (input.Runtime !== undefined) checkRuntime(input.Runtime);
    if (input.Role !== undefined) this.#checkRole(input.Role);
    await found.updateConfiguration(input);
    return found.configuration;
  }

  async #delete(name: string | undefined): Promise<{ StatusCode: number }> {
    const found = this.#get(name);
    this.#functions.delete(found.configuration.FunctionName);
    this.#tags.forget(found.arn);
    await found.remove();
    return { StatusCode: 204 };
  }

  async #invoke(input: InvocationRequest): Promise<InvocationResponse> {
    const found = this.#get(input.FunctionName);
    const event = parseEvent(input.Payload);
    if (input.InvocationType === 'DryRun') return { StatusCode: 204 };
    if (input.InvocationType === 'Event') {
      const running = found.invoke(event).finally(() => this.#background.delete(running));
      this.#background.add(running);
      return { StatusCode: 202 };
    }
    const { payload, error } = await found.invoke(event);
    return {
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
      ...(error ? { FunctionError: 'Unhandled' } : {}),
      Payload: Buffer.from(payload),
    };
  }

  /** The code of a function: a zip file in the request or in S3. */
  #zipOf({ ZipFile, S3Bucket, S3Key, S3ObjectVersion }: FunctionCode = {}): Uint8Array {
    if (ZipFile) return ZipFile;
    if (S3Bucket === undefined || S3Key === undefined)
      throw invalid('The local AWS takes the code of a function as a zip file, in the request or in S3.');
    try {
      return this.host.objects.read(S3Bucket, S3Key, S3ObjectVersion);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      throw invalid(
        `Error occurred while GetObject. S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`,
      );
    }
  }

  #checkRole(role: string | undefined): void {
    if (!this.roles.canAssume(role ?? '', 'lambda.amazonaws.com')) {
      throw invalid('The role defined for the function cannot be assumed by Lambda.');
    }
  }

  #find(nameOrArn: string | undefined): StoredFunction | undefined {
    // Functions have neither aliases nor published versions here.
    const name = /(?:^|:function:)([\w-]+)(?::\$LATEST)?$/.exec(nameOrArn ?? '')?.[1];
    return this.#functions.get(name ?? '');
  }

  #get(nameOrArn: string | undefined): StoredFunction {
    const found = this.#find(nameOrArn);
    if (found) return found;
    const arn = this.arnOf(nameOrArn ?? '');
    throw new ServiceError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
  }
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidParameterValueException', message);
}

function checkRuntime(runtime: string | undefined): void {
  if (!runtime?.startsWith('nodejs')) {
    throw invalid(`The local AWS runs functions of the Node.js runtimes only, and not of '${runtime}'.`);
  }
}

function parseEvent(payload: Uint8Array | undefined): unknown {
  const text = Buffer.from(payload ?? []).toString();
  try {
    return text === '' ? {} : (JSON.parse(text) as unknown);
  } catch {
    const message = 'Could not parse request body into json: Could not parse payload into json';
    throw new ServiceError('InvalidRequestContentException', message);
  }
}
