import type {
  PropertyDifference,
  ResourceStatus,
  StackDriftStatus,
  StackEvent,
  StackResourceDriftStatus,
  StackStatus,
} from '@aws-sdk/client-cloudformation';
import type { Prepared } from '../template/prepared';
import type { DeletionPolicy } from '../template/template';
import type { TemplateSource } from '../template/template-source';
import type { ValueMap } from '../values/value';
import type { StackPolicy } from './stack-policy';

/** One physical resource of a logical id. A logical id has two of them from a replacement until its cleanup. */
export interface PhysicalResource {
  type: string;
  /** undefined until a handler has answered it. */
  physicalId: string | undefined;
  /** The template's properties when the resource was last changed successfully. */
  properties: ValueMap;
  /** The model that the handler answered last. */
  model: ValueMap;
  deletionPolicy: DeletionPolicy | undefined;
  updateReplacePolicy: DeletionPolicy | undefined;
  /** Logical ids that this resource depends on; CloudFormation deletes them after it. */
  needs: readonly string[];
}

/** A resource of a stack, as DescribeStackResources shows it. */
export interface StackResource extends PhysicalResource {
  readonly logicalId: string;
  status: ResourceStatus;
  reason: string | undefined;
  timestamp: Date;
  /** The model that READ answered for Fn::GetAtt; undefined when it was not read since the last change. */
  attributes: ValueMap | undefined;
  /** The result of the last drift detection. */
  drift: ResourceDrift | undefined;
}

/** What drift detection found about one resource. */
export interface ResourceDrift {
  status: StackResourceDriftStatus;
  expected: ValueMap | undefined;
  actual: ValueMap | undefined;
  differences: PropertyDifference[];
  reason: string | undefined;
  timestamp: Date;
}

/** What the newest drift detection found about a stack. */
export interface StackDrift {
  status: StackDriftStatus;
  timestamp: Date;
}

export interface StackOutput {
  value: string;
  description: string | undefined;
  exportName: string | undefined;
}

/** The state that a stack rollback restores. */
export interface StableState {
  prepared: Prepared;
  tags: Record<string, string>;
  outputs: Record<string, StackOutput>;
  imports: Set<string>;
}

/** What one operation on a stack does to one resource. */
export interface ResourceChange {
  readonly resource: StackResource;
  readonly kind: 'create' | 'update' | 'replace';
  /** The resource before the operation; undefined for `create`. */
  readonly before: PhysicalResource | undefined;
  /** The properties that the template asks for. */
  readonly wanted: ValueMap;
  /** In a drift-aware update: the previous properties that the handler gets, and those that a rollback restores. */
  readonly live?: { previous: ValueMap; restored: ValueMap } | undefined;
  /** Whether a handler was called. */
  called: boolean;
  state: 'running' | 'done' | 'failed';
  /** Whether the change was rolled back, or its rollback failed; absent while no rollback was tried. */
  rolledBack?: 'done' | 'failed';
  /** The new physical resource of a replacement that was rolled back. */
  replacement?: PhysicalResource;
}

/** The changes since the stack's last stable state. */
export interface Unfinished {
  changes: ResourceChange[];
  /** The stack tags of these changes. */
  tags: Record<string, string>;
}

/** Options that only the creation of a stack has. */
export interface Origin {
  /** The stack that this one is nested in. */
  parentId?: string | undefined;
  onFailure?: OnFailure | undefined;
  disableRollback?: boolean | undefined;
}

/** What CloudFormation does with a stack whose creation fails. */
export type OnFailure = 'ROLLBACK' | 'DO_NOTHING' | 'DELETE';

/** What a change set has planned for a nested stack. */
export interface PlannedNestedStack {
  /** The stack that the operation creates or updates. A new one waits in REVIEW_IN_PROGRESS. */
  readonly stackId: string;
  /** Its template, as it was when the change set was created. */
  readonly source: TemplateSource;
  readonly nested: PlannedNestedStacks;
}

/** By logical id in the parent. */
export type PlannedNestedStacks = ReadonlyMap<string, PlannedNestedStack>;

