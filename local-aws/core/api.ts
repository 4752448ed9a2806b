import type { Call } from './calls';
import { COMMAND } from './command';
import type { FaultInjection } from './faults';
import { Ids, type AccountContext } from './account-context';
import type { ServiceDescription } from '../protocols/service-description';
import { refuseUnknownService } from './unknown-service';
import { identify } from '../protocols/identify';
import { toServiceModel, type ServiceModel } from '../protocols/models';
import { violationsMessage, violationsOf } from '../protocols/violations';
import type { OperationShape, Protocol, WireRequest, WireResponse } from '../protocols/wire';
import type { RecordedAnswer } from '../conformance/recording';
import { ServiceError, type Operation, type Service } from './service';
import { unusableInput } from './unusable-input';

const models = new Map<string, Promise<ServiceModel>>();

function modelOf(service: ServiceDescription): Promise<ServiceModel> {
  let model = models.get(service.name);
  if (!model) {
    model = service.clientPackage().then((client) => toServiceModel(client, service.enums));
    models.set(service.name, model);
  }
  return model;
}

interface Request {
  service: ServiceDescription;
  protocol: Protocol;
  model: ServiceModel;
  operation: string;
  shape: OperationShape | undefined;
}

interface Answer {
  response: WireResponse | 'lost';
  /** Whether the response came from a fault, or from a service that a test has registered in place of the built-in one. */
  injected: boolean;
}

/** The API of the account: answers the requests to every service, in each of its protocols. */
export class Api {
  readonly calls: Call[] = [];
  readonly #services = new Map<string, Service>();
  readonly #replaced = new Set<string>();
  readonly #requestIds = new Ids('request');

  constructor(
    private readonly account: AccountContext,
    private readonly descriptions: readonly ServiceDescription[],
    private readonly faults: FaultInjection,
    private readonly record: ((answer: RecordedAnswer) => void) | undefined,
  ) {}

  /** @param name the prefix of the service's IAM actions; one of the descriptions has it */
  register(name: string, service: Service): void {
    if (this.#services.has(name)) this.#replaced.add(name);
    this.#services.set(name, service);
  }

  /**
   * @returns the answer; `lost` when the operation was carried out and the connection must break; undefined for a request that
   * no client of AWS sends
   */
  async answer(request: WireRequest): Promise<WireResponse | 'lost' | undefined> {
    const identity = identify(this.descriptions, request);
    if (!identity) return refuseUnknownService(this.descriptions, request, this.#requestIds);
    const { service, protocol } = identity;
    const model = await modelOf(service);
    const operation = identity.operation(model) ?? `${request.method} ${request.path}`;
    const known = { service, protocol, model, operation, shape: model.operations.get(operation) };
    const requestId = this.#requestIds.uuid();
    const { response, injected } = await this.#call(known, request, requestId);
    if (response !== 'lost') {
      response.headers['x-amzn-requestid'] = requestId;
      this.record?.({ service: service.name, operation, protocol: protocol.name, response, injected });
    }
    return response;
  }

  #unknownMessage(service: string, operation: string): string {
    return this.#services.has(service)
      ? `The local AWS does not know the operation ${service}:${operation}.`
      : `This local AWS was started without ${service}. Start one with it: ${COMMAND} --template FILE --keep`;
  }

  async #call(known: Request, request: WireRequest, requestId: string): Promise<Answer> {
    const { service, protocol, model, operation, shape } = known;
    let injected = false;
    const call: Call = {
      time: this.account.clock.now(),
      service: service.name,
      operation,
      accessKeyId: /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '',
      input: {},
    };
    this.calls.push(call);
    try {
      const implementation = this.#services.get(service.name)?.operations[operation];
      if (!shape || !implementation)
        throw unknownOperation(protocol, this.#unknownMessage(service.name, operation));
      call.input = await readInput(protocol, shape, request);
      const faults = this.faults.meet({ ...call, protocol: protocol.name });
      injected = true;
      await faults.before();
      injected = this.#replaced.has(service.name);
      const output = await carryOut(implementation, known, shape, call);
      call.input = withoutObject(call.input);
      await faults.after();
      if (faults.losesResponse) {
        call.responseLost = true;
        return { response: 'lost', injected };
      }
      return { response: protocol.writeOutput(shape, output, requestId), injected };
    } catch (error) {
      const failure = error instanceof ServiceError ? error : internalFailure(error, service.name, operation);
      const wireError = model.error(failure.code, failure.message, failure.status);
      call.error = wireError;
      return { response: protocol.writeError(wireError, requestId), injected };
    }
  }
}

async function readInput(
  protocol: Protocol,
  shape: OperationShape,
  request: WireRequest,
): Promise<Record<string, unknown>> {
  const input = await protocol.readInput(shape, request).catch((error: unknown) => {
    if (error instanceof ServiceError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    const tooDeep = 'The body of the request is nested too deep to be read.';
    throw new ServiceError('SerializationException', error instanceof RangeError ? tooDeep : message);
  });
  const problem = unusableInput(input);
  if (problem !== undefined) throw new ServiceError('SerializationException', problem);
  return Object(input) as Record<string, unknown>;
}

/** The call log does not keep the objects that clients put into S3. */
function withoutObject(input: Record<string, unknown>): Record<string, unknown> {
  return input.Body instanceof Uint8Array ? { ...input, Body: undefined } : input;
}

async function carryOut(
  implementation: Operation,
  { service: { invalidInput }, model }: Request,
  shape: OperationShape,
  call: Call,
): Promise<unknown> {
  if (invalidInput !== undefined) {
    const violations = violationsOf(shape.input, call.input, model.enums);
    if (violations.length > 0) throw new ServiceError(invalidInput, violationsMessage(violations));
  }
  return implementation(call.input as never, { accessKeyId: call.accessKeyId });
}

/** The error for an operation that does not exist, by protocol. */
const UNKNOWN: Readonly<Record<string, { code: string; status: number }>> = {
  query: { code: 'InvalidAction', status: 400 },
  'rest-xml': { code: 'NotImplemented', status: 501 },
};

function unknownOperation(protocol: Protocol, message: string): ServiceError {
  const { code, status } = UNKNOWN[protocol.name] ?? { code: 'UnknownOperationException', status: 400 };
  return new ServiceError(code, message, status);
}

/** A defect of the local AWS. Its stack trace goes to the console, because the caller cannot use it. */
function internalFailure(error: unknown, service: string, operation: string): ServiceError {
  console.error(`The local AWS failed in ${service}:${operation}:`, error);
  const message = error instanceof Error ? error.message : String(error);
  return new ServiceError(
    'InternalFailure',
    `The local AWS failed in ${service}:${operation}: ${message}`,
    500,
  );
}
