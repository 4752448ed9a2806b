import type { ResourceStatus, StackEvent, StackStatus } from '@aws-sdk/client-cloudformation';
import type { ResourceChange } from './resource-change';
import type { DriftOfStack, DriftOfResource } from '../operations/drift';
import type { Operation } from '../operations/operation';
import type { Prepared } from '../template/prepare';
import type { DeletionPolicy } from '../template/template';
import type { ValueMap } from '../values/value';

/** One physical resource behind a logical id. A replacement has two of them until cleanup. */
export interface PhysicalResource {
  type: string;
  /** undefined until a handler has named it. */
  physicalId: string | undefined;
  /** What the template wanted when it was last brought to a good state. */
  properties: ValueMap;
  /** What its handler last answered. */
  model: ValueMap;
  deletionPolicy: DeletionPolicy | undefined;
  updateReplacePolicy: DeletionPolicy | undefined;
  /** Logical ids that it needs; they go after it. */
  needs: readonly string[];
}

/** A resource of a stack, as DescribeStackResources shows it. */
export interface StackResource extends PhysicalResource {
  readonly logicalId: string;
  status: ResourceStatus;
  reason: string | undefined;
  timestamp: Date;
  /** What READ has answered since the last change; Fn::GetAtt takes it from here. */
  attributes: ValueMap | undefined;
  /** What the last drift detection found. */
  drift: DriftOfResource | undefined;
}

export interface StackOutput {
  value: string;
  description: string | undefined;
  exportName: string | undefined;
}

/** What a rollback leads back to. */
export interface StableState {
  prepared: Prepared;
  tags: Record<string, string>;
  outputs: Record<string, StackOutput>;
  imports: Set<string>;
}

/** What has been done to resources since the stack was last good. */
export interface Unfinished {
  changes: ResourceChange[];
  /** The stack tags that they were given. */
  tags: Record<string, string>;
}

/** What only the beginning of a stack decides. */
export interface Origin {
  /** The stack that this one is nested in. */
  parentId?: string | undefined;
  onFailure?: OnFailure | undefined;
  disableRollback?: boolean | undefined;
}

/** What becomes of a stack that cannot be created. */
export type OnFailure = 'ROLLBACK' | 'DO_NOTHING' | 'DELETE';

/** A stack: its state, and what happened to it. */
export interface Stack {
  readonly id: string;
  readonly name: string;
  status: StackStatus;
  reason: string | undefined;
  readonly created: Date;
  readonly origin: Origin;
  updated: Date | undefined;
  deleted: Date | undefined;
  /** Template and parameter values: of the last good state, or of what failed and was left as it is. */
  prepared: Prepared;
  /** The last good state; undefined until the first one. */
  stable: StableState | undefined;
  unfinished: Unfinished | undefined;
  drift: DriftOfStack | undefined;
  tags: Record<string, string>;
  /** By logical id, in the order in which they came. */
  readonly resources: Map<string, StackResource>;
  outputs: Record<string, StackOutput>;
  /** Names of the exports that it imports. */
  imports: Set<string>;
  /** Oldest first. */
  readonly events: StackEvent[];
  /** What runs now. */
  operation: Operation | undefined;
}

/** What describes a resource's physical side, without its status. */
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
    operation: undefined,
  };
}

/** The stack is good as it is now: this is what a later rollback leads back to. */
export function commitStableState(stack: Stack): void {
  const { prepared, tags, outputs, imports } = stack;
  stack.stable = { prepared, tags, outputs, imports: new Set(imports) };
  stack.unfinished = undefined;
}
