import type {
  BatchGetDeploymentTargetsInput,
  BatchGetDeploymentTargetsOutput,
  DeploymentTarget,
  GetDeploymentTargetInput,
  GetDeploymentTargetOutput,
  LifecycleEvent,
  ListDeploymentTargetsInput,
  ListDeploymentTargetsOutput,
} from '@aws-sdk/client-codedeploy';
import { ServiceError } from '../../../core/service';
import { page } from '../pages';
import type { Deployment, LifecycleEventRecord } from '../records';
import type { State } from '../state';
import { describeTaskSets } from './task-sets';

const FILTERS = ['TargetStatus', 'ServerInstanceLabel'];

export const targetOperations = (state: State) => ({
  /** An ECS deployment has exactly one target: its service. */
  ListDeploymentTargets(input: ListDeploymentTargetsInput): ListDeploymentTargetsOutput {
    const { target } = getStarted(state, input.deploymentId);
    const filters = input.targetFilters ?? {};
    const unknown = Object.keys(filters).find((name) => !FILTERS.includes(name));
    if (unknown !== undefined)
      throw new ServiceError('InvalidTargetFilterNameException', `Invalid target filter name: ${unknown}`);
    const matches = filters.TargetStatus?.includes(target.status) ?? true;
    const { items, nextToken } = page(
      matches ? [target.id] : [],
      (id) => id,
      input.nextToken,
      state.pageSize,
    );
    return { targetIds: items, nextToken };
  },

  GetDeploymentTarget(input: GetDeploymentTargetInput): GetDeploymentTargetOutput {
    const deployment = getStarted(state, input.deploymentId);
    checkTargetId(deployment, input.targetId);
    return { deploymentTarget: toDeploymentTarget(state, deployment) };
  },

  BatchGetDeploymentTargets(input: BatchGetDeploymentTargetsInput): BatchGetDeploymentTargetsOutput {
    const deployment = getStarted(state, input.deploymentId);
    const ids = input.targetIds ?? [];
    if (ids.length > 1)
      throw new ServiceError(
        'DeploymentTargetListSizeExceededException',
        'For ECS deployment, exactly one target id can be specified',
      );
    checkTargetId(deployment, ids[0]);
    return { deploymentTargets: [toDeploymentTarget(state, deployment)] };
  },
});

function getStarted(state: State, id: string | undefined): Deployment {
  const deployment = state.getDeployment(id);
  if (deployment.status === 'Created' || state.isYoungerThan(deployment, state.faults.targetsLateSeconds))
    throw new ServiceError(
      'DeploymentNotStartedException',
      `The deployment ${deployment.id} has not started.`,
    );
  return deployment;
}

function checkTargetId(deployment: Deployment, id: string | undefined): void {
  if (!id) throw new ServiceError('DeploymentTargetIdRequiredException', 'Deployment target id is missing');
  if (!/^[^:]+:[^:]+$/.test(id))
    throw new ServiceError(
      'InvalidDeploymentTargetIdException',
      `The target id ${id} is not in a valid format.`,
    );
  if (id !== deployment.target.id)
    throw new ServiceError(
      'DeploymentTargetDoesNotExistException',
      `The deployment ${deployment.id} has no target ${id}.`,
    );
}

function toDeploymentTarget(state: State, deployment: Deployment): DeploymentTarget {
  const { target } = deployment;
  const isFrozen = state.readings.endedTaskSets === 'frozen';
  return {
    deploymentTargetType: 'ECSTarget',
    ecsTarget: {
      deploymentId: deployment.id,
      targetId: target.id,
      targetArn: target.arn,
      lastUpdatedAt: target.lastUpdatedAt,
      lifecycleEvents: target.events.map(toLifecycleEvent),
      status: target.status,
      taskSetsInfo: (isFrozen ? target.finalTaskSets : undefined) ?? describeTaskSets(state, deployment),
    },
  };
}

const toLifecycleEvent = ({ name, status, startTime, endTime }: LifecycleEventRecord): LifecycleEvent => ({
  lifecycleEventName: name,
  status,
  startTime,
  endTime,
});
