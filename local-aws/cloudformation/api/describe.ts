import type {
  Parameter,
  Stack as StackDescription,
  StackDriftInformation,
  StackResource as ResourceDescription,
  StackResourceSummary,
  StackSummary,
} from '@aws-sdk/client-cloudformation';
import type { Stack, StackResource } from '../stacks/stack';
import { isStored } from '../template/parameters';
import type { Prepared } from '../template/prepared';
import { isList, scalarText, type Value } from '../values/value';

function parameterText(value: Value): string {
  return isList(value) ? value.map(scalarText).join(',') : scalarText(value);
}

/** The parameters of a stack or a change set. An SSM parameter has its name as value, and its own value besides. */
export function describeParameters({ template, parameters, parameterTexts }: Prepared): Parameter[] {
  return Object.entries(parameterTexts).map(([ParameterKey, text]) => {
    const declaration = template.Parameters[ParameterKey];
    const shown = (value: string): string => (scalarText(declaration?.NoEcho) === 'true' ? '****' : value);
    const resolved = declaration && isStored(declaration) ? parameters[ParameterKey] : undefined;
    return {
      ParameterKey,
      ParameterValue: shown(text),
      ...(resolved !== undefined && { ResolvedValue: shown(parameterText(resolved)) }),
    };
  });
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
    Parameters: describeParameters(stack.prepared),
    CreationTime: stack.created,
    LastUpdatedTime: stack.updated,
    DeletionTime: stack.deleted,
    StackStatus: stack.status,
    StackStatusReason: stack.reason,
    DisableRollback: stack.origin.disableRollback ?? false,
    DeploymentConfig: { Mode: stack.isExpress ? 'EXPRESS' : 'STANDARD' },
    ParentId: stack.origin.parentId,
    RootId: rootId,
    EnableTerminationProtection: stack.terminationProtected,
    RollbackConfiguration: {},
    NotificationARNs: [],
    Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
    DriftInformation: driftOf(stack),
    Tags: Object.entries(stack.tags).map(([Key, Value]) => ({ Key, Value })),
    Outputs: Object.entries(stack.outputs).map(([OutputKey, { value, description, exportName }]) => ({
      OutputKey,
      OutputValue: value,
      Description: description,
      ExportName: exportName,
    })),
  };
}

/** A stack as ListStacks shows it. */
export function summariseStack(stack: Stack, rootId: string | undefined): StackSummary {
  return {
    StackId: stack.id,
    StackName: stack.name,
    TemplateDescription: stack.prepared.template.Description,
    CreationTime: stack.created,
    LastUpdatedTime: stack.updated,
    DeletionTime: stack.deleted,
    StackStatus: stack.status,
    StackStatusReason: stack.reason,
    ParentId: stack.origin.parentId,
    RootId: rootId,
    DriftInformation: driftOf(stack),
  };
}

function driftOf({ drift }: Stack): StackDriftInformation {
  return { StackDriftStatus: drift?.status ?? 'NOT_CHECKED', LastCheckTimestamp: drift?.timestamp };
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
