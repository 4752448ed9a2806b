import type {
  Capability,
  Change,
  ChangeSetStatus,
  ChangeSetSummary,
  ChangeSetType,
  DeploymentConfig,
  DescribeChangeSetOutput,
  ExecutionStatus,
  StackDriftStatus,
} from '@aws-sdk/client-cloudformation';
import type { ResourceToImport } from '../operations/import';
import type { LiveStates } from '../stacks/live-state';
import type { OnFailure, PlannedNestedStacks, Stack } from '../stacks/stack';
import type { Prepared } from '../template/prepared';
import type { DeploymentOptions } from './deployment-config';
import { describeParameters } from './describe';
import { plannedStacks, type NestedPlan, type Plan } from './plan';

/** A stored plan of an operation. */
export interface ChangeSet {
  id: string;
  name: string;
  type: ChangeSetType;
  description: string | undefined;
  stack: Stack;
  /** The template and the values of its parameters, which are read when the change set is created. */
  prepared: Prepared;
  tags: Record<string, string>;
  capabilities: Capability[];
  changes: Change[];
  /** The resources of an import; empty for other change sets. */
  imported: ResourceToImport[];
  /** The live states that a drift-aware change set found. */
  live?: LiveStates | undefined;
  revertsDrift: boolean;
  includesNestedStacks: boolean;
  /** The change sets that this one, of a nested stack, belongs to. */
  nestedIn: { parent: ChangeSet; root: ChangeSet } | undefined;
  /** The nested stacks, as the execution has to find them. */
  plannedNested: PlannedNestedStacks | undefined;
  onFailure: OnFailure | undefined;
  deployment: DeploymentOptions;
  deploymentConfig: DeploymentConfig | undefined;
  status: ChangeSetStatus;
  reason: string | undefined;
  execution: ExecutionStatus;
  created: Date;
}

/** What a request says of the root change set. */
type Requested = Omit<
  ChangeSet,
  keyof Plan | 'plannedNested' | 'nestedIn' | 'status' | 'reason' | 'execution'
>;

/** The root change set of a plan and then those of the nested stacks. */
export function changeSetsOf({ nested, failure, ...plan }: Plan, requested: Requested): ChangeSet[] {
  const isFailed = failure !== undefined;
  const root: ChangeSet = {
    ...requested,
    ...plan,
    nestedIn: undefined,
    plannedNested: requested.includesNestedStacks ? plannedStacks(nested) : undefined,
    status: isFailed ? 'FAILED' : 'CREATE_COMPLETE',
    reason: failure,
    execution: isFailed ? 'UNAVAILABLE' : 'AVAILABLE',
  };
  return [root, ...nested.flatMap((each) => nestedSetsOf(each, { parent: root, root }))];
}

function nestedSetsOf(plan: NestedPlan, nestedIn: NonNullable<ChangeSet['nestedIn']>): ChangeSet[] {
  const { nested, failure, changeSetName: name, changeSetId: id, ...planned } = plan;
  const set: ChangeSet = {
    ...nestedIn.root,
    ...planned,
    ...{ id, name, nestedIn, plannedNested: undefined, description: undefined },
    status: failure === undefined ? 'CREATE_COMPLETE' : 'FAILED',
    reason: failure ?? 'Only executable from the root change set.',
    execution: 'UNAVAILABLE',
  };
  return [set, ...nested.flatMap((each) => nestedSetsOf(each, { ...nestedIn, parent: set }))];
}

/** A change set as ListChangeSets shows it. */
export function summariseChangeSet(set: ChangeSet): ChangeSetSummary {
  return {
    StackId: set.stack.id,
    StackName: set.stack.name,
    ChangeSetId: set.id,
    ChangeSetName: set.name,
    ExecutionStatus: set.execution,
    Status: set.status,
    StatusReason: set.reason,
    CreationTime: set.created,
    Description: set.description,
    IncludeNestedStacks: set.includesNestedStacks,
    ParentChangeSetId: set.nestedIn?.parent.id,
    RootChangeSetId: set.nestedIn?.root.id,
    ImportExistingResources: false,
  };
}

/** A change set as DescribeChangeSet shows it. */
export function describeChangeSet(set: ChangeSet): DescribeChangeSetOutput {
  return {
    ...summariseChangeSet(set),
    NotificationARNs: [],
    RollbackConfiguration: {},
    Capabilities: set.capabilities,
    OnStackFailure: set.onFailure,
    DeploymentConfig: set.deploymentConfig,
    ...(set.revertsDrift && { DeploymentMode: 'REVERT_DRIFT', StackDriftStatus: driftStatus(set) }),
    Changes: set.changes,
    Parameters: describeParameters(set.prepared),
    Tags: Object.entries(set.tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

function driftStatus({ live }: ChangeSet): StackDriftStatus {
  const statuses = [...(live?.values() ?? [])].map(({ status }) => status);
  if (statuses.some((status) => status === 'MODIFIED' || status === 'DELETED')) return 'DRIFTED';
  return statuses.includes('UNKNOWN') ? 'UNKNOWN' : 'IN_SYNC';
}
