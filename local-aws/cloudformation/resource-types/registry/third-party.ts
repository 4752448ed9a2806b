import type { HandlerErrorCode } from '@aws-sdk/client-cloudformation';
import type { AccountContext } from '../../../core/account-context';
import type { FunctionRuntime } from '../../../services/lambda/function-runtime';
import { isList, isMap, scalarText, stringified, toValue, valueAt, type ValueMap } from '../../values/value';
import {
  requestOutsideStacks,
  type Action,
  type HandlerAnswer,
  type HandlerRequest,
  type ListAnswer,
  type ListRequest,
  type ResourceProvider,
} from '../provider';
import { brokenContract, identifierOf, physicalIdOf } from './contract';
import type { HandlerCredentials } from './credentials';
import { comparedProperties, propertyDifferences } from './differences';
import {
  dereferenced,
  DEFAULT_TIMEOUT_MINUTES,
  findHandler,
  isTaggable,
  pathsOf,
  tagProperty,
  unorderedPaths,
  type ResourceSchema,
} from './schema';
import { validatorOf } from './validation';

export interface ThirdPartyType {
  schema: ResourceSchema;
  version: string;
  /** Runs the package's entrypoint. */
  runtime: Pick<FunctionRuntime, 'invoke'>;
  /** The log group of the handlers. Without one, handlers get no provider credentials. */
  executionRoleArn?: string | undefined;
  logGroupName: string | undefined;
  typeConfiguration: ValueMap | undefined;
  /** What follows an answer that breaks the contract of handlers. Default: it ends the operation. */
  brokenContract?: 'ends' | 'tolerated';
}

const HANDLERS = {
  CREATE: 'create',
  READ: 'read',
  UPDATE: 'update',
  DELETE: 'delete',
  LIST: 'list',
} as const;

const ACTIONS = Object.keys(HANDLERS) as (keyof typeof HANDLERS)[];

/** A request to one of the handlers, LIST included. */
type PayloadRequest = Omit<HandlerRequest, 'action'> & {
  action: Action | 'LIST';
  nextToken?: string | undefined;
};

/** The provider of a registry type. It calls the package's entrypoint with the payloads that CloudFormation sends. */
export function thirdPartyProvider(
  account: Pick<AccountContext, 'accountId' | 'region'>,
  type: ThirdPartyType,
  credentials: HandlerCredentials,
): ResourceProvider {
  const { schema } = type;
  const readOnly = pathsOf(schema, 'readOnlyProperties').map((path) => path.join('.'));
  return {
    typeName: schema.typeName,
    createOnly: pathsOf(schema, 'createOnlyProperties'),
    unordered: unorderedPaths(schema),
    taggable: isTaggable(schema),
    updatable: findHandler(schema, 'update') !== undefined,
    timeoutMinutes: (action) =>
      findHandler(schema, HANDLERS[action])?.timeoutInMinutes ?? DEFAULT_TIMEOUT_MINUTES,
    checkDeclared: () => [],
    validate: validatorOf(schema),
    checkAttribute: (name) => {
      if (readOnly.some((path) => path === name || name.startsWith(`${path}.`))) return undefined;
      return exists(schema, name.split('.'))
        ? `Requested attribute ${name} must be a readonly property in schema for ${schema.typeName}`
        : `Requested attribute ${name} does not exist in schema for ${schema.typeName}`;
    },
    attributeNames: readOnly,
    attribute: (model, name) => valueAt(model, name.split('.')),
    identifierOf: (model) => identifierOf(schema, model),
    state: {
      identifier: pathsOf(schema, 'primaryIdentifier').map((path) => path.join('/')),
      tagProperty: tagProperty(schema),
      writeOnly: pathsOf(schema, 'writeOnlyProperties'),
      readOnly: pathsOf(schema, 'readOnlyProperties'),
      handlers: ACTIONS.filter((action) => findHandler(schema, HANDLERS[action]) !== undefined),
      compared: (properties) => comparedProperties(schema, properties),
      differences: (expected, actual) => propertyDifferences(schema, expected, actual),
      list: async (request) => {
        const payload = toPayload(account, type, credentials, toListRequest(request));
        return toListAnswer(schema, await type.runtime.invoke(payload));
      },
    },
    invoke: async (request) => {
      const payload = toPayload(account, type, credentials, request);
      const answer = fromPayload(schema, await type.runtime.invoke(payload));
      const broken =
        type.brokenContract === 'tolerated' ? undefined : brokenContract(schema, request, answer);
      // AWS does not document CloudFormation's message for such an answer; it fails the operation.
      return broken === undefined
        ? answer
        : { ...answer, status: 'FAILED', errorCode: 'InternalFailure', message: broken };
    },
  };
}

