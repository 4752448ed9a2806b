import type {
  DeploymentInfo,
  GetDeploymentOutput,
  GetDeploymentTargetOutput,
  ListDeploymentsOutput,
  ListDeploymentTargetsOutput,
  ListTagsForResourceOutput,
} from '@aws-sdk/client-codedeploy';
import type { DescribeServicesResponse, TaskSet } from '@aws-sdk/client-ecs';
import {
  type BlueGreenService,
  type LocalAws,
  type Service,
  ServiceError,
  defaultReadings,
  noFaults,
} from '#local-aws';
import type { Version } from '../generate/history';
import { runningOf, type Running } from './running';

export interface GroupName {
  applicationName: string;
  deploymentGroupName: string;
}

/** Carries out an operation of a service without HTTP, which costs next to nothing. */
export function callService(service: Service, operation: string, input: object): unknown {
  const carryOut = service.operations[operation];
  if (!carryOut) throw new Error(`The local AWS has no operation ${operation}.`);
  return carryOut(input as never, { accessKeyId: 'AKIDBYHAND' });
}

const OWNER_TAG = 'org-codedeploy:ecs-deployment';

/** The tag of the record of what ran before an update. */
export const BEFORE_TAG = 'org-codedeploy:ecs-deployment-before';

export type Deployment = DeploymentInfo & { deploymentId: string };

const FINAL_STATUSES = ['Succeeded', 'Failed', 'Stopped'];

export const hasEnded = ({ status }: DeploymentInfo): boolean => FINAL_STATUSES.includes(status ?? '');

/** The state of the account as it is, without the lags of CodeDeploy, and shown in one way under all of its readings. */
export class AccountView {
  constructor(
    private readonly aws: LocalAws,
    readonly service: BlueGreenService,
    private readonly group: GroupName,
  ) {}

  /** All deployments of the account, which has one group; oldest first. */
  deployments(): Deployment[] {
    return this.#asItIs(() => {
      const { deployments = [] } = callService(
        this.aws.codeDeploy,
        'ListDeployments',
        {},
      ) as ListDeploymentsOutput;
      return deployments.reverse().map((deploymentId) => this.deployment(deploymentId));
    });
  }

  deployment(deploymentId: string): Deployment {
    return this.#asItIs(() => {
      const answer = callService(this.aws.codeDeploy, 'GetDeployment', {
        deploymentId,
      }) as GetDeploymentOutput;
      return { ...answer.deploymentInfo, deploymentId };
    });
  }

  /** Whether a deployment has come to its Install, the first event that changes something. */
  hasBegunInstall(deploymentId: string): boolean {
    const { codeDeploy } = this.aws;
    const target = this.#asItIs(() => {
      const { targetIds: [targetId] = [] } = callService(codeDeploy, 'ListDeploymentTargets', {
        deploymentId,
      }) as ListDeploymentTargetsOutput;
      return callService(codeDeploy, 'GetDeploymentTarget', {
        deploymentId,
        targetId,
      }) as GetDeploymentTargetOutput;
    });
    const events = target.deploymentTarget?.ecsTarget?.lifecycleEvents ?? [];
    return events.some(({ lifecycleEventName: name, startTime }) => name === 'Install' && startTime);
  }

  /** The active deployment. */
  active(): Deployment | undefined {
    return this.deployments().find((deployment) => !hasEnded(deployment));
  }

  /** The service's task sets, without those that are draining. */
  taskSets(): TaskSet[] {
    const { clusterName: cluster, serviceName } = this.service;
    const input = { cluster, services: [serviceName] };
    const { services } = this.#asItIs(
      () => callService(this.aws.ecs, 'DescribeServices', input) as DescribeServicesResponse,
    );
    return (services?.[0]?.taskSets ?? []).filter(({ status }) => status !== 'DRAINING');
  }

  primary(): TaskSet | undefined {
    return this.taskSets().find(({ status }) => status === 'PRIMARY');
  }

  /** The version that the PRIMARY task set runs; 0 when the service has no PRIMARY task set. */
  liveVersion(): number {
    return this.versionOf(this.taskDefinition());
  }

  /** What the PRIMARY task set runs. */
  taskDefinition(): string | undefined {
    return this.primary()?.taskDefinition;
  }

  versionOf(taskDefinition: string | undefined): number {
    return this.service.taskDefinitions.findIndex((arn) => arn === taskDefinition) + 1;
  }

  taskDefinitionOf(version: Version): string {
    return this.service.taskDefinitions[version - 1] ?? '';
  }

  /** What the PRIMARY task set runs, with the parameters of its AppSpec; undefined without a PRIMARY task set. */
  running(): Running | undefined {
    const primary = this.primary();
    return primary && runningOf(primary);
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

  /** Whether the deployment group exists. */
  hasGroup(): boolean {
    try {
      callService(this.aws.codeDeploy, 'GetDeploymentGroup', this.group);
      return true;
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'DeploymentGroupDoesNotExistException')
        return false;
      throw error;
    }
  }

  #groupArn(): string {
    const { accountId, region, partition } = this.aws;
    const { applicationName, deploymentGroupName } = this.group;
    return `arn:${partition}:codedeploy:${region}:${accountId}:deploymentgroup:${applicationName}/${deploymentGroupName}`;
  }

  removeOwnerTag(): void {
    callService(this.aws.codeDeploy, 'UntagResource', {
      ResourceArn: this.#groupArn(),
      TagKeys: [OWNER_TAG],
    });
  }

  /** The value of the group's owner tag. */
  ownerTag(): string | undefined {
    return this.tag(OWNER_TAG);
  }

  /** The value of a tag of the group. */
  tag(key: string): string | undefined {
    const { Tags = [] } = this.#asItIs(
      () =>
        callService(this.aws.codeDeploy, 'ListTagsForResource', {
          ResourceArn: this.#groupArn(),
        }) as ListTagsForResourceOutput,
    );
    return Tags.find(({ Key }) => Key === key)?.Value;
  }

  #asItIs<Answer>(read: () => Answer): Answer {
    const { faults, readings } = this.aws.codeDeploy;
    const { faults: ecsFaults } = this.aws.ecs;
    const before = { ...faults };
    const readingsBefore = { ...readings };
    const ecsBefore = { ...ecsFaults };
    Object.assign(faults, noFaults());
    Object.assign(readings, defaultReadings());
    ecsFaults.staleServicesSeconds = 0;
    try {
      return read();
    } finally {
      Object.assign(faults, before);
      Object.assign(readings, readingsBefore);
      Object.assign(ecsFaults, ecsBefore);
    }
  }
}
