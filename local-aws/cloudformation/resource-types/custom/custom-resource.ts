import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { AccountContext } from '../../../core/account-context';
import { messageOf } from '../../values/errors';
import { isMap, scalarText, stringified, toValue, type ValueMap } from '../../values/value';
import type { Clients } from '../native/clients';
import type { HandlerAnswer, HandlerRequest, ResourceProvider } from '../provider';
import { Responses } from './responses';

const TYPE = /^(Custom::[\w@-]{1,60}|AWS::CloudFormation::CustomResource)$/;
const REQUEST_TYPES = { CREATE: 'Create', UPDATE: 'Update', DELETE: 'Delete' } as const;
/** How long CloudFormation waits for an answer, unless the property ServiceTimeout says otherwise. */
const LONGEST_WAIT_SECONDS = 3600;
const POLL_SECONDS = 5;

/** The providers of custom resources, by type name. */
export class CustomResources {
  readonly #providers = new Map<string, ResourceProvider>();
  readonly #responses: Responses;

  constructor(
    private readonly clients: Clients,
    private readonly account: AccountContext,
  ) {
    this.#responses = new Responses(clients, account);
  }

  find(typeName: string): ResourceProvider | undefined {
    const known = this.#providers.get(typeName);
    if (known || !TYPE.test(typeName)) return known;
    const provider = this.#provider(typeName);
    this.#providers.set(typeName, provider);
    return provider;
  }

  #provider(typeName: string): ResourceProvider {
    return {
      typeName,
      createOnly: [],
      unordered: [],
      taggable: false,
      updatable: true,
      // The provider itself ends the wait.
      timeoutMinutes: () => (LONGEST_WAIT_SECONDS + 60) / 60,
      checkDeclared: (properties) =>
        'ServiceToken' in properties ? [] : [`: ${typeName} needs the property ServiceToken`],
      validate: () => [],
      checkAttribute: () => undefined,
      attribute: (model, name) => model[name],
      identifierOf: () => ({}),
      state: undefined,
      invoke: async (request) => {
        try {
          return await this.#invoke(typeName, request);
        } catch (error) {
          return { status: 'FAILED', errorCode: 'InvalidRequest', message: messageOf(error) };
        }
      },
    };
  }

  /** After a success the model has the properties and the data, so that a later DELETE and READ find them. */
  async #invoke(typeName: string, request: HandlerRequest): Promise<HandlerAnswer> {
    const { Properties, Data } = request.properties;
    const isKnown = request.action === 'READ' || request.action === 'DELETE';
    const properties = isKnown && isMap(Properties) ? Properties : request.properties;
    if (request.action === 'READ')
      return { status: 'SUCCESS', physicalId: request.physicalId, model: isMap(Data) ? Data : {} };
    const wait = waitOf(request.callbackContext) ?? {
      key: `${request.stackId}|${request.logicalId}|${request.token}`,
      deadline: this.account.clock.now() + secondsOf(properties) * 1000,
    };
    if (request.callbackContext === null) await this.#call(typeName, request, properties, wait.key);
    return this.#poll(request, properties, wait);
  }

  async #call(typeName: string, request: HandlerRequest, properties: ValueMap, key: string): Promise<void> {
    const token = scalarText(properties.ServiceToken);
    if (!/^(arn:[\w-]+:lambda:|[\w-]+$)/.test(token))
      throw new Error(`The local AWS calls custom resources by Lambda functions only, not by ${token}.`);
    const event = {
      RequestType: REQUEST_TYPES[request.action as keyof typeof REQUEST_TYPES],
      ServiceToken: token,
      ResponseURL: await this.#responses.urlFor(key),
      StackId: request.stackId,
      RequestId: request.token,
      LogicalResourceId: request.logicalId,
      PhysicalResourceId: request.physicalId,
      ResourceType: typeName,
      ResourceProperties: stringified(properties),
      OldResourceProperties: request.previousProperties && stringified(request.previousProperties),
    };
    const Payload = Buffer.from(JSON.stringify(toValue(event)));
    // Virtual time stands still until the function has ended. Only its answer at the URL counts, not its result.
    await this.clients.lambda.send(new InvokeCommand({ FunctionName: token, Payload }));
  }

  async #poll(request: HandlerRequest, properties: ValueMap, wait: Wait): Promise<HandlerAnswer> {
    const response = await this.#responses.read(wait.key);
    const { physicalId } = request;
    if (!response && this.account.clock.now() < wait.deadline)
      return {
        status: 'IN_PROGRESS',
        model: request.properties,
        callbackContext: { ...wait },
        callbackDelaySeconds: POLL_SECONDS,
      };
    if (!response)
      return failure(
        `CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [${request.token}].`,
        physicalId,
      );
    const named = response.physicalId ?? physicalId;
    if (!response.isSuccess)
      return failure(
        `Received response status [FAILED] from custom resource. Message returned: ${response.reason} (RequestToken: ${request.token})`,
        physicalId ?? named,
        properties,
      );
    if (named === undefined || named === '') return failure('Invalid PhysicalResourceId', undefined);
    const model: ValueMap = { Properties: properties, Data: response.data };
    const isReplaced = request.action === 'UPDATE' && physicalId !== undefined && named !== physicalId;
    return { status: 'SUCCESS', physicalId: named, model, ...(isReplaced && { replacedBy: named }) };
  }
}

interface Wait {
  /** Of the answer in S3. */
  key: string;
  /** In milliseconds since the epoch, of virtual time. */
  deadline: number;
}

function waitOf(context: unknown): Wait | undefined {
  return isMap(context) ? { key: scalarText(context.key), deadline: Number(context.deadline) } : undefined;
}

function secondsOf({ ServiceTimeout }: ValueMap): number {
  const seconds = Number(ServiceTimeout ?? LONGEST_WAIT_SECONDS);
  return seconds >= 1 && seconds <= LONGEST_WAIT_SECONDS ? seconds : LONGEST_WAIT_SECONDS;
}

function failure(reason: string, physicalId: string | undefined, properties?: ValueMap): HandlerAnswer {
  const model = properties && { Properties: properties, Data: {} };
  return {
    status: 'FAILED',
    errorCode: 'GeneralServiceException',
    message: reason,
    reason,
    physicalId,
    model,
  };
}
