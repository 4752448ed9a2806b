import {
  CodeDeployClient,
  CreateDeploymentCommand,
  GetDeploymentGroupCommand,
  ListTagsForResourceCommand,
  type DeploymentGroupInfo,
} from '@aws-sdk/client-codedeploy';
import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import {
  type BlueGreenService,
  type BlueGreenServiceOptions,
  type LocalAws,
  type LocalAwsOptions,
  clientConfiguration,
  createBlueGreenService,
  inProcess,
  startLocalAws,
} from '#local-aws';
import { operationsOf, type Operations, type Properties } from '#test-kit';
import { entrypoint } from '../src/handlers';

/** A local AWS with a service that a group can be made for, and this type's operations on it. */
export interface Setting {
  aws: LocalAws;
  service: BlueGreenService;
  operations: Operations;
  /** A user's own client. */
  codeDeploy: CodeDeployClient;
  /** The least that a template says, with a name. */
  properties: Properties;
  arn: string;
}

export async function open(
  options: LocalAwsOptions & { service?: BlueGreenServiceOptions; aws?: LocalAws } = {},
): Promise<Setting> {
  const aws = options.aws ?? (await startLocalAws(options));
  try {
    return await arrange(aws, options.service);
  } catch (error) {
    // A server that is left open would keep the tests from ending.
    await aws.close();
    throw error;
  }
}

async function arrange(aws: LocalAws, options: BlueGreenServiceOptions = {}): Promise<Setting> {
  const service = await createBlueGreenService(aws, options);
  const properties = propertiesFor(service);
  return {
    aws,
    service,
    operations: operationsOf(aws, entrypoint, { logicalResourceId: 'Group' }),
    codeDeploy: options.inProcess
      ? inProcess(CodeDeployClient, aws.codeDeploy, 'AKIDTEST')
      : new CodeDeployClient(clientConfiguration(aws)),
    properties,
    arn: `arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:${service.applicationName}/${String(properties.DeploymentGroupName)}`,
  };
}

export function propertiesFor(service: BlueGreenService): Properties {
  return {
    ApplicationName: service.applicationName,
    DeploymentGroupName: `${service.serviceName}-group`,
    ServiceRoleArn: service.serviceRoleArn,
    ECSServices: [{ ClusterName: service.clusterName, ServiceName: service.serviceName }],
    LoadBalancerInfo: {
      TargetGroupPairInfoList: [
        {
          TargetGroups: service.targetGroups.map(({ name }) => ({ Name: name })),
          ProdTrafficRoute: { ListenerArns: [service.productionListenerArn] },
        },
      ],
    },
  };
}

/** What the least template makes of the properties that it leaves out. */
export const DEFAULTS: Properties = {
  DeploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
  DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
  BlueGreenDeploymentConfiguration: {
    DeploymentReadyOption: { ActionOnTimeout: 'CONTINUE_DEPLOYMENT', WaitTimeInMinutes: 0 },
    TerminateBlueInstancesOnDeploymentSuccess: { Action: 'TERMINATE', TerminationWaitTimeInMinutes: 0 },
  },
  AutoRollbackConfiguration: {
    Enabled: true,
    Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
  },
  AlarmConfiguration: { Enabled: false, IgnorePollAlarmFailure: false },
};

/** The group as a user sees it, or undefined when there is none. */
export async function findGroup({
  codeDeploy,
  properties,
}: Setting): Promise<DeploymentGroupInfo | undefined> {
  try {
    const { deploymentGroupInfo } = await codeDeploy.send(
      new GetDeploymentGroupCommand({
        applicationName: properties.ApplicationName as string,
        deploymentGroupName: properties.DeploymentGroupName as string,
      }),
    );
    return deploymentGroupInfo;
  } catch (error) {
    if (error instanceof Error && error.name === 'DeploymentGroupDoesNotExistException') return undefined;
    throw error;
  }
}

/** All tags of the group, reserved ones included. */
export async function tagsOf({ codeDeploy, arn }: Setting): Promise<Record<string, string>> {
  const { Tags = [] } = await codeDeploy.send(new ListTagsForResourceCommand({ ResourceArn: arn }));
  return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}

/** Starts a deployment of a version (1 to 3), as anybody might. */
export async function deploy(
  { codeDeploy, properties, service }: Setting,
  version: 1 | 2 | 3,
): Promise<string> {
  const { deploymentId = '' } = await codeDeploy.send(
    new CreateDeploymentCommand({
      applicationName: properties.ApplicationName as string,
      deploymentGroupName: properties.DeploymentGroupName as string,
      revision: {
        revisionType: 'AppSpecContent',
        appSpecContent: {
          content: JSON.stringify({
            version: 0,
            Resources: [
              {
                TargetService: {
                  Type: 'AWS::ECS::Service',
                  Properties: {
                    TaskDefinition: service.taskDefinitions[version - 1],
                    LoadBalancerInfo: {
                      ContainerName: service.containerName,
                      ContainerPort: service.containerPort,
                    },
                  },
                },
              },
            ],
          }),
        },
      },
    }),
  );
  return deploymentId;
}

/** The version that gets the production traffic. */
export async function liveVersion({ aws, service }: Setting): Promise<number> {
  const { services } = await inProcess(ECSClient, aws.ecs, 'AKIDTEST').send(
    new DescribeServicesCommand({ cluster: service.clusterName, services: [service.serviceName] }),
  );
  const primary = services?.[0]?.taskSets?.find(({ status }) => status === 'PRIMARY');
  return service.taskDefinitions.indexOf(primary?.taskDefinition ?? '') + 1;
}