function exists(schema: ResourceSchema, path: string[]): boolean {
  let properties: ValueMap = schema.properties;
  return path.every((name) => {
    const found = dereferenced(schema, properties[name]);
    properties = isMap(found?.properties) ? found.properties : {};
    return found !== undefined;
  });
}

/** The payload, as the Java plugin's HandlerRequest describes it. Fields without a known effect are null. */
function toPayload(
  account: Pick<AccountContext, 'accountId' | 'region'>,
  type: ThirdPartyType,
  credentials: HandlerCredentials,
  request: PayloadRequest,
): unknown {
  const { schema, logGroupName } = type;
  const isRead = request.action === 'READ';
  const properties = isRead ? identifierOf(schema, request.properties) : request.properties;
  return {
    action: request.action,
    awsAccountId: account.accountId,
    bearerToken: request.token,
    nextToken: request.nextToken ?? null,
    region: account.region,
    resourceType: schema.typeName,
    resourceTypeVersion: type.version,
    stackId: request.stackId ?? null,
    callbackContext: request.callbackContext ?? null,
    snapshotRequested: request.snapshotRequested,
    rollback: request.rollback,
    driftable: false,
    requestData: {
      callerCredentials: credentials.issue({
        stackId: request.stackId,
        logicalId: request.logicalId,
        action: request.action,
        permissions: findHandler(schema, HANDLERS[request.action])?.permissions ?? [],
        executionRoleArn: type.executionRoleArn,
      }),
      providerCredentials:
        logGroupName === undefined
          ? null
          : credentials.issue({ stackId: request.stackId, logicalId: request.logicalId, action: 'LOG' }),
      providerLogGroupName: logGroupName ?? null,
      logicalResourceId: request.logicalId,
      resourceProperties: request.isTyped === true ? properties : stringified(properties),
      previousResourceProperties:
        request.previousProperties === undefined ? null : stringified(request.previousProperties),
      typeConfiguration: type.typeConfiguration ?? null,
      systemTags: request.systemTags,
      previousSystemTags:
        request.action === 'UPDATE' ? (request.previousSystemTags ?? request.systemTags) : null,
      stackTags: request.stackTags,
      previousStackTags: request.previousStackTags ?? null,
    },
  };
}

/** LIST runs outside of stacks, and answers at once. */
function toListRequest({ token, properties, nextToken }: ListRequest): PayloadRequest {
  return { action: 'LIST', ...requestOutsideStacks(token, properties), nextToken };
}

function toListAnswer(schema: ResourceSchema, payload: unknown): ListAnswer {
  const { status, errorCode, message } = fromPayload(schema, payload);
  const plain = toValue(payload);
  const { resourceModels, nextToken } = isMap(plain) ? plain : {};
  if (status === 'SUCCESS' && !isList(resourceModels))
    return {
      status: 'FAILED',
      errorCode: 'InternalFailure',
      message: 'A successful LIST must answer resourceModels.',
      resources: [],
      nextToken: undefined,
    };
  const models = (isList(resourceModels) ? resourceModels : []).filter(isMap).map(withoutNulls);
  return {
    status,
    errorCode,
    message,
    resources: models.flatMap((model) => {
      const physicalId = physicalIdOf(schema, model);
      return physicalId === undefined ? [] : [{ physicalId, model }];
    }),
    nextToken: typeof nextToken === 'string' && nextToken !== '' ? nextToken : undefined,
  };
}

function fromPayload(schema: ResourceSchema, payload: unknown): HandlerAnswer {
  const plain = toValue(payload);
  const answer = isMap(plain) ? plain : {};
  const model = isMap(answer.resourceModel) ? withoutNulls(answer.resourceModel) : undefined;
  return {
    // brokenContract refuses every other status.
    status: scalarText(answer.status) as HandlerAnswer['status'],
    errorCode: (answer.errorCode ?? undefined) as HandlerErrorCode | undefined,
    message: typeof answer.message === 'string' ? answer.message : undefined,
    model,
    physicalId: physicalIdOf(schema, model),
    callbackContext: answer.callbackContext ?? null,
    callbackDelaySeconds: Number(answer.callbackDelaySeconds ?? 0),
  };
}

function withoutNulls(model: ValueMap): ValueMap {
  return Object.fromEntries(Object.entries(model).filter(([, value]) => value !== null));
}
