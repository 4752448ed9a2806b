import type { HandlerErrorCode, PropertyDifference } from '@aws-sdk/client-cloudformation';
import type { ValueMap } from '../values/value';

export type Action = 'CREATE' | 'READ' | 'UPDATE' | 'DELETE';

/** One call of a handler. */
export interface HandlerRequest {
  action: Action;
  stackId: string;
  logicalId: string;
  /** What the template wants (create, update), the last known model (delete), or the identifier (read). */
  properties: ValueMap;
  /** UPDATE only. */
  previousProperties?: ValueMap | undefined;
  physicalId?: string | undefined;
  /** As the last answer of this chain had it; null in the first call. */
  callbackContext: unknown;
  /** The same in every call of one chain, another in every chain. */
  token: string;
  stackTags: Record<string, string>;
  previousStackTags?: Record<string, string> | undefined;
  systemTags: Record<string, string>;
  /** UPDATE: those of before, when they were not the same; none while a resource is being imported. */
  previousSystemTags?: Record<string, string> | undefined;
  rollback: boolean;
  /** Whether DeletionPolicy asks for a snapshot. */
  snapshotRequested: boolean;
}

/** What a handler answers. */
export interface HandlerAnswer {
  status: 'IN_PROGRESS' | 'SUCCESS' | 'FAILED';
  errorCode?: HandlerErrorCode | undefined;
  message?: string | undefined;
  physicalId?: string | undefined;
  model?: ValueMap | undefined;
  callbackContext?: unknown;
  callbackDelaySeconds?: number | undefined;
  /** The event's text when it is not the common one about handlers. */
  reason?: string | undefined;
}

/** A resource type as the engine sees it, AWS's own or from the registry. */
export interface ResourceProvider {
  readonly typeName: string;
  /** Places of properties whose change means a new physical resource, e.g. `ECSServices/0` is not one: lists are not entered. */
  readonly createOnly: readonly (readonly string[])[];
  /** Whether changed stack tags call its update handler. */
  readonly taggable: boolean;
  /** Whether an update is possible at all; without it each change is a replacement. */
  readonly updatable: boolean;
  /** Lists at these places are sets: their order does not matter. */
  readonly unordered: readonly (readonly string[])[];
  timeoutMinutes(action: Action): number;
  /**
   * What is wrong with a resource's declared properties without knowing the values of functions: sentences that
   * start with the place below `Properties`, e.g. `.Foo: AWS::ECS::Service has no property Foo`.
   */
  checkDeclared(properties: ValueMap): string[];
  /** What is wrong with the properties once every function is worked out; CloudFormation's own texts. */
  validate(properties: ValueMap): string[];
  /** Whether Fn::GetAtt may name it; the sentence why not. */
  checkAttribute(name: string): string | undefined;
  /** The value of an attribute in a model that READ has answered. */
  attribute(model: ValueMap, name: string): unknown;
  /** The primary identifier's part of a model; an update is handed it beside the template's properties. */
  identifierOf(model: ValueMap): ValueMap;
  invoke(request: HandlerRequest): Promise<HandlerAnswer>;
  /** What READ shows beside attributes; undefined for types that can be neither imported nor looked at for drift. */
  readonly state: ReadableState | undefined;
}

/** A type whose READ shows the whole resource. */
export interface ReadableState {
  /** Names of the identifier's properties, in the schema's order. */
  readonly identifier: readonly string[];
  /** The name of the property that has the tags, when it has any. */
  readonly tagProperty: string;
  /** What of the expected properties the actual ones do not have, or have otherwise. */
  differences(expected: ValueMap, actual: ValueMap): PropertyDifference[];
  /** Those of the properties that differences looks at. */
  compared(properties: ValueMap): ValueMap;
}
