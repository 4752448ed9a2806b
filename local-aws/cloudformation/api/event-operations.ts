import type {
  DescribeEventsInput,
  DescribeEventsOutput,
  DescribeStackEventsInput,
  OperationEvent,
  OperationType,
  StackEvent,
} from '@aws-sdk/client-cloudformation';
import type { CloudFormation } from '../cloudformation';
import type { Stack } from '../stacks/stack';
import { validationError } from '../values/errors';
import type { ChangeSets } from './change-sets';

/** The API operations that show events (AWS CloudFormation API Reference). The newest event comes first. */
export function eventOperations(cloudFormation: CloudFormation, changeSets: ChangeSets) {
  return {
    DescribeStackEvents: ({ StackName: stackName = '' }: DescribeStackEventsInput) => {
      const stack = cloudFormation.findStack(stackName);
      if (!stack) throw validationError(`Stack [${stackName}] does not exist`);
      return { StackEvents: [...stack.events].reverse() };
    },
    DescribeEvents: (input: DescribeEventsInput): DescribeEventsOutput => {
      const { StackName, ChangeSetName, OperationId, Filters } = input;
      if (StackName === undefined && ChangeSetName === undefined && OperationId === undefined)
        throw validationError('One of StackName, ChangeSetName and OperationId must be specified.');
      // The creation of a change set checks everything at once here, so it has no events of its own.
      if (ChangeSetName !== undefined) {
        changeSets.get(ChangeSetName, StackName);
        return { OperationEvents: [] };
      }
      const stacks =
        StackName === undefined ? cloudFormation.stacks.all : [cloudFormation.getStack(StackName)];
      const events = stacks
        .flatMap(operationEvents)
        .filter((event) => OperationId === undefined || event.OperationId === OperationId)
        .filter(({ EventType }) => Filters?.FailedEvents !== true || EventType === 'PROVISIONING_ERROR');
      return { OperationEvents: events.reverse() };
    },
  };
}

/** The events of a stack with the operation that each belongs to. */
function operationEvents(stack: Stack): OperationEvent[] {
  const types = new Map<string, OperationType>();
  let before = '';
  for (const { OperationId = '', PhysicalResourceId, ResourceStatus = '' } of stack.events) {
    if (PhysicalResourceId !== stack.id) continue;
    if (!types.has(OperationId)) types.set(OperationId, operationType(ResourceStatus, before));
    before = ResourceStatus;
  }
  return stack.events.map((event) => operationEvent(stack, event, types.get(event.OperationId ?? '')));
}

/**
 * @param first the stack status with which the operation begins
 * @param before the stack status before it
 */
function operationType(first: string, before: string): OperationType {
  if (first === 'REVIEW_IN_PROGRESS') return 'CREATE_CHANGESET';
  if (first.startsWith('CREATE')) return 'CREATE_STACK';
  if (first.startsWith('DELETE')) return 'DELETE_STACK';
  if (first.includes('ROLLBACK'))
    return before === 'UPDATE_ROLLBACK_FAILED' ? 'CONTINUE_ROLLBACK' : 'ROLLBACK';
  return 'UPDATE_STACK';
}

function operationEvent(stack: Stack, event: StackEvent, type: OperationType | undefined): OperationEvent {
  const status = event.ResourceStatus ?? '';
  const shared: OperationEvent = { ...event, OperationType: type };
  if (event.PhysicalResourceId !== stack.id)
    return { ...shared, EventType: status.endsWith('_FAILED') ? 'PROVISIONING_ERROR' : 'PROGRESS_EVENT' };
  const isSuccess = type === 'ROLLBACK' || type === 'CONTINUE_ROLLBACK' || !status.includes('ROLLBACK');
  const ended = isSuccess && status.endsWith('_COMPLETE') ? 'SUCCEEDED' : 'FAILED';
  return {
    ...shared,
    EventType: 'STACK_EVENT',
    OperationStatus: status.endsWith('_IN_PROGRESS') ? 'IN_PROGRESS' : ended,
  };
}
