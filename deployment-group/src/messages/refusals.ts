import { HandlerErrorCode } from '../../../runtime/messages/failure';

interface Service {
  /** "the service web in cluster main" */
  service: string;
}
interface Role {
  role: string;
}
interface Config {
  config: string;
}
interface Application {
  application: string;
}

/** What CodeDeploy refuses. Its own reason follows in the message. */
export const REFUSALS = {
  NoApplication: {
    errorCode: HandlerErrorCode.InvalidRequest,
    sentence: ({ application }: Application) =>
      `ApplicationName: there is no application ${application} in this account and region.`,
    whatToDo: () => 'Create the application, or correct the name.',
  },
  ApplicationNotForEcs: {
    errorCode: HandlerErrorCode.InvalidRequest,
    sentence: ({ application, platform }: Application & { platform: string }) =>
      `ApplicationName: the application ${application} is for the compute platform ${platform}.`,
    whatToDo: () => 'Use an application with ComputePlatform ECS.',
  },
  WrongDeploymentController: {
    sentence: ({ service }: Service) => `ECSServices: CodeDeploy cannot deploy ${service}.`,
    whatToDo: () => 'The service must have DeploymentController.Type CODE_DEPLOY.',
  },
  ServiceNotReadable: {
    sentence: ({ service }: Service & Role) => `ECSServices: CodeDeploy cannot read ${service}.`,
    whatToDo: ({ role }: Service & Role) =>
      `The service must exist, and the role ${role} must allow ecs:DescribeServices.`,
  },
  ServiceInAnotherGroup: {
    sentence: ({ service }: Service) => `ECSServices: ${service} belongs to another deployment group.`,
    whatToDo: () =>
      'Delete that group first: a service belongs to one group. For this reason a replacement, which creates the new group before it deletes the old one, cannot work.',
  },
  RoleNotUsable: {
    sentence: ({ role }: Role) => `ServiceRoleArn: CodeDeploy cannot assume the role ${role}.`,
    whatToDo: () => 'The role must exist and trust codedeploy.amazonaws.com.',
  },
  TopicNotUsable: {
    sentence: () => 'TriggerConfigurations: CodeDeploy cannot publish to a topic.',
    whatToDo: ({ role }: Role) =>
      `Each topic must exist in this region, and the role ${role} must allow sns:Publish to it.`,
  },
  TriggersInvalid: {
    sentence: () => "TriggerConfigurations is invalid; CodeDeploy's reason follows.",
    whatToDo: () => '',
    whatToDoInTable: "Correct what CodeDeploy's reason names.",
  },
  TargetGroupsInvalid: {
    sentence: () => 'LoadBalancerInfo.TargetGroupPairInfoList: CodeDeploy cannot use the two target groups.',
    whatToDo: () =>
      'They must exist, differ, and belong to the same load balancer. The service must be registered with one of them.',
  },
  NetworkLoadBalancerInSteps: {
    sentence: ({ config }: Config) =>
      `DeploymentConfigName ${config} shifts traffic in steps, which a Network Load Balancer cannot do.`,
    whatToDo: () => 'Use CodeDeployDefault.ECSAllAtOnce.',
  },
  NoDeploymentConfig: {
    errorCode: HandlerErrorCode.InvalidRequest,
    sentence: ({ config }: Config) =>
      `DeploymentConfigName: there is no deployment configuration ${config} in this account and region.`,
    whatToDo: () => 'Correct the name.',
  },
  DeploymentConfigNotForEcs: {
    sentence: ({ config }: Config) =>
      `DeploymentConfigName ${config} is not a configuration for the ECS compute platform.`,
    whatToDo: () => 'Use a configuration for ECS.',
  },
};
