import type {
  Parameter,
  Stack as StackDescription,
  StackResource as ResourceDescription,
  StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import type { Stack, StackResource } from '../stacks/stack';
import { isList, scalarText, type Value } from '../values/value';

function parameterText(value: Value): string {
  return isList(value) ? value.map(scalarText).join(',') : scalarText(value);
}

function parametersOf({ prepared }: Stack): Parameter[] {
  return Object.entries(prepared.parameters).map(([ParameterKey, value]) => ({
    ParameterKey,
    ParameterValue:
      scalarText(prepared.template.Parameters[ParameterKey]?.NoEcho) === 'true'
        ? '****'
        : parameterText(value),
  }));
}

/**
 * A stack as DescribeStacks shows it.
 * @param rootId the root of the stacks that it is nested in; undefined when it is not nested
 */
export function describeStack(stack: Stack, rootId: string | undefined): StackDescription {
  return {
    StackId: stack.id,
    StackName: stack.name,
    Description: stack.prepared.template.Description,
    Parameters: parametersOf(stack),
    CreationTime: stack.created,
    LastUpdatedTime: stack.updated,
    DeletionTime: stack.deleted,
    StackStatus: stack.status,
    StackStatusReason: stack.reason,
    DisableRollback: stack.origin.disableRollback ?? false,
    DeploymentConfig: { Mode: stack.isExpress ? 'EXPRESS' : 'STANDARD' },
    ParentId: stack.origin.parentId,
    RootId: rootId,
    EnableTerminationProtection: false,
    RollbackConfiguration: {},
    NotificationARNs: [],
    Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
    DriftInformation: {
      StackDriftStatus: stack.drift?.status ?? 'NOT_CHECKED',
      LastCheckTimestamp: stack.drift?.timestamp,
    },
    Tags: Object.entries(stack.tags).map(([Key, Value]) => ({ Key, Value })),
    Outputs: Object.entries(stack.outputs).map(([OutputKey, { value, description, exportName }]) => ({
      OutputKey,
      OutputValue: value,
      Description: description,
      ExportName: exportName,
    })),
  };
}

/** A resource as DescribeStackResources shows it. */
export function describeResource(stack: Stack, resource: StackResource): ResourceDescription {
  return {
    StackId: stack.id,
    StackName: stack.name,
    ...summariseResource(stack, resource),
    Timestamp: resource.timestamp,
  };
}

/** A resource as ListStackResources shows it. */
export function summariseResource(
  stack: Stack,
  resource: StackResource,
): StackResourceSummary & { Timestamp?: Date } {
  return {
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId,
    ResourceType: resource.type,
    LastUpdatedTimestamp: resource.timestamp,
    ResourceStatus: resource.status,
    ResourceStatusReason: resource.reason,
    DriftInformation: {
      StackResourceDriftStatus: resource.drift?.status ?? 'NOT_CHECKED',
      LastCheckTimestamp: resource.drift?.timestamp,
    },
    ModuleInfo: stack.prepared.modules[resource.logicalId],
  };
}
