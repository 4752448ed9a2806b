import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { EcsDeploymentConfig, EcsDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  Cluster,
  ContainerImage,
  DeploymentControllerType,
  FargateService,
  FargateTaskDefinition,
} from 'aws-cdk-lib/aws-ecs';
import {
  ApplicationLoadBalancer,
  ApplicationProtocol,
  ApplicationTargetGroup,
  TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { EcsDeployment } from 'cdk-ecs-blue-green';
import { SMOKE_TEST } from './smoke-test';

export interface ShopProps {
  /** The version to release. */
  readonly version: string;
  /** What the container answers. The hook accepts only answers that start with ok. */
  readonly answer: string;
}

/** A web service on Fargate. A hook asks each new version through the test listener before users see it. */
export class Shop extends Construct {
  constructor(scope: Construct, id: string, { version, answer }: ShopProps) {
    super(scope, id);
    const vpc = new Vpc(this, 'Vpc', {
      natGateways: 0,
      subnetConfiguration: [{ name: 'public', subnetType: SubnetType.PUBLIC }],
    });
    const taskDefinition = new FargateTaskDefinition(this, 'TaskDefinition');
    taskDefinition.addContainer('web', {
      image: ContainerImage.fromRegistry('public.ecr.aws/nginx/nginx:stable'),
      command: [
        '/bin/sh',
        '-c',
        `printf '%s' "$RESPONSE" > /usr/share/nginx/html/index.html && exec nginx -g 'daemon off;'`,
      ],
      environment: { RESPONSE: `${answer} from version ${version}` },
      portMappings: [{ containerPort: 80 }],
    });
    const service = new FargateService(this, 'Service', {
      cluster: new Cluster(this, 'Cluster', { vpc }),
      taskDefinition,
      assignPublicIp: true,
      desiredCount: 2,
      minHealthyPercent: 100,
      deploymentController: { type: DeploymentControllerType.CODE_DEPLOY },
    });

    const loadBalancer = new ApplicationLoadBalancer(this, 'LoadBalancer', { vpc, internetFacing: true });
    const [blue, green] = ['Blue', 'Green'].map(
      (name) =>
        new ApplicationTargetGroup(this, name, {
          vpc,
          port: 80,
          targetType: TargetType.IP,
          deregistrationDelay: Duration.seconds(10),
        }),
    ) as [ApplicationTargetGroup, ApplicationTargetGroup];
    const [listener, testListener] = [80, 8080].map((port) => {
      const added = loadBalancer.addListener(`Port${port}`, {
        port,
        protocol: ApplicationProtocol.HTTP,
        defaultTargetGroups: [blue],
      });
      // CodeDeploy may leave the listener with the green target group, so CloudFormation must delete the listener first.
      added.node.addDependency(green);
      return added;
    }) as [
      ReturnType<ApplicationLoadBalancer['addListener']>,
      ReturnType<ApplicationLoadBalancer['addListener']>,
    ];
    service.attachToApplicationTargetGroup(blue);

    const smokeTest = new LambdaFunction(this, 'SmokeTest', {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      timeout: Duration.minutes(1),
      environment: { TEST_URL: `http://${loadBalancer.loadBalancerDnsName}:8080/`, VERSION: version },
      code: Code.fromInline(SMOKE_TEST),
    });

    const deployment = new EcsDeployment({
      deploymentGroup: new EcsDeploymentGroup(this, 'DeploymentGroup', {
        service,
        deploymentConfig: EcsDeploymentConfig.LINEAR_10PERCENT_EVERY_1MINUTES,
        blueGreenDeploymentConfig: {
          blueTargetGroup: blue,
          greenTargetGroup: green,
          listener,
          testListener,
          terminationWaitTime: Duration.minutes(5),
        },
      }),
      targetService: { taskDefinition, containerName: 'web', containerPort: 80 },
      hooks: { afterAllowTestTraffic: smokeTest },
    });

    new CfnOutput(Stack.of(this), 'Url', { value: `http://${loadBalancer.loadBalancerDnsName}/` });
    new CfnOutput(Stack.of(this), 'DeploymentId', { value: deployment.deploymentId });
  }
}
