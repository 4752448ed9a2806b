import { failure } from '../messages/failures';
import { isRecord, isShallow, optionalText, withoutNullMembers, type JsonObject } from './json';

export const ACTIONS = ['CREATE', 'READ', 'UPDATE', 'DELETE', 'LIST'] as const;
export type Action = (typeof ACTIONS)[number];

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

export type Properties = JsonObject;
export type Tags = Readonly<Record<string, string>>;

/** A request of CloudFormation to a handler: the members of the event that are used, without its nesting. */
export interface HandlerEvent {
  action: Action;
  accountId: string;
  region: string;
  /** The client request token: the same in all invocations of one operation. */
  bearerToken: string;
  stackId: string | undefined;
  logicalResourceId: string | undefined;
  nextToken: string | undefined;
  /** Whether the stack is rolling back. */
  rollback: boolean;
  callbackContext: Properties | undefined;
  properties: Properties;
  previousProperties: Properties | undefined;
  stackTags: Tags;
  previousStackTags: Tags;
  credentials: Credentials | undefined;
  delivery: { credentials: Credentials; logGroupName: string } | undefined;
}

/**
 * Narrows the event that Lambda passes. The shape is that of the registry protocol (the Java plugin's HandlerRequest
 * and RequestData are its public definition).
 * @throws Failure InvalidRequest naming the member that is missing.
 */
export function parseEvent(json: unknown): HandlerEvent {
  const event = object(json, 'event');
  const data = object(event.requestData, 'requestData');
  const provider = credentials(data.providerCredentials);
  const logGroupName = optionalText(data.providerLogGroupName);
  return {
    action: action(event.action),
    accountId: text(event.awsAccountId, 'awsAccountId'),
    region: text(event.region, 'region'),
    bearerToken: text(event.bearerToken, 'bearerToken'),
    stackId: optionalText(event.stackId),
    logicalResourceId: optionalText(data.logicalResourceId),
    nextToken: optionalText(event.nextToken),
    rollback: event.rollback === true,
    callbackContext: contextOf(event.callbackContext),
    properties: properties(data.resourceProperties) ?? {},
    previousProperties: properties(data.previousResourceProperties),
    stackTags: tags(data.stackTags),
    previousStackTags: tags(data.previousStackTags),
    credentials: credentials(data.callerCredentials),
    delivery: provider && logGroupName ? { credentials: provider, logGroupName } : undefined,
  };
}

const missing = (member: string) => failure('NotARegistryEvent', { member });

function object(value: unknown, name: string): Properties {
  const found = optionalObject(value);
  if (!found) throw missing(name);
  return found;
}

function optionalObject(value: unknown): Properties | undefined {
  return isRecord(value) ? value : undefined;
}

function properties(value: unknown): Properties | undefined {
  if (!isRecord(value)) return undefined;
  if (!isShallow(value)) throw failure('NestedTooDeep', {});
  return withoutNullMembers(value);
}

/** The callback context; undefined for a value that no handler can have written. */
function contextOf(value: unknown): Properties | undefined {
  return isRecord(value) && isShallow(value) ? withoutNullMembers(value) : undefined;
}

function text(value: unknown, name: string): string {
  const found = optionalText(value);
  if (!found) throw missing(name);
  return found;
}

function action(value: unknown): Action {
  const found = ACTIONS.find((name) => name === value);
  if (!found) throw missing('action that this type knows');
  return found;
}

function tags(value: unknown): Tags {
  const scalars = Object.entries(optionalObject(value) ?? {}).flatMap(([key, tag]) =>
    typeof tag === 'string' || typeof tag === 'number' || typeof tag === 'boolean'
      ? [[key, String(tag)] as const]
      : [],
  );
  return Object.fromEntries(scalars);
}

function credentials(value: unknown): Credentials | undefined {
  const found = optionalObject(value);
  const accessKeyId = optionalText(found?.accessKeyId);
  const secretAccessKey = optionalText(found?.secretAccessKey);
  const sessionToken = optionalText(found?.sessionToken);
  return accessKeyId && secretAccessKey && sessionToken
    ? { accessKeyId, secretAccessKey, sessionToken }
    : undefined;
}
