import { createHash } from 'node:crypto';
import type { HandlerErrorCode } from '@aws-sdk/client-cloudformation';
import {
  canonical,
  isList,
  isMap,
  omit,
  scalarText,
  toValue,
  type Value,
  type ValueMap,
} from '../../values/value';
import type { HandlerAnswer, HandlerRequest, ImportableType, ResourceProvider } from '../provider';
import { cast, known, unknownNames, unknownProperties, withOthers, wrongKinds, type Fields } from './shape';

/** What the functions of a native type get. */
export interface NativeRequest {
  stackName: string;
  logicalId: string;
  /** The properties without Tags, with scalars of the API's types. */
  properties: ValueMap;
  /** UPDATE: the previous properties. */
  previous: ValueMap;
  /** Empty for `create`. */
  physicalId: string;
  /**
   * The tags of the stack, overridden by those of the resource. CloudFormation's system tags are missing: services
   * refuse `aws:` tags of callers, and the engine is a caller here.
   */
  tags: { Key: string; Value: string }[];
  /** See `generatedName` below. */
  generatedName(maximumLength: number): string;
  /** Whether this property differs from its previous value. */
  changed(name: string): boolean;
}

/** One of AWS's own resource types, made with the API of its service. */
export interface NativeType {
  typeName: string;
  properties: Fields;
  required: readonly string[];
  createOnly: readonly string[];
  /** The attributes that Fn::GetAtt may name. */
  attributes: readonly string[];
  taggable: boolean;
  /** Absent: existing resources cannot be imported. */
  importable?: ImportableType;
  /**
   * Properties that the local AWS does not have and must not ignore, because they change what a stack does. Names with
   * dots.
   */
  refused?: readonly string[];
  /** Creates the resource. Returns its physical id, the value of Ref. */
  create(request: NativeRequest): Promise<string>;
  update?(request: NativeRequest): Promise<void>;
  /** Deletes the resource. A NotFound of the service counts as deleted. */
  remove(request: NativeRequest): Promise<void>;
  /** Reads the values of the attributes. */
  read(request: NativeRequest): Promise<Record<string, unknown>>;
  /**
   * Whether the service has finished a create, update or delete. The engine polls it; without it the action ends at
   * once.
   */
  settled?(action: 'CREATE' | 'UPDATE' | 'DELETE', request: NativeRequest): Promise<boolean>;
}

/** Behaviour of AWS's own types that AWS does not document. */
export interface NativeSettings {
  /**
   * What an update of a listener, a listener rule or an ECS service sends to the service: the changed properties, or
   * all of the template's. `whole` sends DefaultActions and Actions again, so traffic returns to the template's target
   * group.
   */
  listenerUpdates: 'changed' | 'whole';
}

const POLL_SECONDS = 5;

/** What AWS's specification says about a type, as far as its properties matter. */
export interface SpecifiedProperties {
  properties: Fields;
  createOnly: readonly string[];
}

/**
 * The provider of a native type.
 * @param specified AWS's specification of the type; undefined while it is not read. Its other properties are accepted, and
 * have no effect
 */
export function nativeProvider(
  type: NativeType,
  specified: () => SpecifiedProperties | undefined = () => undefined,
): ResourceProvider {
  let all: Fields | undefined;
  /** The type's own properties, and those of the specification. */
  const shape = (): Fields => {
    const more = specified()?.properties;
    if (more) all ??= withOthers(type.properties, more);
    return all ?? type.properties;
  };
  return {
    typeName: type.typeName,
    get createOnly() {
      const others = specified()?.createOnly.filter((name) => !(name in type.properties)) ?? [];
      return [...type.createOnly, ...others].map((name) => [name]);
    },
    unordered: [],
    taggable: type.taggable,
    updatable: type.update !== undefined,
    timeoutMinutes: () => 180,
    checkDeclared: (properties) => [
      ...unknownProperties(type.typeName, shape(), properties),
      ...unknownNames(type.properties, properties)
        .filter((name) => type.refused?.includes(name))
        .map((name) => `.${name}: the local AWS does not play the property ${name} of ${type.typeName}`),
      ...type.required
        .filter((name) => !(name in properties))
        .map((name) => `: ${type.typeName} needs the property ${name}`),
    ],
    validate: (properties) => [
      ...type.required
        .filter((name) => !(name in properties))
        .map((name) => `#: required key [${name}] not found`),
      ...wrongKinds(shape(), properties),
    ],
    withoutEffect: (properties) => unknownNames(type.properties, properties),
    checkAttribute: (name) =>
      type.attributes.includes(name)
        ? undefined
        : `Requested attribute ${name} does not exist in schema for ${type.typeName}`,
    attributeNames: type.attributes,
    attribute: (model, name) => model[name],
    identifierOf: () => ({}),
    ...(type.importable && { importable: type.importable }),
    state: undefined,
    invoke: async (request) => {
      try {
        return await invoke(type, request);
      } catch (error) {
        return failure(error);
      }
    },
  };
}

