import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import {
  CodeDeployClient,
  ContinueDeploymentCommand,
  CreateDeploymentCommand,
  CreateDeploymentGroupCommand,
  DeleteDeploymentGroupCommand,
  StopDeploymentCommand,
} from '@aws-sdk/client-codedeploy';
import { CreateServiceCommand, DeleteServiceCommand, ECSClient } from '@aws-sdk/client-ecs';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { type BlueGreenService, type LocalAws, clientConfiguration } from '#local-aws';
import { setAlarm } from '#test-kit';

/** A deployment group by its names. */
export interface GroupName {
  applicationName: string;
  deploymentGroupName: string;
}

/** What people do to a service beside the stack, in the console or with the AWS CLI. */
export class ByHand {
  readonly codeDeploy: CodeDeployClient;
  readonly #cloudWatch: CloudWatchClient;
  readonly #ecs: ECSClient;
  readonly #iam: IAMClient;
  readonly #lambda: LambdaClient;

  constructor(
    private readonly aws: LocalAws,
    private readonly service: BlueGreenService,
  ) {
    const configuration = clientConfiguration(aws, 'AKIDBYHAND');
    this.codeDeploy = new CodeDeployClient(configuration);
    this.#cloudWatch = new CloudWatchClient(configuration);
    this.#ecs = new ECSClient(configuration);
    this.#iam = new IAMClient(configuration);
    this.#lambda = new LambdaClient(configuration);
  }

  /** Deploys version 1, 2 or 3. Answers the deployment's id. */
  async deploy(group: GroupName, version: 1 | 2 | 3): Promise<string> {
    const { containerName, containerPort, taskDefinitions } = this.service;
    const content = JSON.stringify({
      version: '0.0',
      Resources: [
        {
          TargetService: {
            Type: 'AWS::ECS::Service',
            Properties: {
              TaskDefinition: taskDefinitions[version - 1],
              LoadBalancerInfo: { ContainerName: containerName, ContainerPort: containerPort },
            },
          },
        },
      ],
    });
    const { deploymentId } = await this.codeDeploy.send(
      new CreateDeploymentCommand({
        ...group,
        revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
      }),
    );
    return deploymentId!;
  }

  async stop(deploymentId: string, autoRollbackEnabled: boolean): Promise<void> {
    await this.codeDeploy.send(new StopDeploymentCommand({ deploymentId, autoRollbackEnabled }));
  }

  /** Deletes the service and makes another one of its name, with this controller. */
  async replaceService(controller: 'ECS' | 'CODE_DEPLOY'): Promise<void> {
    const { clusterName: cluster, serviceName, taskDefinitions, targetGroups } = this.service;
    const { containerName, containerPort } = this.service;
    await this.#ecs.send(new DeleteServiceCommand({ cluster, service: serviceName, force: true }));
    await this.aws.clock.advance(120);
    await this.#ecs.send(
      new CreateServiceCommand({
        cluster,
        serviceName,
        taskDefinition: taskDefinitions[0],
        desiredCount: 1,
        launchType: 'FARGATE',
        deploymentController: { type: controller },
        loadBalancers: [{ targetGroupArn: targetGroups[0].arn, containerName, containerPort }],
        networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
      }),
    );
  }

  /** Makes a deployment group for the service: all at once, no waits, without a test listener. */
  async createGroup(deploymentGroupName: string): Promise<void> {
    const { applicationName, serviceRoleArn, clusterName, serviceName, targetGroups } = this.service;
    await this.codeDeploy.send(
      new CreateDeploymentGroupCommand({
        applicationName,
        deploymentGroupName,
        serviceRoleArn,
        deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
        deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
        ecsServices: [{ clusterName, serviceName }],
        loadBalancerInfo: {
          targetGroupPairInfoList: [
            {
              targetGroups: targetGroups.map(({ name }) => ({ name })),
              prodTrafficRoute: { listenerArns: [this.service.productionListenerArn] },
            },
          ],
        },
        blueGreenDeploymentConfiguration: {
          deploymentReadyOption: { actionOnTimeout: 'CONTINUE_DEPLOYMENT', waitTimeInMinutes: 0 },
          terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 0 },
        },
      }),
    );
  }

  async deleteGroup(group: GroupName): Promise<void> {
    await this.codeDeploy.send(new DeleteDeploymentGroupCommand(group));
  }

  /** Ends a deployment's ready wait. */
  async approve(deploymentId: string): Promise<void> {
    await this.codeDeploy.send(
      new ContinueDeploymentCommand({ deploymentId, deploymentWaitType: 'READY_WAIT' }),
    );
  }

  /** Makes the alarm, if need be, and puts it in this state. */
  async setAlarm(name: string, state: 'OK' | 'ALARM'): Promise<void> {
    await setAlarm(this.#cloudWatch, name, state);
  }

  /** Makes a role that only Lambda may assume. Answers its ARN. */
  async makeLambdaRole(RoleName: string): Promise<string> {
    const trust = {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    };
    const { Role } = await this.#iam.send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) }),
    );
    return Role!.Arn!;
  }

  /** Makes a hook function that reports this; undefined: it never reports. */
  async makeHook(FunctionName: string, status: 'Succeeded' | 'Failed' | undefined): Promise<void> {
    const code = `
      const { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } = require('@aws-sdk/client-codedeploy');
      exports.handler = async ({ DeploymentId: deploymentId, LifecycleEventHookExecutionId }) => {
        const status = ${JSON.stringify(status ?? null)};
        if (status === null) return;
        const input = { deploymentId, lifecycleEventHookExecutionId: LifecycleEventHookExecutionId, status };
        await new CodeDeployClient({}).send(new PutLifecycleEventHookExecutionStatusCommand(input));
      };`;
    await this.#lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: await this.makeLambdaRole(`${FunctionName}-role`),
        Code: { ZipFile: zipSync({ 'index.js': strToU8(code) }) },
      }),
    );
  }
}
