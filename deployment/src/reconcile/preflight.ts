import type { DeploymentConfigInfo } from '@aws-sdk/client-codedeploy';
import type { TaskDefinition, TaskSet } from '@aws-sdk/client-ecs';
import type { Hooks } from '../desired-state/appspec';
import type { Group } from '../desired-state/group';
import type { TaskSetParameters } from '../desired-state/task-set';

/** What has to hold before a deployment is started. */
export interface Plan {
  group: Pick<Group, 'deploymentGroupName' | 'targetGroupNames' | 'hasTestListener'>;
  primary: TaskSet;
  /** What the deployment is to bring, complete. */
  parameters: TaskSetParameters;
  taskDefinition: TaskDefinition | undefined;
  hooks: Hooks;
  /** The deployment configuration: its name, who names it, and what is found under it. */
  config: { name: string; ofGroup: boolean; info: DeploymentConfigInfo | undefined };
}

/** @returns a sentence that says why this deployment cannot work, or undefined when nothing speaks against it. */
export function objection(plan: Plan): string | undefined {
  return (
    taskDefinitionObjection(plan) ??
    hookObjection(plan) ??
    targetGroupObjection(plan) ??
    configObjection(plan)
  );
}

function taskDefinitionObjection({ taskDefinition, parameters }: Plan): string | undefined {
  const { taskDefinition: arn, containerName, containerPort } = parameters;
  if (!taskDefinition) return `The task definition ${arn} does not exist.`;
  if (taskDefinition.status !== 'ACTIVE')
    return (
      `The task definition ${arn} is ${taskDefinition.status ?? 'not ACTIVE'}, and ECS starts no new tasks from it. ` +
      'Give the AWS::ECS::TaskDefinition the attribute UpdateReplacePolicy: Retain, so that CloudFormation does not ' +
      'deregister old revisions.'
    );
  if (containerName === undefined || containerPort === undefined)
    return 'The running task set has no load balancer to take them from: set ContainerName and ContainerPort.';
  const container = taskDefinition.containerDefinitions?.find(({ name }) => name === containerName);
  if (!container) {
    const names = taskDefinition.containerDefinitions?.map(({ name }) => name).join(', ') ?? '';
    return `The task definition ${arn} has no container ${containerName} (it has: ${names}). Set ContainerName.`;
  }
  const ports = container.portMappings?.map((mapping) => mapping.containerPort) ?? [];
  if (!ports.includes(containerPort))
    return (
      `The container ${containerName} of ${arn} has no port ${containerPort} ` +
      `(it has: ${ports.join(', ') || 'none'}). Set ContainerPort.`
    );
  return undefined;
}

/** CodeDeploy leaves that hook out without a word when there is no test listener. */
function hookObjection({ group, hooks }: Plan): string | undefined {
  if (!hooks.AfterAllowTestTraffic || group.hasTestListener) return undefined;
  return (
    `Hooks.AfterAllowTestTraffic needs a test listener, and deployment group ${group.deploymentGroupName} has none: ` +
    'CodeDeploy would never call the hook. Add TestTrafficRoute to the group or remove the hook.'
  );
}

function targetGroupObjection({ group, primary }: Plan): string | undefined {
  const live = primary.loadBalancers?.[0]?.targetGroupArn;
  // arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/NAME/ID
  const liveName = live?.split('/')[1];
  if (!liveName || group.targetGroupNames.includes(liveName)) return undefined;
  return (
    `The service's tasks are in target group ${liveName}, which is none of the deployment group's ` +
    `(${group.targetGroupNames.join(', ')}). Service and deployment group must name the same load balancer.`
  );
}

function configObjection({ config }: Plan): string | undefined {
  const { name, ofGroup, info } = config;
  const check = `Check DeploymentConfigName${ofGroup ? ' of the deployment group' : ''}.`;
  if (!info) return `There is no deployment configuration ${name}. ${check}`;
  if (info.computePlatform === undefined || info.computePlatform === 'ECS') return undefined;
  return `The deployment configuration ${name} is one for ${info.computePlatform}, not for ECS. ${check}`;
}
