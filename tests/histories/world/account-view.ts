import type { DeploymentInfo, ListDeploymentsOutput, GetDeploymentOutput } from '@aws-sdk/client-codedeploy';
import type { ListTagsForResourceOutput } from '@aws-sdk/client-codedeploy';
import type { DescribeServicesResponse, TaskSet } from '@aws-sdk/client-ecs';
import { type BlueGreenService, type LocalAws, type Service, noFaults } from '#local-aws';
import type { Version } from '../generate/history';

/** A deployment group by its names. */
export interface GroupName {
  applicationName: string;
  deploymentGroupName: string;
}

/** Calls an operation of a service without HTTP, so that looking on costs next to nothing. */
export function ask(service: Service, operation: string, input: object): unknown {
  const carryOut = service.operations[operation];
  if (!carryOut) throw new Error(`There is no operation ${operation}.`);
  return carryOut(input as never, { accessKeyId: 'AKIDBYHAND' });
}

export type Seen = DeploymentInfo & { deploymentId: string };

const ENDED = ['Succeeded', 'Failed', 'Stopped'];

export const hasEnded = ({ status }: DeploymentInfo): boolean => ENDED.includes(status ?? '');

/** What is true in the account, whatever CodeDeploy shows late. */
export class AccountView {
  constructor(
    private readonly aws: LocalAws,
    readonly service: BlueGreenService,
    private readonly group: GroupName,
  ) {}

  /** Of the group, oldest first; none when there is no group. */
  deployments(): Seen[] {
    return this.#truly(() => {
      const { deployments = [] } = ask(this.aws.codeDeploy, 'ListDeployments', {}) as ListDeploymentsOutput;
      return deployments.reverse().map((deploymentId) => this.deployment(deploymentId));
    });
  }

  deployment(deploymentId: string): Seen {
    return this.#truly(() => {
      const answer = ask(this.aws.codeDeploy, 'GetDeployment', { deploymentId }) as GetDeploymentOutput;
      return { ...answer.deploymentInfo, deploymentId };
    });
  }

  /** The deployment that holds the group. */
  active(): Seen | undefined {
    return this.deployments().find((deployment) => !hasEnded(deployment));
  }

  /** Task sets that are not on their way out. */
  taskSets(): TaskSet[] {
    const { clusterName: cluster, serviceName } = this.service;
    const input = { cluster, services: [serviceName] };
    const { services } = ask(this.aws.ecs, 'DescribeServices', input) as DescribeServicesResponse;
    return (services?.[0]?.taskSets ?? []).filter(({ status }) => status !== 'DRAINING');
  }

  primary(): TaskSet | undefined {
    return this.taskSets().find(({ status }) => status === 'PRIMARY');
  }

  /** The version that the PRIMARY task set runs; 0 when there is none. */
  live(): number {
    return this.versionOf(this.primary()?.taskDefinition);
  }

  versionOf(taskDefinition: string | undefined): number {
    return this.service.taskDefinitions.findIndex((arn) => arn === taskDefinition) + 1;
  }

  taskDefinitionOf(version: Version): string {
    return this.service.taskDefinitions[version - 1] ?? '';
  }

  /** Percent of the production traffic that the PRIMARY task set gets. */
  productionPercent(): number {
    const live = this.primary()?.loadBalancers?.[0]?.targetGroupArn;
    const [forward] = this.aws.loadBalancing.routing.forwards(this.service.productionListenerArn);
    const weights = forward?.weights ?? [];
    const sum = weights.reduce((total, { weight }) => total + weight, 0);
    const own = weights.find(({ targetGroupArn }) => targetGroupArn === live)?.weight ?? 0;
    return (100 * own) / sum;
  }

  /** The value of the tag that makes the group the identity of an EcsDeployment. */
  ownerTag(): string | undefined {
    const { accountId, region, partition } = this.aws;
    const { applicationName, deploymentGroupName } = this.group;
    const arn = `arn:${partition}:codedeploy:${region}:${accountId}:deploymentgroup:${applicationName}/${deploymentGroupName}`;
    const { Tags = [] } = this.#truly(
      () =>
        ask(this.aws.codeDeploy, 'ListTagsForResource', { ResourceArn: arn }) as ListTagsForResourceOutput,
    );
    return Tags.find(({ Key }) => Key === 'org-codedeploy:ecs-deployment')?.Value;
  }

  #truly<Answer>(look: () => Answer): Answer {
    const { faults } = this.aws.codeDeploy;
    const before = { ...faults };
    Object.assign(faults, noFaults());
    try {
      return look();
    } finally {
      Object.assign(faults, before);
    }
  }
}