async function invoke(type: NativeType, request: HandlerRequest): Promise<HandlerAnswer> {
  const { action, callbackContext } = request;
  const native = toNative(type, request);
  if (action === 'READ')
    return {
      status: 'SUCCESS',
      physicalId: request.physicalId,
      model: attributesOf(await type.read(native)),
    };
  let { physicalId } = request;
  if (callbackContext === null) {
    if (action === 'CREATE') physicalId = await type.create(native);
    else if (action === 'UPDATE') await type.update?.(native);
    else await type.remove(native);
  }
  const known = { physicalId, model: request.properties };
  const settled = (await type.settled?.(action, { ...native, physicalId: physicalId ?? '' })) ?? true;
  if (settled) return { status: 'SUCCESS', ...known };
  return {
    status: 'IN_PROGRESS',
    ...known,
    callbackContext: { settling: true },
    callbackDelaySeconds: POLL_SECONDS,
  };
}

function attributesOf(read: Record<string, unknown>): ValueMap {
  const value = toValue(read);
  return isMap(value) ? value : {};
}

function castMap(type: NativeType, properties: ValueMap | undefined): ValueMap {
  const value = cast(type.properties, known(type.properties, properties ?? {}));
  return isMap(value) ? omit(value, ['Tags']) : {};
}

function toNative(type: NativeType, request: HandlerRequest): NativeRequest {
  const stackName = request.stackId?.split('/')[1] ?? '';
  const { logicalId } = request;
  const properties = castMap(type, request.properties);
  const previous = castMap(type, request.previousProperties);
  return {
    stackName,
    logicalId,
    properties,
    previous,
    physicalId: request.physicalId ?? '',
    tags: mergedTags(request.stackTags, request.properties.Tags),
    generatedName: (maximumLength) => generatedName(stackName, logicalId, request.token, maximumLength),
    changed: (name) => canonical(properties[name]) !== canonical(previous[name]),
  };
}

/** The tags of the stack, overridden by those of the resource. */
export function mergedTags(
  inherited: Record<string, string>,
  own: Value | undefined,
): { Key: string; Value: string }[] {
  const tags = new Map(Object.entries(inherited));
  if (isList(own)) {
    for (const tag of own) if (isMap(tag)) tags.set(scalarText(tag.Key), scalarText(tag.Value));
  } else if (isMap(own)) {
    for (const [key, value] of Object.entries(own)) tags.set(key, scalarText(value));
  }
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}

/**
 * A name as CloudFormation generates it: stack name, logical id, and a random part, which depends on the token only.
 */
export function generatedName(
  stackName: string,
  logicalId: string,
  token: string,
  maximumLength: number,
): string {
  const random = BigInt(`0x${createHash('sha256').update(token).digest('hex')}`)
    .toString(36)
    .toUpperCase()
    .slice(0, 12);
  const room = maximumLength - random.length - 2;
  const stackPart = stackName.slice(0, Math.max(Math.floor(room / 2), room - logicalId.length));
  return `${stackPart}-${logicalId.slice(0, room - stackPart.length)}-${random}`;
}

/** Handler error codes by the names of the services' errors. The first match counts. */
const CODES: [RegExp, HandlerErrorCode][] = [
  [/AlreadyExists|^Duplicate/, 'AlreadyExists'],
  [/NotFound|DoesNotExist|NoSuchEntity/, 'NotFound'],
  [/AccessDenied|Unauthorized/, 'AccessDenied'],
  [/Throttl|TooManyRequests/, 'Throttling'],
  [/LimitExceeded|TooMany/, 'ServiceLimitExceeded'],
  [/InUse|Conflict/, 'ResourceConflict'],
];

function failure(error: unknown): HandlerAnswer {
  if (!(error instanceof Error))
    return { status: 'FAILED', errorCode: 'InternalFailure', message: String(error) };
  const isServerFault = '$fault' in error && error.$fault === 'server';
  const byName = CODES.find(([pattern]) => pattern.test(error.name))?.[1];
  return {
    status: 'FAILED',
    errorCode: byName ?? (isServerFault ? 'ServiceInternalError' : 'InvalidRequest'),
    message: error.message,
  };
}
