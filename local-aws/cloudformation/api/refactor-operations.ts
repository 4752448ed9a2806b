import type {
  CreateStackRefactorInput,
  DescribeStackRefactorInput,
  DescribeStackRefactorOutput,
  ExecuteStackRefactorInput,
  ListStackRefactorActionsInput,
  ListStackRefactorsInput,
  StackRefactorAction,
  StackRefactorExecutionStatus,
} from '@aws-sdk/client-cloudformation';
import { ServiceError } from '../../core/service';
import type { CloudFormation } from '../cloudformation';
import { executeRefactor, type Move, type RefactorPlan } from '../operations/refactor';
import { providerOf } from '../resource-types/provider';
import { messageOf, validationError } from '../values/errors';
import { systemTags } from '../values/tags';
import { planRefactor } from './refactor-plan';

interface Refactor {
  id: string;
  description: string | undefined;
  /** undefined when the request could not be planned. */
  plan: RefactorPlan | undefined;
  reason: string | undefined;
  execution: StackRefactorExecutionStatus;
  executionReason: string | undefined;
}

/** The API operations for stack refactoring (AWS CloudFormation API Reference). A plan is complete at once. */
export function refactorOperations(cloudFormation: CloudFormation) {
  const refactors = new Map<string, Refactor>();
  const get = (id = ''): Refactor => {
    const found = refactors.get(id);
    if (!found)
      throw new ServiceError('StackRefactorNotFoundException', `Stack refactor ${id} does not exist`, 404);
    if (found.execution === 'AVAILABLE' && found.plan && isObsolete(found.plan)) {
      found.execution = 'OBSOLETE';
      found.executionReason = 'A stack has changed since the stack refactor was created.';
    }
    return found;
  };
  return {
    CreateStackRefactor: async (input: CreateStackRefactorInput) => {
      const id = cloudFormation.uuid();
      const { plan, reason } = await planned(cloudFormation, input);
      refactors.set(id, {
        id,
        description: input.Description,
        plan,
        reason,
        execution: plan ? 'AVAILABLE' : 'UNAVAILABLE',
        executionReason: undefined,
      });
      return { StackRefactorId: id };
    },
    DescribeStackRefactor: (input: DescribeStackRefactorInput): DescribeStackRefactorOutput => {
      const refactor = get(input.StackRefactorId);
      return { ...summaryOf(refactor), StackIds: refactor.plan?.stacks.map(({ stack }) => stack.id) ?? [] };
    },
    ExecuteStackRefactor: (input: ExecuteStackRefactorInput) => {
      const refactor = get(input.StackRefactorId);
      const { plan, execution } = refactor;
      if (!plan || execution !== 'AVAILABLE') {
        throw validationError(
          `Stack refactor ${refactor.id} cannot be executed in its current execution status of ${execution}.`,
        );
      }
      refactor.execution = 'EXECUTE_IN_PROGRESS';
      executeRefactor(cloudFormation, plan, ({ status, reason }) => {
        refactor.execution = status;
        refactor.executionReason = reason;
      });
    },
    ListStackRefactors: ({ ExecutionStatusFilter: wanted }: ListStackRefactorsInput) => ({
      StackRefactorSummaries: [...refactors.keys()]
        .map((id) => get(id))
        .filter(({ execution }) => wanted?.includes(execution) !== false)
        .map(summaryOf),
    }),
    ListStackRefactorActions: (input: ListStackRefactorActionsInput) => ({
      StackRefactorActions: actionsOf(cloudFormation, get(input.StackRefactorId).plan),
    }),
  };
}

async function planned(cloudFormation: CloudFormation, input: CreateStackRefactorInput) {
  try {
    return { plan: await planRefactor(cloudFormation, input), reason: undefined };
  } catch (error) {
    return { plan: undefined, reason: messageOf(error) };
  }
}

/** Whether a stack has another template, or an operation in progress, since the plan was made. */
function isObsolete({ stacks }: RefactorPlan): boolean {
  return stacks.some(
    ({ stack, before }) =>
      stack.prepared !== before || stack.operation !== undefined || stack.status === 'DELETE_COMPLETE',
  );
}

function summaryOf({ id, description, plan, reason, execution, executionReason }: Refactor) {
  return {
    StackRefactorId: id,
    Description: description,
    ExecutionStatus: execution,
    ExecutionStatusReason: executionReason,
    Status: plan ? ('CREATE_COMPLETE' as const) : ('CREATE_FAILED' as const),
    StatusReason: reason,
  };
}

function actionsOf(cloudFormation: CloudFormation, plan: RefactorPlan | undefined): StackRefactorAction[] {
  const created = (plan?.stacks ?? []).filter(({ isNew }) => isNew);
  return [
    ...created.map(({ stack }): StackRefactorAction => ({
      Action: 'CREATE',
      Entity: 'STACK',
      PhysicalResourceId: stack.id,
      Description: `Stack ${stack.id} created.`,
    })),
    ...(plan?.moves ?? []).map((move) => actionOf(cloudFormation, move)),
  ];
}

function actionOf(
  cloudFormation: CloudFormation,
  { resource, from, to, logicalId, detection }: Move,
): StackRefactorAction {
  const { taggable } = providerOf(cloudFormation, resource.type);
  const tags = { ...to.tags, ...systemTags(to, logicalId) };
  const old = Object.keys({ ...from.tags, ...systemTags(from, resource.logicalId) });
  return {
    Action: 'MOVE',
    Entity: 'RESOURCE',
    PhysicalResourceId: resource.physicalId,
    Detection: detection,
    TagResources: taggable ? Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) : [],
    UntagResources: taggable ? old.filter((key) => !(key in tags)) : [],
    ResourceMapping: {
      Source: { StackName: from.name, LogicalResourceId: resource.logicalId },
      Destination: { StackName: to.name, LogicalResourceId: logicalId },
    },
  };
}
