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
import { DescribeServicesCommand, ECSClient, type TaskSet } from '@aws-sdk/client-ecs';
import { clientConfiguration, requestAsUser, type BlueGreenService, type LocalAws } from '#local-aws';
import { groupArn, type GroupKey } from '#test-kit';

/** What a task set runs, without its id, its counts and its target group: two that run the same are equal. */
export type TaskSetParameters = Pick<
  TaskSet,
  'taskDefinition' | 'platformVersion' | 'networkConfiguration' | 'launchType' | 'capacityProviderStrategy'
> & { containerName: string | undefined; containerPort: number | undefined };

/** What CodeDeploy and the load balancer show about a service whose deployment group a stack may have made. */
export class ServiceObserver {
  readonly codeDeploy: CodeDeployClient;

  constructor(
    readonly aws: LocalAws,
    readonly service: BlueGreenService,
  ) {
    this.codeDeploy = new CodeDeployClient(clientConfiguration(aws, 'AKIDOBSERVER'));
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
  async group(): Promise<GroupKey> {
    const [deploymentGroupName = '', ...others] = await this.groupNames();
    if (others.length > 0) throw new Error('The application has more than one deployment group.');
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
    return groupArn(this.aws, await this.group());
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

  /** Every deployment of the account, oldest first, e.g. `version 2 Stopped`, `version 3 by hand Succeeded`, `rollback Succeeded`. */
  async deployments(): Promise<string[]> {
    const all = (await this.deploymentIds()).reverse().map(async (deploymentId) => {
      const { deploymentInfo } = await this.codeDeploy.send(new GetDeploymentCommand({ deploymentId }));
      return this.#describe(deploymentInfo!);
    });
    return Promise.all(all);
  }

  /** What users get from the production listener, e.g. `version 1`. */
  async answer(): Promise<string> {
    return requestAsUser(this.aws, `http://${this.service.dnsName}/`);
  }

  /** What the PRIMARY task set runs. */
  async primary(): Promise<TaskSetParameters> {
    const ecs = new ECSClient(clientConfiguration(this.aws, 'AKIDOBSERVER'));
    const { clusterName: cluster, serviceName } = this.service;
    const { services } = await ecs.send(new DescribeServicesCommand({ cluster, services: [serviceName] }));
    const primary = services?.[0]?.taskSets?.find(({ status }) => status === 'PRIMARY');
    const { taskDefinition, platformVersion, networkConfiguration, launchType, capacityProviderStrategy } =
      primary ?? {};
    const [{ containerName, containerPort } = {}] = primary?.loadBalancers ?? [];
    return {
      ...{ taskDefinition, platformVersion, networkConfiguration, launchType, capacityProviderStrategy },
      ...{ containerName, containerPort },
    };
  }

  /** How many calls of an operation AWS has carried out, for any caller. */
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
    const hasMarker = /\[cfn [^\]]+\]$/.test(description ?? '');
    return `version ${version}${hasMarker ? '' : ' by hand'} ${status}`;
  }
}
