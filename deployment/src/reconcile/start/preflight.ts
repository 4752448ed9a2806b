import type { DeploymentConfigInfo } from '@aws-sdk/client-codedeploy';
import type { TaskDefinition, TaskSet } from '@aws-sdk/client-ecs';
import type { Failure } from '../../../../runtime/messages/failure';
import type { Hooks } from '../../desired-state/appspec';
import type { Group } from '../../desired-state/group';
import type { TaskSetParameters } from '../../desired-state/task-set';
import { failure } from '../../messages/failures';

/** What is checked before a deployment is started. */
export interface DeploymentPlan {
  group: Pick<Group, 'deploymentGroupName' | 'targetGroupNames' | 'hasTestListener'>;
  primary: TaskSet;
  /** What the deployment brings, complete. */
  parameters: TaskSetParameters;
  taskDefinition: TaskDefinition | undefined;
  hooks: Hooks;
  /** The deployment configuration: its name, whether the group names it, and what CodeDeploy has under that name. */
  config: { name: string; ofGroup: boolean; info: DeploymentConfigInfo | undefined };
}

/** @returns the first failure that says why this deployment cannot work; undefined when it can */
export function objection(plan: DeploymentPlan): Failure | undefined {
  return (
    taskDefinitionObjection(plan) ??
    hookObjection(plan) ??
    targetGroupObjection(plan) ??
    configObjection(plan)
  );
}

/**
 * @returns the first failure that says why even a stack rollback cannot start this deployment; undefined when it can
 */
export function impossibility(plan: DeploymentPlan): Failure | undefined {
  return taskDefinitionObjection(plan) ?? targetGroupObjection(plan);
}

function taskDefinitionObjection({ taskDefinition, parameters }: DeploymentPlan): Failure | undefined {
  const { taskDefinition: arn, containerName, containerPort } = parameters;
  if (!taskDefinition) return failure('TaskDefinitionMissing', { taskDefinition: arn });
  if (taskDefinition.status !== 'ACTIVE')
    return failure('TaskDefinitionInactive', {
      taskDefinition: arn,
      status: taskDefinition.status ?? 'not ACTIVE',
    });
  if (containerName === undefined || containerPort === undefined) return failure('ContainerNotSet', {});
  const container = taskDefinition.containerDefinitions?.find(({ name }) => name === containerName);
  if (!container) {
    const names = taskDefinition.containerDefinitions?.map(({ name }) => name).join(', ') ?? '';
    return failure('ContainerMissing', { taskDefinition: arn, container: containerName, names });
  }
  const ports = container.portMappings?.map((mapping) => mapping.containerPort) ?? [];
  if (!ports.includes(containerPort))
    return failure('PortMissing', {
      taskDefinition: arn,
      container: containerName,
      port: containerPort,
      ports: ports.join(', ') || 'none',
    });
  return undefined;
}

/** Without a test listener CodeDeploy skips the AfterAllowTestTraffic hook and does not report that. */
function hookObjection({ group, hooks }: DeploymentPlan): Failure | undefined {
  if (!hooks.AfterAllowTestTraffic || group.hasTestListener) return undefined;
  return failure('HookNeedsTestListener', { groupName: `deployment group ${group.deploymentGroupName}` });
}

function targetGroupObjection({ group, primary }: DeploymentPlan): Failure | undefined {
  const live = primary.loadBalancers?.[0]?.targetGroupArn;
  // arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/NAME/ID
  const liveName = live?.split('/')[1];
  if (!liveName || group.targetGroupNames.includes(liveName)) return undefined;
  return failure('TargetGroupMismatch', {
    targetGroup: liveName,
    groupTargetGroups: group.targetGroupNames.join(', '),
  });
}

/** The failure that says why the deployment configuration cannot be used; undefined when it can. */
export function configObjection({ config }: Pick<DeploymentPlan, 'config'>): Failure | undefined {
  const { name, ofGroup, info } = config;
  const property = `DeploymentConfigName${ofGroup ? ' of the deployment group' : ''}`;
  if (!info) return failure('ConfigMissing', { config: name, property });
  if (info.computePlatform === undefined || info.computePlatform === 'ECS') return undefined;
  return failure('ConfigNotForEcs', { config: name, property, platform: info.computePlatform });
}
