import type {
  DescribeStackDriftDetectionStatusInput,
  DescribeStackDriftDetectionStatusOutput,
  DescribeStackResourceDriftsInput,
  DetectStackDriftInput,
  DetectStackResourceDriftInput,
  StackResourceDrift,
} from '@aws-sdk/client-cloudformation';
import type { CloudFormation } from '../cloudformation';
import { beginDriftDetection, detectDrift, knowsDrift, type DriftDetection } from '../operations/drift';
import type { Stack, StackResource } from '../stacks/stack';
import { refuseDriftDetection } from '../stacks/status-rules';
import { validationError } from '../values/errors';

/** The API operations for drift detection (AWS CloudFormation API Reference). */
export function driftOperations(cloudFormation: CloudFormation) {
  const detections = new Map<string, DriftDetection>();
  return {
    DetectStackDrift: ({
      StackName: stackName = '',
      LogicalResourceIds: logicalIds,
    }: DetectStackDriftInput) => {
      const stack = cloudFormation.getStack(stackName);
      refuseDriftDetection(stack);
      for (const logicalId of logicalIds ?? []) resourceOf(stack, logicalId);
      const detection = beginDriftDetection(cloudFormation, stack, logicalIds);
      detections.set(detection.id, detection);
      return { StackDriftDetectionId: detection.id };
    },
    DescribeStackDriftDetectionStatus: ({
      StackDriftDetectionId: id = '',
    }: DescribeStackDriftDetectionStatusInput): DescribeStackDriftDetectionStatusOutput => {
      const detection = detections.get(id);
      if (!detection) throw validationError(`Stack drift detection ${id} does not exist`);
      return {
        StackId: detection.stack.id,
        StackDriftDetectionId: id,
        StackDriftStatus: detection.status,
        DetectionStatus: detection.detection,
        DetectionStatusReason: detection.reason,
        DriftedStackResourceCount: detection.drifted,
        Timestamp: detection.timestamp,
      };
    },
    DescribeStackResourceDrifts: ({
      StackName: stackName = '',
      StackResourceDriftStatusFilters: filters,
    }: DescribeStackResourceDriftsInput) => {
      const stack = cloudFormation.getStack(stackName);
      const drifts = [...stack.resources.values()].flatMap((resource) => describe(stack, resource));
      return {
        StackResourceDrifts: drifts.filter(
          ({ StackResourceDriftStatus: status }) =>
            status !== undefined && filters?.includes(status) !== false,
        ),
      };
    },
    DetectStackResourceDrift: async ({
      StackName: stackName = '',
      LogicalResourceId: logicalId = '',
    }: DetectStackResourceDriftInput) => {
      const stack = cloudFormation.getStack(stackName);
      refuseDriftDetection(stack);
      const resource = resourceOf(stack, logicalId);
      if (!knowsDrift(cloudFormation, resource)) {
        throw validationError(`Drift detection is not supported for resource type ${resource.type} here.`);
      }
      await detectDrift(cloudFormation, stack, resource);
      return { StackResourceDrift: describe(stack, resource)[0] };
    },
  };
}

function resourceOf(stack: Stack, logicalId: string): StackResource {
  const resource = stack.resources.get(logicalId);
  if (!resource) throw validationError(`Resource ${logicalId} does not exist for stack ${stack.name}`);
  return resource;
}

function describe(stack: Stack, resource: StackResource): StackResourceDrift[] {
  const { drift, logicalId, physicalId, type } = resource;
  if (!drift) return [];
  const { status, expected, actual, differences, timestamp, reason } = drift;
  return [
    {
      StackId: stack.id,
      LogicalResourceId: logicalId,
      PhysicalResourceId: physicalId,
      ResourceType: type,
      ExpectedProperties: expected && JSON.stringify(expected),
      ActualProperties: actual && JSON.stringify(actual),
      PropertyDifferences: differences,
      StackResourceDriftStatus: status,
      DriftStatusReason: reason,
      Timestamp: timestamp,
      ModuleInfo: stack.prepared.modules[logicalId],
    },
  ];
}
