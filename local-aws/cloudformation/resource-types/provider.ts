import type { HandlerErrorCode, PropertyDifference } from '@aws-sdk/client-cloudformation';
import type { ValueMap } from '../values/value';

export type Action = 'CREATE' | 'READ' | 'UPDATE' | 'DELETE';

/** One invocation of a handler. */
export interface HandlerRequest {
  action: Action;
  /** undefined for an operation of Cloud Control. */
  stackId: string | undefined;
  logicalId: string;
  /** CREATE and UPDATE: the template's properties. DELETE: the last known model. READ: the identifier. */
  properties: ValueMap;
  /** UPDATE only. */
  previousProperties?: ValueMap | undefined;
  physicalId?: string | undefined;
  /** The context that the previous invocation of this operation answered; null in the first invocation. */
  callbackContext: unknown;
  /** The client request token: the same in every invocation of one operation, different in every operation. */
  token: string;
  stackTags: Record<string, string>;
  previousStackTags?: Record<string, string> | undefined;
  systemTags: Record<string, string>;
  /** UPDATE only: the previous system tags when they differ. They are empty while CloudFormation imports a resource. */
  previousSystemTags?: Record<string, string> | undefined;
  /** UPDATE and DELETE: the operation is part of a stack rollback. */
  rollback: boolean;
  /** DELETE: the resource's DeletionPolicy is Snapshot. */
  snapshotRequested: boolean;
  /** Numbers and booleans travel as such, not as texts. */
  isTyped?: boolean;
}

/** The request of a READ or LIST outside of stacks. Such a request has no logical id; the token stands for it. */
export function requestOutsideStacks(token: string, properties: ValueMap): Omit<HandlerRequest, 'action'> {
  return {
    stackId: undefined,
    logicalId: token,
    properties,
    callbackContext: null,
    token,
    stackTags: {},
    systemTags: {},
    rollback: false,
    snapshotRequested: false,
  };
}

/** What a handler answers to one invocation. */
export interface HandlerAnswer {
  status: 'IN_PROGRESS' | 'SUCCESS' | 'FAILED';
  errorCode?: HandlerErrorCode | undefined;
  message?: string | undefined;
  physicalId?: string | undefined;
  model?: ValueMap | undefined;
  /** UPDATE of a custom resource: the id of another physical resource, which takes the place of the old one. */
  replacedBy?: string | undefined;
  callbackContext?: unknown;
  callbackDelaySeconds?: number | undefined;
  /** The text of the stack event, when it is not CloudFormation's usual sentence about a handler. */
  reason?: string | undefined;
}

/** A resource type as the engine sees it: a native type, a type of the registry, or the nested stack. */
export interface ResourceProvider {
  readonly typeName: string;
  /** Paths of the properties whose change requires a replacement. The paths do not lead into lists. */
  readonly createOnly: readonly (readonly string[])[];
  /** Whether changed stack tags alone cause an update. */
  readonly taggable: boolean;
  /** Whether the type has an update handler. Without one, each change is a replacement. */
  readonly updatable: boolean;
  /** Paths of the lists whose order does not matter. */
  readonly unordered: readonly (readonly string[])[];
  timeoutMinutes(action: Action): number;
  /**
   * Checks declared properties before the values of their functions are known.
   * @returns sentences that start with the place below `Properties`, e.g. `.Foo: AWS::ECS::Service has no property Foo`
   */
  checkDeclared(properties: ValueMap): string[];
  /**
   * The names of declared properties that are stored and change nothing here, with dots; absent when there can be none.
   */
  withoutEffect?(properties: ValueMap): string[];
  /** Checks properties that have no functions left. Returns CloudFormation's own texts. */
  validate(properties: ValueMap): string[];
  /** Returns undefined when Fn::GetAtt may name this attribute, else the sentence that says why not. */
  checkAttribute(name: string): string | undefined;
  /** The attributes that Fn::GetAtt may name, for suggestions; absent when they have no fixed names. */
  readonly attributeNames?: readonly string[];
  /** The value of an attribute in a model that READ answered. */
  attribute(model: ValueMap, name: string): unknown;
  /** The primary identifier's part of a model. An update sends it together with the template's properties. */
  identifierOf(model: ValueMap): ValueMap;
  invoke(request: HandlerRequest): Promise<HandlerAnswer>;
  /** Whether the type has no behaviour here: identifiers and attributes are made up. */
  readonly isStandIn?: boolean;
  /** Of a type without `state` that can be imported: how its existing resources are named. */
  readonly importable?: ImportableType;
  /** undefined for types whose READ answers attributes only: no drift detection. */
  readonly state: ReadableState | undefined;
}

export interface ImportableType {
  /** Names of the identifier's properties, in the schema's order. */
  readonly identifier: readonly string[];
  /** The one whose value is the physical id, and so the value of Ref. */
  readonly physicalId: string;
}

/** A type whose READ answers the whole resource. */
export interface ReadableState {
  /** Names of the identifier's properties, in the schema's order. */
  readonly identifier: readonly string[];
  /** The name of the property for the tags. */
  readonly tagProperty: string;
  /** Paths of the properties that READ does not answer. */
  readonly writeOnly: readonly (readonly string[])[];
  /** Paths of the properties that users cannot set. */
  readonly readOnly: readonly (readonly string[])[];
  /** The handlers that the type has. */
  readonly handlers: readonly (Action | 'LIST')[];
  /** The expected properties that the resource lacks, or has with another value. */
  differences(expected: ValueMap, actual: ValueMap): PropertyDifference[];
  /** Those properties that `differences` compares. */
  compared(properties: ValueMap): ValueMap;
  /** Calls the LIST handler for one page. */
  list(request: ListRequest): Promise<ListAnswer>;
}

/** One invocation of a LIST handler. */
export interface ListRequest {
  token: string;
  /** What the wanted resources have; empty for all resources. */
  properties: ValueMap;
  nextToken: string | undefined;
}

export interface ListAnswer extends Pick<HandlerAnswer, 'status' | 'errorCode' | 'message'> {
  /** The primary identifier of each resource, and what the handler answers about it. */
  resources: { physicalId: string; model: ValueMap }[];
  nextToken: string | undefined;
}

/** A resource of a template, as far as its type matters. */
export interface DeclaredType {
  Type: string;
  Properties?: ValueMap;
}

/** All resource types that a template may use. */
export interface ResourceTypes {
  findProvider(typeName: string): ResourceProvider | undefined;
  /** Reads what `findProvider` needs to know these types and their properties. */
  loadTypes(declared: Iterable<DeclaredType>): Promise<void>;
  /** Type names for the suggestion after a misspelt one. */
  typeNames(): string[];
}

/** @throws Error when there is no such type; templates are checked before, so that no user sees it */
export function providerOf(types: Pick<ResourceTypes, 'findProvider'>, typeName: string): ResourceProvider {
  const provider = types.findProvider(typeName);
  if (!provider) throw new Error(`No resource type ${typeName}.`);
  return provider;
}

/** Names of the properties that identify a resource for an import; undefined for a type that cannot be imported. */
export function importIdentifier({
  state,
  importable,
}: Pick<ResourceProvider, 'state' | 'importable'>): readonly string[] | undefined {
  return state?.identifier ?? importable?.identifier;
}
