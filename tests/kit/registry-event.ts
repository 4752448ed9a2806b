import { randomUUID } from 'node:crypto';

/*
 * What CloudFormation and a handler tell each other: the registry protocol. The Java plugin's HandlerRequest, RequestData
 * and ProgressEvent are its public definition.
 */

export type Properties = Record<string, unknown>;
export type Action = 'CREATE' | 'READ' | 'UPDATE' | 'DELETE' | 'LIST';

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

/** The members of a request that a test may set. The defaults are those of a resource of a stack. */
export interface RequestOptions {
  /** The client request token; by default another one for each operation. */
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

/** The access key of the handlers' calls: tells them from those of tests, hooks and CodeDeploy itself. */
export const HANDLER_ACCESS_KEY = 'ASIAHANDLER000000001';

export const STACK_ID =
  'arn:aws:cloudformation:us-east-1:123456789012:stack/shop/6f2c8a10-0000-11f0-8000-0e2f3a4b5c6d';

/** CloudFormation sends numbers and booleans of a template as strings. */
export function asStrings(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, asString(value)]));
}

function asString(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asString);
  if (typeof value === 'object' && value !== null) return asStrings(value as Properties);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

/** The event of one invocation, with the members that CloudFormation sends. */
export function eventOf(
  aws: { accountId: string; region: string },
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
