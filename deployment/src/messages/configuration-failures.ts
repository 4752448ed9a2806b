import { HandlerErrorCode } from '../../../runtime/messages/failure';
import type { ListenerFacts } from './listener-mending';

interface TaskDefinition {
  taskDefinition: string;
}
interface Service {
  serviceName: string;
}
interface Stack {
  stackName: string;
  logicalId: string;
}
interface Config {
  config: string;
  /** "DeploymentConfigName", and whose it is when it is the group's. */
  property: string;
}
interface Timeout {
  limitMinutes: number;
  /** " (3 already elapsed)" */
  elapsed: string;
  waits: string;
  ways: string;
}

const errorCode = HandlerErrorCode.InvalidRequest;

/** What can be wrong with the properties, the group or the service: refused before a deployment starts. */
export const CONFIGURATION_FAILURES = {
  NoEcsGroup: {
    errorCode,
    sentence: ({ groupName }: { groupName: string }) => `There is no ECS ${groupName}.`,
    whatToDo: () =>
      'Check ApplicationName and DeploymentGroupName. For a group of the same template, DeploymentGroupName is `!GetAtt Group.Name`; Ref of the group is not its name.',
  },
  TaskDefinitionMissing: {
    errorCode,
    sentence: ({ taskDefinition }: TaskDefinition) => `The task definition ${taskDefinition} does not exist.`,
    whatToDo: () => 'Correct TaskDefinition: it names a revision in this account and region.',
  },
  TaskDefinitionInactive: {
    errorCode,
    sentence: ({ taskDefinition, status }: TaskDefinition & { status: string }) =>
      `The task definition ${taskDefinition} is ${status}, and ECS starts no new tasks from it.`,
    whatToDo: () =>
      'Give the AWS::ECS::TaskDefinition the attribute UpdateReplacePolicy: Retain, so that CloudFormation does not deregister old revisions.',
  },
  ContainerNotSet: {
    errorCode,
    sentence: () => 'The running task set has no load balancer to take container name and port from.',
    whatToDo: () => 'Set ContainerName and ContainerPort.',
  },
  ContainerMissing: {
    errorCode,
    sentence: ({ taskDefinition, container, names }: TaskDefinition & { container: string; names: string }) =>
      `The task definition ${taskDefinition} has no container ${container} (it has: ${names}).`,
    whatToDo: () => 'Set ContainerName to one of these.',
  },
  PortMissing: {
    errorCode,
    sentence: ({
      taskDefinition,
      container,
      port,
      ports,
    }: TaskDefinition & { container: string; port: number; ports: string }) =>
      `The container ${container} of ${taskDefinition} has no port ${port} (it has: ${ports}).`,
    whatToDo: () => 'Set ContainerPort to one of these, or add the port to the task definition.',
  },
  ServiceMissing: {
    errorCode,
    sentence: ({ serviceName, groupName }: Service & { groupName: string }) =>
      `The ECS service ${serviceName} of ${groupName} does not exist.`,
    whatToDo: () => 'Create the service, or correct ECSServices of the group.',
  },
  NotCodeDeployService: {
    errorCode,
    sentence: ({ serviceName, controller }: Service & { controller: string }) =>
      `The ECS service ${serviceName} has the deployment controller ${controller}.`,
    whatToDo: () =>
      'Use a service with DeploymentController Type CODE_DEPLOY: CodeDeploy can deploy no other.',
  },
  NoPrimaryTaskSet: {
    errorCode,
    sentence: ({ serviceName }: Service) => `The ECS service ${serviceName} has no PRIMARY task set.`,
    whatToDo: () =>
      'ECS creates it with the service: update again if the service is new, else create the service again.',
  },
  HookNeedsTestListener: {
    errorCode,
    sentence: ({ groupName }: { groupName: string }) =>
      `Hooks.AfterAllowTestTraffic needs a test listener, and ${groupName} has none: CodeDeploy would never call the hook.`,
    whatToDo: () => 'Add TestTrafficRoute to the group, or remove the hook.',
  },
  TargetGroupMismatch: {
    errorCode,
    sentence: ({ targetGroup, groupTargetGroups }: { targetGroup: string; groupTargetGroups: string }) =>
      `The service's tasks are in target group ${targetGroup}, which is not one of the deployment group's (${groupTargetGroups}).`,
    whatToDo: () =>
      'Name that target group in LoadBalancerInfo of the deployment group, or create the service again with one of the group.',
  },
  ListenerMismatch: {
    errorCode,
    sentence: ({ place, targetGroup, others }: ListenerFacts) =>
      `The production listener does not lead to the running tasks: ${place}${others} must forward to target group ${targetGroup}.`,
    whatToDo: ({ mending }: ListenerFacts) => `${mending} and update again.`,
  },
  ConfigMissing: {
    errorCode,
    sentence: ({ config }: Config) => `There is no deployment configuration ${config}.`,
    whatToDo: ({ property }: Config) => `Correct ${property}, or create the configuration.`,
  },
  ConfigNotForEcs: {
    errorCode,
    sentence: ({ config, platform }: Config & { platform: string }) =>
      `The deployment configuration ${config} is for ${platform}, not for ECS.`,
    whatToDo: ({ property }: Config & { platform: string }) =>
      `Correct ${property}: it must name a configuration for ECS.`,
  },
  RollbackImpossible: {
    sentence: ({ stackName }: Stack) =>
      `So the rollback of stack ${stackName} cannot start a deployment, and the service stays as it is.`,
    whatToDo: ({ stackName, logicalId }: Stack) =>
      `Correct that and run \`aws cloudformation continue-update-rollback --stack-name ${stackName}\`. If it cannot be corrected, run \`aws cloudformation continue-update-rollback --stack-name ${stackName} --resources-to-skip ${logicalId}\`, then update the stack to a version that can run.`,
  },
  TimeoutTooShort: {
    errorCode,
    sentence: ({ limitMinutes, elapsed, waits }: Timeout) =>
      `TimeoutInMinutes is ${limitMinutes} minutes${elapsed}, but ${waits}, and the new tasks also need time to start.`,
    whatToDo: ({ ways }: Timeout) => `${ways}.`,
  },
  MaximumTimeoutTooShort: {
    errorCode,
    sentence: ({ limitMinutes, elapsed, waits }: Timeout) =>
      `The maximum timeout is ${limitMinutes} minutes${elapsed}, but ${waits}, and the new tasks also need time to start.`,
    whatToDo: ({ ways }: Timeout) => `${ways}.`,
  },
};
