import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import {
  CodeDeployClient,
  ContinueDeploymentCommand,
  CreateDeploymentCommand,
  CreateDeploymentGroupCommand,
  DeleteDeploymentGroupCommand,
  GetDeploymentCommand,
  ListDeploymentsCommand,
  ListTagsForResourceCommand,
  StopDeploymentCommand,
  type CreateDeploymentCommandInput,
  type DeploymentInfo,
} from '@aws-sdk/client-codedeploy';
import {
  CreateServiceCommand,
  DeleteServiceCommand,
  DescribeServicesCommand,
  ECSClient,
  type CreateServiceCommandInput,
  type TaskSet,
} from '@aws-sdk/client-ecs';
import {
  clientConfiguration,
  createBlueGreenService,
  inProcess,
  startLocalAws,
  type BlueGreenServiceOptions,
  type LocalAws,
  type LocalAwsOptions,
} from '#local-aws';
import { setAlarm } from './alarm';
import { appSpecRevision, type Version } from './app-spec';
import { GROUP_NAME, groupArn, groupInput, type GroupKey, type GroupOptions } from './deployment-group';
import { createHookFunction, type HookReport } from './hook-function';

export interface ScenarioOptions extends Omit<GroupOptions, 'group'> {
  /** Members of the deployment group's input that replace the defaults. With `none` the scenario has no group. */
  group?: GroupOptions['group'] | 'none';
  /** The name of the deployment group, also of one that the test creates. Default: `blue-green`. */
  groupName?: string;
  /** Options of the ECS service. Default: `web`, one task. */
  service?: BlueGreenServiceOptions;
  /** A running local AWS to use; `close` does not stop it. By default the scenario starts one of its own. */
  on?: LocalAws;
  /** Options of the local AWS that the scenario starts. */
  localAws?: LocalAwsOptions;
}

export type Scenario = Awaited<ReturnType<typeof setUp>>;

/**
 * An account with a blue/green service that runs version 1 of three, its deployment group, and what operators do beside
 * CloudFormation, in the console or with the AWS CLI.
 */
export async function startScenario(options: ScenarioOptions = {}): Promise<Scenario> {
  const aws = options.on ?? (await startLocalAws(options.localAws));
  try {
    return await setUp(aws, options);
  } catch (error) {
    // A server that is left open would keep the tests from ending.
    if (!options.on) await aws.close();
    throw error;
  }
}

