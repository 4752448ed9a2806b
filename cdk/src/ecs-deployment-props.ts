import type * as cdk from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as lambda from 'aws-cdk-lib/aws-lambda';

/** Properties of EcsDeployment: those of the construct of that name in `@cdklabs/cdk-ecs-codedeploy`, and more. */
export interface EcsDeploymentProps {
  /** The deployment group of the service. It has at most one EcsDeployment. */
  readonly deploymentGroup: codedeploy.IEcsDeploymentGroup;
  /** What the service is to run. */
  readonly targetService: TargetService;
  /**
   * Functions that CodeDeploy calls during the deployment.
   * @default - none
   */
  readonly hooks?: AppSpecHooks;
  /**
   * When CodeDeploy rolls this deployment back automatically: for each event that is true. With none of them, never.
   * @default - as the deployment group has it
   */
  readonly autoRollback?: codedeploy.AutoRollbackConfig;
  /**
   * Text shown with the deployment in CodeDeploy, at most 200 characters.
   * @default - none
   */
  readonly description?: string;
  /**
   * How long a create or update may take, at most 35 hours. Then the deployment is stopped with rollback. A part of a
   * minute counts as a minute.
   * @default - what the group's waits, the traffic plan, the hooks and the start of the tasks can take together
   */
  readonly timeout?: cdk.Duration;
  /**
   * How traffic moves in this deployment.
   * @default - as the deployment group has it
   */
  readonly deploymentConfig?: codedeploy.IEcsDeploymentConfig;
  /**
   * Alarms for this deployment instead of the deployment group's, at most 10. An empty list: no alarms are watched.
   * @default - the deployment group's alarms
   */
  readonly overrideAlarms?: cloudwatch.IAlarm[];
  /**
   * What to do when a deployment that does not belong to this resource holds the group: wait for its end, stop it with
   * rollback, or fail and name it.
   * @default 'WAIT'
   */
  readonly whenBusy?: 'WAIT' | 'STOP' | 'FAIL';
  /**
   * When the stack operation is done: when the deployment has ended and the old task set is terminated, or as soon as all
   * traffic goes to the new task set.
   * @default 'SUCCEEDED'
   */
  readonly completeWhen?: 'SUCCEEDED' | 'TRAFFIC_SHIFTED';
  /**
   * When hooks run: in every deployment, or only after a deployment of the group has succeeded.
   * @default 'ALWAYS'
   */
  readonly hookPolicy?: 'ALWAYS' | 'AFTER_FIRST_SUCCESS';
  /**
   * How a stack rollback deploys when it needs a deployment: all traffic at once and without hooks, or by the traffic
   * plan, with the hooks and the whole termination wait.
   * @default 'ALL_AT_ONCE'
   */
  readonly stackRollback?: 'ALL_AT_ONCE' | 'AS_CONFIGURED';
  /**
   * Any text, 1 to 256 characters: a new value deploys again although the task definition is the same.
   * @default - none
   */
  readonly redeployToken?: string;
}

/** What the service is to run. */
export interface TargetService {
  /**
   * The task definition. EcsDeployment sets UpdateReplacePolicy: Retain on one that the app creates: without it,
   * CloudFormation deregisters the old revision, and a later rollback to it fails.
   */
  readonly taskDefinition: ecs.ITaskDefinition;
  /** The container, in the task definition, that the load balancer sends traffic to. */
  readonly containerName: string;
  /** Port of that container. */
  readonly containerPort: number;
  /**
   * The Fargate platform version.
   * @default - as the running task set has it
   */
  readonly platformVersion?: ecs.FargatePlatformVersion;
  /**
   * Network of tasks in network mode awsvpc.
   * @default - as the running task set has it
   */
  readonly awsvpcConfiguration?: AwsvpcConfiguration;
  /**
   * Where the tasks run: 1 to 20 capacity providers.
   * @default - as the running task set has it
   */
  readonly capacityProviderStrategy?: ecs.CapacityProviderStrategy[];
}

/** Network of tasks in network mode awsvpc. */
export interface AwsvpcConfiguration {
  readonly vpc: ec2.IVpc;
  /** 1 to 16 subnets of the VPC. */
  readonly vpcSubnets: ec2.SubnetSelection;
  /** 1 to 5 security groups of the VPC. */
  readonly securityGroups: ec2.ISecurityGroup[];
  /** Whether a task gets a public IP address. */
  readonly assignPublicIp: boolean;
}

/**
 * Lambda functions that CodeDeploy calls, each as a construct, a name or an ARN. A function of the same stack, given as a
 * construct, gets the permission to answer CodeDeploy.
 */
export interface AppSpecHooks {
  /** Called before the new task set is created. */
  readonly beforeInstall?: lambda.IFunction | string;
  /** Called when the new task set is running, before it gets any traffic. */
  readonly afterInstall?: lambda.IFunction | string;
  /** Called when the test listener leads to the new task set. Needs a test listener in the deployment group. */
  readonly afterAllowTestTraffic?: lambda.IFunction | string;
  /** Called just before the production listener starts to lead to the new task set. */
  readonly beforeAllowTraffic?: lambda.IFunction | string;
  /** Called when all production traffic goes to the new task set. */
  readonly afterAllowTraffic?: lambda.IFunction | string;
}
