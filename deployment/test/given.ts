import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import {
  CodeDeployClient,
  ContinueDeploymentCommand,
  CreateDeploymentCommand,
  CreateDeploymentGroupCommand,
  GetDeploymentCommand,
  ListDeploymentsCommand,
  StopDeploymentCommand,
  type CreateDeploymentCommandInput,
  type CreateDeploymentGroupCommandInput,
  type DeploymentInfo,
} from '@aws-sdk/client-codedeploy';
import {
  CreateServiceCommand,
  DeleteServiceCommand,
  DescribeServicesCommand,
  ECSClient,
  type CreateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import {
  type BlueGreenService,
  type BlueGreenServiceOptions,
  type LocalAws,
  clientConfiguration,
  createBlueGreenService,
  inProcess,
  startLocalAws,
} from '#local-aws';
import { setAlarm } from '#test-kit';
import { operationsOf, type Operations, type Properties } from '#test-kit';
import { entrypoint } from '../src/handlers';

export interface GivenOptions extends BlueGreenServiceOptions {
  /** Minutes that the old task set stays after the shift. */
  terminationWait?: number;
  group?: Partial<CreateDeploymentGroupCommandInput>;
  testListener?: boolean;
  /** One that runs already; by default a new one is started. */
  aws?: LocalAws;
}

/** A running service with a deployment group that somebody made by hand, and what tests do with them. */
export interface Given {
  aws: LocalAws;
  service: BlueGreenService;
  operations: Operations;
  codeDeploy: CodeDeployClient;
  /** The properties of a resource that asks for version 1, 2 or 3. */
  version(number: 1 | 2 | 3, more?: Properties): Properties;
  /** A deployment of somebody else. */
  deployByHand(number: 1 | 2 | 3, more?: Partial<CreateDeploymentCommandInput>): Promise<string>;
  stopByHand(deploymentId: string, rollback?: boolean): Promise<void>;
  /** Ends the ready wait of a deployment. */
  continueByHand(deploymentId: string): Promise<void>;
  /** Deletes the service, and makes another one of its name if its differences are given. */
  replaceService(differences?: Partial<CreateServiceCommandInput>): Promise<void>;
  /** Makes an alarm of this name, if need be, and puts it in this state. */
  setAlarm(name: string, state: 'OK' | 'ALARM'): Promise<void>;
  deployments(): Promise<DeploymentInfo[]>;
  /** What the PRIMARY task set runs: 1, 2 or 3. */
  live(): Promise<number>;
}

export const GROUP = 'blue-green';

export async function given(options: GivenOptions = {}): Promise<Given> {
  const aws = options.aws ?? (await startLocalAws());
  try {
    return await arrange(aws, options);
  } catch (error) {
    // A server that is left open would keep the tests from ending.
    await aws.close();
    throw error;
  }
}

async function arrange(aws: LocalAws, options: GivenOptions): Promise<Given> {
  const service = await createBlueGreenService(aws, options);
  const configuration = clientConfiguration(aws, 'AKIDBYHAND');
  const codeDeploy = options.inProcess
    ? inProcess(CodeDeployClient, aws.codeDeploy, 'AKIDBYHAND')
    : new CodeDeployClient(configuration);
  const ecs = options.inProcess ? inProcess(ECSClient, aws.ecs, 'AKIDBYHAND') : new ECSClient(configuration);
  const { applicationName } = service;
  if (options.controller !== 'ECS')
    await codeDeploy.send(new CreateDeploymentGroupCommand(groupInput(service, options)));
  const key = { applicationName, deploymentGroupName: GROUP };
  const taskDefinition = (number: 1 | 2 | 3) => service.taskDefinitions[number - 1];

  return {
    aws,
    service,
    operations: operationsOf(aws, entrypoint, { logicalResourceId: 'Deployment' }),
    codeDeploy,
    version: (number, more) => ({
      ApplicationName: applicationName,
      DeploymentGroupName: GROUP,
      TaskDefinition: taskDefinition(number),
      ...more,
    }),
    async deployByHand(number, more) {
      const content = JSON.stringify({
        version: '0.0',
        Resources: [
          {
            TargetService: {
              Type: 'AWS::ECS::Service',
              Properties: {
                TaskDefinition: taskDefinition(number),
                LoadBalancerInfo: {
                  ContainerName: service.containerName,
                  ContainerPort: service.containerPort,
                },
              },
            },
          },
        ],
      });
      const { deploymentId } = await codeDeploy.send(
        new CreateDeploymentCommand({
          ...key,
          revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
          ...more,
        }),
      );
      return deploymentId!;
    },
    async stopByHand(deploymentId, rollback = true) {
      await codeDeploy.send(new StopDeploymentCommand({ deploymentId, autoRollbackEnabled: rollback }));
    },
    async continueByHand(deploymentId) {
      await codeDeploy.send(
        new ContinueDeploymentCommand({ deploymentId, deploymentWaitType: 'READY_WAIT' }),
      );
    },
    async replaceService(differences) {
      const names = { cluster: service.clusterName, service: service.serviceName };
      await ecs.send(new DeleteServiceCommand({ ...names, force: true }));
      await aws.clock.advance(120);
      if (!differences) return;
      await ecs.send(
        new CreateServiceCommand({
          cluster: service.clusterName,
          serviceName: service.serviceName,
          taskDefinition: taskDefinition(1),
          desiredCount: 1,
          launchType: 'FARGATE',
          networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
          ...differences,
        }),
      );
    },
    async setAlarm(name, state) {
      const cloudWatch = new CloudWatchClient(configuration);
      await setAlarm(cloudWatch, name, state);
    },
    async deployments() {
      const { deployments = [] } = await codeDeploy.send(new ListDeploymentsCommand(key));
      const all = deployments.map(async (deploymentId) => {
        const { deploymentInfo } = await codeDeploy.send(new GetDeploymentCommand({ deploymentId }));
        return deploymentInfo!;
      });
      return (await Promise.all(all)).reverse();
    },
    async live() {
      const { services } = await ecs.send(
        new DescribeServicesCommand({ cluster: service.clusterName, services: [service.serviceName] }),
      );
      const primary = services![0]!.taskSets!.find(({ status }) => status === 'PRIMARY');
      return service.taskDefinitions.indexOf(primary!.taskDefinition!) + 1;
    },
  };
}

function groupInput(service: BlueGreenService, options: GivenOptions): CreateDeploymentGroupCommandInput {
  return {
    applicationName: service.applicationName,
    deploymentGroupName: GROUP,
    serviceRoleArn: service.serviceRoleArn,
    deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
    deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    ecsServices: [{ clusterName: service.clusterName, serviceName: service.serviceName }],
    loadBalancerInfo: {
      targetGroupPairInfoList: [
        {
          targetGroups: service.targetGroups.map(({ name }) => ({ name })),
          prodTrafficRoute: { listenerArns: [service.productionListenerArn] },
          ...((options.testListener ?? true) && {
            testTrafficRoute: { listenerArns: [service.testListenerArn] },
          }),
        },
      ],
    },
    blueGreenDeploymentConfiguration: {
      deploymentReadyOption: { actionOnTimeout: 'CONTINUE_DEPLOYMENT', waitTimeInMinutes: 0 },
      terminateBlueInstancesOnDeploymentSuccess: {
        action: 'TERMINATE',
        terminationWaitTimeInMinutes: options.terminationWait ?? 0,
      },
    },
    autoRollbackConfiguration: {
      enabled: true,
      events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'],
    },
    ...options.group,
  };
}