async function setUp(aws: LocalAws, options: ScenarioOptions) {
  const service = await createBlueGreenService(aws, options.service);
  const configuration = clientConfiguration(aws, 'AKIDBYHAND');
  const withoutHttp = options.service?.inProcess ?? false;
  const codeDeploy = withoutHttp
    ? inProcess(CodeDeployClient, aws.codeDeploy, 'AKIDBYHAND')
    : new CodeDeployClient(configuration);
  const ecs = withoutHttp ? inProcess(ECSClient, aws.ecs, 'AKIDBYHAND') : new ECSClient(configuration);
  const group: GroupKey = {
    applicationName: service.applicationName,
    deploymentGroupName: options.groupName ?? GROUP_NAME,
  };

  const createGroup = async (changes: GroupOptions = {}): Promise<void> => {
    await codeDeploy.send(
      new CreateDeploymentGroupCommand(
        groupInput(service, { ...changes, group: { ...group, ...changes.group } }),
      ),
    );
  };
  const taskSets = async (): Promise<TaskSet[]> => {
    const { services } = await ecs.send(
      new DescribeServicesCommand({ cluster: service.clusterName, services: [service.serviceName] }),
    );
    return services?.[0]?.taskSets ?? [];
  };
  const versionOf = ({ taskDefinition = '' }: TaskSet): number =>
    service.taskDefinitions.indexOf(taskDefinition) + 1;

  if (options.group !== 'none') {
    const { group: changes, waits, alarms, testListener } = options;
    for (const name of alarms ?? []) await setAlarm(new CloudWatchClient(configuration), name, 'OK');
    await createGroup({
      ...(changes && { group: changes }),
      ...(waits && { waits }),
      ...(alarms && { alarms }),
      ...(testListener !== undefined && { testListener }),
    });
  }

  return {
    aws,
    service,
    group,
    /** The ARN of the deployment group. */
    groupArn: groupArn(aws, group),
    /** An operator's own client. */
    codeDeploy,
    createGroup,

    async deleteGroup(key: GroupKey = group): Promise<void> {
      await codeDeploy.send(new DeleteDeploymentGroupCommand(key));
    },

    /** @returns the id of an operator's deployment */
    async deployByHand(version: Version, more: Partial<CreateDeploymentCommandInput> = {}): Promise<string> {
      const revision = appSpecRevision(service, version);
      const { deploymentId } = await codeDeploy.send(
        new CreateDeploymentCommand({ ...group, revision, ...more }),
      );
      return deploymentId!;
    },

    async stopByHand(deploymentId: string, autoRollbackEnabled = true): Promise<void> {
      await codeDeploy.send(new StopDeploymentCommand({ deploymentId, autoRollbackEnabled }));
    },

    /** Ends the ready wait of a deployment. */
    async approve(deploymentId: string): Promise<void> {
      await codeDeploy.send(
        new ContinueDeploymentCommand({ deploymentId, deploymentWaitType: 'READY_WAIT' }),
      );
    },

    /** Makes an alarm of this name, if need be, and puts it in this state. */
    async setAlarm(name: string, state: 'OK' | 'ALARM'): Promise<void> {
      await setAlarm(new CloudWatchClient(configuration), name, state);
    },

    /** @returns the ARN of a Lambda function that reports this to CodeDeploy */
    makeHook: (name: string, reports: HookReport): Promise<string> => createHookFunction(aws, name, reports),

    /** Deletes the service, and makes another one of its name if its differences to the first one are given. */
    async replaceService(differences?: Partial<CreateServiceCommandInput>): Promise<void> {
      const { clusterName: cluster, serviceName } = service;
      await ecs.send(new DeleteServiceCommand({ cluster, service: serviceName, force: true }));
      await aws.clock.advance(120);
      if (!differences) return;
      await ecs.send(
        new CreateServiceCommand({
          cluster,
          serviceName,
          taskDefinition: service.taskDefinitions[0],
          desiredCount: 1,
          launchType: 'FARGATE',
          networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
          ...differences,
        }),
      );
    },

    /** The deployments of the group, oldest first. */
    async deployments(): Promise<DeploymentInfo[]> {
      const { deployments = [] } = await codeDeploy.send(new ListDeploymentsCommand(group));
      const all = deployments.map(async (deploymentId) => {
        const { deploymentInfo } = await codeDeploy.send(new GetDeploymentCommand({ deploymentId }));
        return deploymentInfo!;
      });
      return (await Promise.all(all)).reverse();
    },

    /** The version of the PRIMARY task set; 0 when there is none. */
    async liveVersion(): Promise<number> {
      const primary = (await taskSets()).find(({ status }) => status === 'PRIMARY');
      return primary ? versionOf(primary) : 0;
    },

    /** The task sets that are not draining, e.g. `version 1 ACTIVE`, `version 2 PRIMARY`. */
    async taskSets(): Promise<string[]> {
      return (await taskSets())
        .filter(({ status }) => status !== 'DRAINING')
        .map((taskSet) => `version ${versionOf(taskSet)} ${taskSet.status ?? ''}`)
        .sort();
    },

    /** Every tag of the deployment group, the reserved ones included. */
    async groupTags(): Promise<Record<string, string>> {
      const ResourceArn = groupArn(aws, group);
      const { Tags = [] } = await codeDeploy.send(new ListTagsForResourceCommand({ ResourceArn }));
      return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
    },

    async close(): Promise<void> {
      if (!options.on) await aws.close();
    },
  };
}
