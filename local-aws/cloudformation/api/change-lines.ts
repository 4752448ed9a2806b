import type { Change, PolicyAction, ResourceChange } from '@aws-sdk/client-cloudformation';
import type { CloudFormation } from '../cloudformation';
import { providerOf } from '../resource-types/provider';
import type { Stack, StackResource } from '../stacks/stack';
import { comparisonScope } from '../stacks/stack-scope';
import { inOrder } from '../template/graph';
import { NESTED_STACK } from '../template/nested-templates';
import type { Prepared } from '../template/prepared';
import type { DeletionPolicy } from '../template/template';
import { sameTags } from '../values/tags';
import { changeDetails, replacementOf, type ChangedResources, type ResourceDetail } from './change-details';
import type { NestedPlanner } from './nested-plans';
import { NO_CHANGES, type NestedPlan } from './plan';

/** One line of a change set. */
export function changeLine(
  action: 'Add' | 'Import' | 'Modify' | 'Remove' | 'SyncWithActual',
  logicalId: string,
  type: string,
  physicalId?: string,
  more: ResourceChange = {},
): Change {
  return {
    Type: 'Resource',
    ResourceChange: {
      Action: action,
      LogicalResourceId: logicalId,
      ResourceType: type,
      PhysicalResourceId: physicalId,
      Scope: [],
      Details: [],
      ...more,
    },
  };
}

/**
 * The lines of a change set that updates a stack. A line follows a changed resource to those that refer to it.
 * Source: AWS CloudFormation API Reference, ResourceChange.
 * @param tags the stack tags after the update
 * @param planner plans the nested stacks; absent: the lines do not say what changes in them
 */
export async function updateLines(
  cloudFormation: CloudFormation,
  stack: Stack,
  prepared: Prepared,
  tags: Record<string, string>,
  planner?: NestedPlanner,
): Promise<Change[]> {
  const changed: ChangedResources = new Map();
  const lines = new Map<string, Change>();
  for (const logicalId of inOrder(prepared.dependencies, 'resources')) {
    const declaration = prepared.resources[logicalId];
    const present = stack.resources.get(logicalId);
    if (!declaration) continue;
    const nested = declaration.Type === NESTED_STACK ? await planner?.plan(logicalId) : undefined;
    if (!present) {
      lines.set(logicalId, addLine(prepared, logicalId, declaration.Type, nested));
      continue;
    }
    const details = await detailsOf(cloudFormation, stack, prepared, tags, present, changed, nested);
    if (details.length === 0) continue;
    const replacement = replacementOf(details);
    changed.set(logicalId, replacement);
    const more: ResourceChange = {
      Replacement: replacement,
      Scope: [...new Set(details.flatMap(({ Target }) => Target?.Attribute ?? []))],
      Details: details,
      ChangeSetId: nested?.changeSetId,
      ModuleInfo: prepared.modules[logicalId],
      PolicyAction:
        replacement === 'False' ? undefined : `ReplaceAnd${policyAction(present.updateReplacePolicy)}`,
    };
    lines.set(logicalId, changeLine('Modify', logicalId, declaration.Type, present.physicalId, more));
  }
  // The dependencies decide what is compared first, the template decides what is shown first.
  const shown = Object.keys(prepared.resources).flatMap((logicalId) => lines.get(logicalId) ?? []);
  const removed = [...stack.resources.values()].filter(({ logicalId }) => !(logicalId in prepared.resources));
  return [...shown, ...removed.map((resource) => removeLine(stack, resource))];
}

async function detailsOf(
  cloudFormation: CloudFormation,
  stack: Stack,
  prepared: Prepared,
  tags: Record<string, string>,
  present: StackResource,
  changed: ChangedResources,
  nested: NestedPlan | undefined,
): Promise<ResourceDetail[]> {
  const { logicalId } = present;
  const after = prepared.resources[logicalId];
  const before = stack.prepared.resources[logicalId];
  const provider = providerOf(cloudFormation, present.type);
  const details = await changeDetails({
    provider,
    before: { declaration: before, scope: comparisonScope(cloudFormation, stack, stack.prepared) },
    after: { declaration: after, scope: comparisonScope(cloudFormation, stack, prepared) },
    parameters: { before: stack.prepared.parameters, after: prepared.parameters },
    changed,
  });
  const hasOwnTags = details.some(({ Target }) => Target?.Attribute === 'Tags');
  if (provider.taggable && provider.updatable && !hasOwnTags && !sameTags(stack.tags, tags))
    details.push({
      Target: { Attribute: 'Tags', RequiresRecreation: 'Never' },
      Evaluation: 'Static',
      ChangeSource: 'DirectModification',
    });
  // CloudFormation visits each nested stack, because its template may have changed. With a change set of its own it is known.
  if (present.type === NESTED_STACK && details.length === 0 && nested?.failure !== NO_CHANGES)
    details.push({
      Target: { Attribute: 'Properties', RequiresRecreation: 'Never' },
      Evaluation: 'Dynamic',
      ChangeSource: 'Automatic',
    });
  return details;
}

function addLine({ modules }: Prepared, logicalId: string, type: string, nested?: NestedPlan): Change {
  const more = { ModuleInfo: modules[logicalId], ChangeSetId: nested?.changeSetId };
  return changeLine('Add', logicalId, type, nested?.stack.id, more);
}

function removeLine(stack: Stack, { logicalId, type, physicalId, deletionPolicy }: StackResource): Change {
  return changeLine('Remove', logicalId, type, physicalId, {
    PolicyAction: policyAction(deletionPolicy),
    ModuleInfo: stack.prepared.modules[logicalId],
  });
}

function policyAction(
  policy: DeletionPolicy | undefined,
): Extract<PolicyAction, 'Delete' | 'Retain' | 'Snapshot'> {
  if (policy === 'Snapshot') return policy;
  return policy === 'Retain' || policy === 'RetainExceptOnCreate' ? 'Retain' : 'Delete';
}

/**
 * The lines of a change set that creates a stack.
 * @param planner plans the nested stacks
 */
export async function createLines(prepared: Prepared, planner?: NestedPlanner): Promise<Change[]> {
  const lines: Change[] = [];
  for (const [logicalId, { Type }] of Object.entries(prepared.resources)) {
    const nested = Type === NESTED_STACK ? await planner?.plan(logicalId) : undefined;
    lines.push(addLine(prepared, logicalId, Type, nested));
  }
  return lines;
}
