import {
  CodeDeployClient,
  GetApplicationRevisionCommand,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
  ListDeploymentGroupsCommand,
  ListDeploymentsCommand,
  ListTagsForResourceCommand,
  type DeploymentGroupInfo,
  type DeploymentInfo,
} from '@aws-sdk/client-codedeploy';
import { DescribeServicesCommand, ECSClient, type Service } from '@aws-sdk/client-ecs';
import { type BlueGreenService, type LocalAws, requestAsUser, clientConfiguration } from '#local-aws';
import type { GroupName } from './by-hand';

/** What stands around a stack, as the services show it: groups and their tags, deployments, task sets, traffic. */
export class Surroundings {
  readonly codeDeploy: CodeDeployClient;
  readonly #ecs: ECSClient;

  constructor(
    readonly aws: LocalAws,
    readonly service: BlueGreenService,
  ) {
    const configuration = clientConfiguration(aws, 'AKIDLOOKING');
    this.codeDeploy = new CodeDeployClient(configuration);
    this.#ecs = new ECSClient(configuration);
  }

  /** Names of the application's deployment groups. */
  async groupNames(): Promise<string[]> {
    const { applicationName } = this.service;
    const { deploymentGroups } = await this.codeDeploy.send(
      new ListDeploymentGroupsCommand({ applicationName }),
    );
    return deploymentGroups ?? [];
  }

  /** The application's only deployment group. */
  async group(): Promise<GroupName> {
    const [deploymentGroupName = '', ...others] = await this.groupNames();
    if (others.length > 0) throw new Error('There is more than one deployment group.');
    return { applicationName: this.service.applicationName, deploymentGroupName };
  }

  /** The only deployment group, as CodeDeploy shows it. */
  async groupInfo(): Promise<DeploymentGroupInfo> {
    const { deploymentGroupInfo } = await this.codeDeploy.send(
      new GetDeploymentGroupCommand(await this.group()),
    );
    return deploymentGroupInfo!;
  }

  async groupArn(): Promise<string> {
    const { applicationName, deploymentGroupName } = await this.group();
    const { partition, region, accountId } = this.aws;
    return `arn:${partition}:codedeploy:${region}:${accountId}:deploymentgroup:${applicationName}/${deploymentGroupName}`;
  }

  /** Every tag of the only deployment group, the reserved ones included. */
  async allTags(): Promise<Record<string, string>> {
    const { Tags = [] } = await this.codeDeploy.send(
      new ListTagsForResourceCommand({ ResourceArn: await this.groupArn() }),
    );
    return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value] as const));
  }

  /** The tags of the only deployment group that users may set. */
  async tags(): Promise<Record<string, string>> {
    const all = Object.entries(await this.allTags());
    return Object.fromEntries(all.filter(([key]) => !key.startsWith('org-codedeploy:')));
  }

  /** Every deployment of the application's groups, oldest first, e.g. `version 2 Stopped`, `rollback Succeeded`. */
  async deployments(): Promise<string[]> {
    const all = (await this.deploymentIds()).reverse().map(async (deploymentId) => {
      const { deploymentInfo } = await this.codeDeploy.send(new GetDeploymentCommand({ deploymentId }));
      return this.#describe(deploymentInfo!);
    });
    return Promise.all(all);
  }

  /** The service's task sets that are not on their way out, e.g. `version 1 PRIMARY, version 2 ACTIVE`. */
  async taskSets(): Promise<string> {
    const { taskSets = [] } = await this.ecsService();
    return taskSets
      .filter(({ status }) => status !== 'DRAINING')
      .map(({ taskDefinition, status }) => `version ${this.#version(taskDefinition)} ${status}`)
      .sort()
      .join(', ');
  }

  /** What users get from the production listener, e.g. `version 1`. */
  async answer(): Promise<string> {
    return requestAsUser(this.aws, `http://${this.service.dnsName}/`);
  }

  async ecsService(): Promise<Service> {
    const { clusterName: cluster, serviceName } = this.service;
    const { services } = await this.#ecs.send(
      new DescribeServicesCommand({ cluster, services: [serviceName] }),
    );
    return services![0]!;
  }

  /** How often an operation of CodeDeploy was carried out, by whomever. */
  callsOf(operation: string): number {
    return this.aws.calls.filter((call) => call.operation === operation && !call.error).length;
  }

  /** Newest first. */
  protected async deploymentIds(): Promise<string[]> {
    const { deployments } = await this.codeDeploy.send(new ListDeploymentsCommand({}));
    return deployments ?? [];
  }

  async #describe({
    creator,
    status,
    description,
    applicationName,
    revision,
  }: DeploymentInfo): Promise<string> {
    if (creator === 'codeDeployRollback') return `rollback ${status}`;
    const { revision: full } = await this.codeDeploy.send(
      new GetApplicationRevisionCommand({ applicationName, revision }),
    );
    const content = full?.appSpecContent?.content ?? '';
    const version = this.service.taskDefinitions.findIndex((arn) => content.includes(arn)) + 1;
    const owner = /\[cfn [^\]]+\]$/.test(description ?? '') ? '' : ' by hand';
    return `version ${version}${owner} ${status}`;
  }

  #version(taskDefinition: string | undefined): number {
    return this.service.taskDefinitions.findIndex((arn) => arn === taskDefinition) + 1;
  }
}