/** How an operation treats failures, and whether it belongs to the operation of a parent stack. */
export interface OperationOptions {
  /** Successful changes stay when another one fails (DisableRollback, OnFailure DO_NOTHING). */
  preserve?: boolean | undefined;
  /** A rollback also deletes new resources whose DeletionPolicy is Retain. */
  retainExceptOnCreate?: boolean | undefined;
  /** The operation of the parent stack began this one. The nested stack cleans up when the parent does. */
  nested?: boolean | undefined;
  /** Express mode: a resource is done when its configuration is applied, before it is stable. */
  express?: boolean | undefined;
  /** The request that started a rollback; absent for one that CloudFormation starts when an operation fails. */
  startedBy?: 'ContinueUpdateRollback' | 'RollbackStack' | undefined;
  /** The stack policy of an update; absent: it may change everything. */
  policy?: StackPolicy | undefined;
  /** Resources that a continued rollback leaves as they are: `LogicalId`, or `StackName.LogicalId` in nested stacks. */
  resourcesToSkip?: readonly string[] | undefined;
  /** The nested stacks that the executed change set has planned; absent: their templates are read during the operation. */
  plannedNested?: PlannedNestedStacks | undefined;
}

/** The cleanup of a nested stack, which waits for the cleanup of its parent. */
export interface DeferredCleanup {
  /** Starts the cleanup and calls `released` at its end. */
  release(released: () => void): void;
  /** Rolls the update back instead; absent when the operation already is a rollback. */
  rollBack?: (() => void) | undefined;
}

/** The operation in progress, as other operations see it. */
export interface RunningOperation {
  readonly token: string;
  readonly options: OperationOptions;
  /** Cancels an update and rolls it back; undefined while that is not possible. */
  readonly cancel: (() => void) | undefined;
  readonly deferredCleanup: DeferredCleanup | undefined;
  /** Stops calling handlers. */
  abandonAll(): void;
  end(): void;
}

/** A stack: its state and its history. */
export interface Stack {
  readonly id: string;
  readonly name: string;
  status: StackStatus;
  reason: string | undefined;
  readonly created: Date;
  readonly origin: Origin;
  updated: Date | undefined;
  deleted: Date | undefined;
  /** The template of the last stable state, or of a failed operation that was not rolled back. */
  prepared: Prepared;
  /** undefined until the stack's first stable state. */
  stable: StableState | undefined;
  unfinished: Unfinished | undefined;
  drift: StackDrift | undefined;
  tags: Record<string, string>;
  /** By logical id, oldest first. */
  readonly resources: Map<string, StackResource>;
  outputs: Record<string, StackOutput>;
  /** Names of the exports that the stack imports. */
  imports: Set<string>;
  /** Oldest first. */
  readonly events: StackEvent[];
  /** Which updates of which resources an update may do; absent: all. */
  policy?: StackPolicy | undefined;
  /** Whether the stack cannot be deleted until a request switches this off. */
  terminationProtected: boolean;
  /** Whether the newest operation ran in express mode. */
  isExpress: boolean;
  /** The operation in progress. */
  operation: RunningOperation | undefined;
}

/** A copy of a resource's physical side, without the status of its logical id. */
export function physicalResourceOf(resource: PhysicalResource): PhysicalResource {
  const { type, physicalId, properties, model, deletionPolicy, updateReplacePolicy, needs } = resource;
  return { type, physicalId, properties, model, deletionPolicy, updateReplacePolicy, needs };
}

/** A stack before its first operation. */
export function newStack(
  id: string,
  name: string,
  prepared: Prepared,
  tags: Record<string, string>,
  created: Date,
  origin: Origin = {},
): Stack {
  return {
    id,
    name,
    status: 'REVIEW_IN_PROGRESS',
    reason: undefined,
    created,
    origin,
    updated: undefined,
    deleted: undefined,
    prepared,
    stable: undefined,
    unfinished: undefined,
    drift: undefined,
    tags,
    resources: new Map(),
    outputs: {},
    imports: new Set(),
    events: [],
    terminationProtected: false,
    isExpress: false,
    operation: undefined,
  };
}

/** Makes the present state the one that a later rollback restores. */
export function commitStableState(stack: Stack): void {
  const { prepared, tags, outputs, imports } = stack;
  stack.stable = { prepared, tags, outputs, imports: new Set(imports) };
  stack.unfinished = undefined;
}
