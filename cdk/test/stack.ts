import { App, Duration, Stack } from 'aws-cdk-lib';
import {
  EcsDeploymentConfig,
  EcsDeploymentGroup,
  type IEcsDeploymentGroup,
} from 'aws-cdk-lib/aws-codedeploy';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  Cluster,
  ContainerImage,
  DeploymentControllerType,
  FargateService,
  FargateTaskDefinition,
} from 'aws-cdk-lib/aws-ecs';
import {
  ApplicationListener,
  ApplicationLoadBalancer,
  ApplicationTargetGroup,
  TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';

/** A stack with a service that CodeDeploy deploys, without a deployment. */
export interface ServiceStack {
  app: App;
  stack: Stack;
  vpc: Vpc;
  taskDefinition: FargateTaskDefinition;
  group: EcsDeploymentGroup;
}

/** @param options.testListener default: true */
export function serviceStack(
  options: { testListener?: boolean; terminationWaitMinutes?: number } = {},
): ServiceStack {
  const app = new App();
  const stack = new Stack(app, 'Shop');
  const vpc = new Vpc(stack, 'Vpc', {
    maxAzs: 2,
    subnetConfiguration: [{ name: 'all', subnetType: SubnetType.PUBLIC }],
  });
  const cluster = new Cluster(stack, 'Cluster', { vpc });
  const taskDefinition = new FargateTaskDefinition(stack, 'TaskDefinition');
  taskDefinition.addContainer('web', {
    image: ContainerImage.fromRegistry('nginx'),
    portMappings: [{ containerPort: 80 }],
  });
  const service = new FargateService(stack, 'Service', {
    cluster,
    taskDefinition,
    minHealthyPercent: 100,
    deploymentController: { type: DeploymentControllerType.CODE_DEPLOY },
  });
  const loadBalancer = new ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc });
  const targetGroup = (id: string) =>
    new ApplicationTargetGroup(stack, id, { vpc, port: 80, targetType: TargetType.IP });
  const blue = targetGroup('Blue');
  const green = targetGroup('Green');
  const listener = (id: string, port: number) =>
    new ApplicationListener(stack, id, { loadBalancer, port, defaultTargetGroups: [blue] });
  const production = listener('Production', 80);
  service.attachToApplicationTargetGroup(blue);
  const group = new EcsDeploymentGroup(stack, 'Group', {
    service,
    deploymentConfig: EcsDeploymentConfig.CANARY_10PERCENT_5MINUTES,
    blueGreenDeploymentConfig: {
      blueTargetGroup: blue,
      greenTargetGroup: green,
      listener: production,
      ...(options.testListener !== false && { testListener: listener('Test', 8080) }),
      terminationWaitTime: Duration.minutes(options.terminationWaitMinutes ?? 5),
    },
  });
  return { app, stack, vpc, taskDefinition, group };
}

/** A group that another stack has created. */
export function referencedGroup(
  { stack, group }: ServiceStack,
  deploymentConfig?: EcsDeploymentGroup['deploymentConfig'],
): IEcsDeploymentGroup {
  return EcsDeploymentGroup.fromEcsDeploymentGroupAttributes(stack, 'Referenced', {
    application: group.application,
    deploymentGroupName: 'shop',
    ...(deploymentConfig && { deploymentConfig }),
  });
}
