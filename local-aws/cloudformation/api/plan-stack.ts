import type { CloudFormation } from '../cloudformation';
import { hasOwnChanges } from '../stacks/fingerprint';
import { refuseUpdate } from '../stacks/status-rules';
import { withoutContent } from '../template/prepared';
import type { TransformFailed } from '../values/errors';
import { createLines, updateLines } from './change-lines';
import { driftLines } from './drift-lines';
import { NestedPlanner } from './nested-plans';
import { NO_CHANGES, type NestedPlan, type Plan, type WantedStack } from './plan';

/** Plans the creation of a stack, which waits in REVIEW_IN_PROGRESS from now on. */
export async function planCreate(
  cloudFormation: CloudFormation,
  wanted: WantedStack,
  parentId?: string,
): Promise<Plan> {
  const planned = cloudFormation.findStack(wanted.stackName);
  const stack = await cloudFormation.planStack({ ...wanted, planned, parentId });
  const { prepared, tags } = stack;
  const nested = nestedPlanner(cloudFormation, { stack, prepared, tags }, wanted);
  const changes = await createLines(prepared, nested);
  return { stack, prepared, tags, changes, imported: [], ...nestedResult(nested) };
}

/**
 * Plans the update of a stack.
 * @throws ServiceError ValidationError for a stack that cannot be updated, or a template that it cannot have
 */
export async function planUpdate(cloudFormation: CloudFormation, wanted: WantedStack): Promise<Plan> {
  const { tags, revertsDrift } = wanted;
  const stack = cloudFormation.getStack(wanted.stackName);
  refuseUpdate(stack, true);
  const prepared = await cloudFormation.planUpdate({ ...wanted, absentParameters: 'default' });
  const nested = nestedPlanner(cloudFormation, { stack, prepared, tags }, wanted);
  const usual = await updateLines(cloudFormation, stack, prepared, tags, nested);
  const { changes, live } = revertsDrift
    ? await driftLines(cloudFormation, stack, { prepared, tags }, usual)
    : { changes: usual, live: undefined };
  const result = nestedResult(nested);
  const isChanged = nested
    ? result.nested.some(({ failure }) => failure !== NO_CHANGES) ||
      (await hasOwnChanges(cloudFormation, stack, prepared, tags))
    : await cloudFormation.changes(stack, prepared, tags);
  const isEmpty =
    stack.unfinished === undefined && (live === undefined || changes.length === 0) && !isChanged;
  const plan = { stack, prepared, tags, changes, live, imported: [], ...result };
  return isEmpty ? { ...plan, changes: [], failure: NO_CHANGES } : plan;
}

/** The plan of a template that a transform cannot make. A new stack waits in REVIEW_IN_PROGRESS, another one stays as it is. */
export function planFailed(
  cloudFormation: CloudFormation,
  wanted: WantedStack,
  error: TransformFailed,
): Plan {
  const stack = cloudFormation.findStack(wanted.stackName) ?? cloudFormation.planFailedStack(wanted, error);
  const { template, parameters, tags } = wanted;
  const prepared = withoutContent({ ...stack.prepared.source, text: template }, parameters, error.message);
  return { stack, prepared, tags, changes: [], imported: [], nested: [], failure: error.message };
}

function nestedPlanner(
  cloudFormation: CloudFormation,
  parent: Pick<Plan, 'stack' | 'prepared' | 'tags'>,
  { includesNestedStacks, changeSetName }: WantedStack,
): NestedPlanner | undefined {
  if (!includesNestedStacks) return undefined;
  const planStack = (wanted: WantedStack, isNew: boolean): Promise<Plan> =>
    isNew ? planCreate(cloudFormation, wanted, parent.stack.id) : planUpdate(cloudFormation, wanted);
  return new NestedPlanner(cloudFormation, { ...parent, changeSetName }, planStack);
}

/** A nested stack without changes does not fail the change set of its parent. Any other failure does. */
function nestedResult(planner: NestedPlanner | undefined): Pick<Plan, 'nested' | 'failure'> {
  const nested: NestedPlan[] = planner?.plans ?? [];
  const failed = nested.find(({ failure }) => failure !== undefined && failure !== NO_CHANGES);
  return {
    nested,
    failure:
      failed && `Nested change set ${failed.changeSetId} was not successfully created: Currently in FAILED.`,
  };
}
