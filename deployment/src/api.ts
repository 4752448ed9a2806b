import {
  CodeDeployClient,
  ContinueDeploymentCommand,
  CreateDeploymentCommand,
  GetDeploymentCommand,
  GetDeploymentConfigCommand,
  GetDeploymentGroupCommand,
  BatchGetDeploymentsCommand,
  GetDeploymentTargetCommand,
  ListDeploymentsCommand,
  ListDeploymentTargetsCommand,
  ListTagsForResourceCommand,
  StopDeploymentCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type CreateDeploymentCommandInput,
  type DeploymentConfigInfo,
  type DeploymentInfo,
  type DeploymentWaitType,
  type ECSTarget,
  type ListDeploymentsCommandInput,
} from '@aws-sdk/client-codedeploy';
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  type Service,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import { isNamed, unless } from '../../runtime/aws-errors';
import type { Connection } from '../../runtime/connection';
import type { GroupKey } from '../../runtime/group-key';
import { fromGroupInfo, type Group } from './desired-state/group';
import { OWNER_TAG } from './desired-state/description-marker';
import { fromTagValue, toTagValue, type OwnerTag } from '../../runtime/owner-tag';
import { ACTIVE_STATUSES } from '../../runtime/deployment-status';

/** A deployment; its id is the key of every call about it. */
export type Deployment = DeploymentInfo & { deploymentId: string };

/** What AWS calls a group that is not there, or not there any more. */
const NO_GROUP = ['DeploymentGroupDoesNotExistException', 'ApplicationDoesNotExistException'];

/** What it says when a deployment is no longer where it was when it was looked at. */
const MOVED_ON = [
  'DeploymentAlreadyCompletedException',
  'DeploymentIsNotInReadyStateException',
  'InvalidDeploymentStatusException',
];

/**
 * And when a deployment cannot be stopped: now, be it that it was made a moment ago and cannot be seen yet, or, its group
 * being deleted, ever. (API Reference, StopDeployment.)
 */
const UNSTOPPABLE = [
  'UnsupportedActionForDeploymentTypeException',
  'DeploymentDoesNotExistException',
  'DeploymentGroupDoesNotExistException',
];

/** What AWS calls a target that is not there, or not there yet. */
const NO_TARGET = ['DeploymentNotStartedException', 'DeploymentTargetDoesNotExistException'];

const ACTIVE_DEPLOYMENT = /already has an active Deployment '(d-[A-Z0-9]+)'/;

/**
 * Every AWS call of this type. `find…` gives undefined for what is not there; everything else that AWS refuses
 * is thrown as the SDK throws it.
 */
export class Api {
  readonly #codeDeploy: CodeDeployClient;
  readonly #ecs: ECSClient;

  constructor(connection: Connection) {
    this.#codeDeploy = new CodeDeployClient(connection);
    this.#ecs = new ECSClient(connection);
  }

  async findGroup(key: GroupKey): Promise<Group | undefined> {
    const answer = await unless(NO_GROUP, undefined, () =>
      this.#codeDeploy.send(new GetDeploymentGroupCommand(key)),
    );
    const info = answer?.deploymentGroupInfo;
    return info?.computePlatform === 'ECS' ? fromGroupInfo(info, key) : undefined;
  }

  /** What the owner tag tells. A group without one has no Org::CodeDeploy::EcsDeployment. */
  async findOwner(groupArn: string): Promise<OwnerTag | undefined> {
    let NextToken: string | undefined;
    do {
      const page = await unless(NO_GROUP, undefined, () =>
        this.#codeDeploy.send(new ListTagsForResourceCommand({ ResourceArn: groupArn, NextToken })),
      );
      const value = page?.Tags?.find((tag) => tag.Key === OWNER_TAG)?.Value;
      if (value !== undefined) return fromTagValue(value);
      NextToken = page?.NextToken;
    } while (NextToken);
    return undefined;
  }

  async setOwner(groupArn: string, claimant: OwnerTag): Promise<void> {
    const Tags = [{ Key: OWNER_TAG, Value: toTagValue(claimant) }];
    await this.#codeDeploy.send(new TagResourceCommand({ ResourceArn: groupArn, Tags }));
  }

  /** The group may be gone meanwhile, and the tag with it. */
  async removeOwner(groupArn: string): Promise<void> {
    await unless(NO_GROUP, undefined, () =>
      this.#codeDeploy.send(new UntagResourceCommand({ ResourceArn: groupArn, TagKeys: [OWNER_TAG] })),
    );
  }

  async findService({ clusterName, serviceName }: Group): Promise<Service | undefined> {
    const answer = await unless(['ClusterNotFoundException'], undefined, () =>
      this.#ecs.send(new DescribeServicesCommand({ cluster: clusterName, services: [serviceName] })),
    );
    return answer?.services?.find((service) => service.status === 'ACTIVE');
  }

  /** ECS answers ClientException for a task definition that never was. */
  async findTaskDefinition(arn: string): Promise<TaskDefinition | undefined> {
    const answer = await unless(['ClientException'], undefined, () =>
      this.#ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: arn })),
    );
    return answer?.taskDefinition;
  }

  async findDeploymentConfig(name: string): Promise<DeploymentConfigInfo | undefined> {
    const answer = await unless(['DeploymentConfigDoesNotExistException'], undefined, () =>
      this.#codeDeploy.send(new GetDeploymentConfigCommand({ deploymentConfigName: name })),
    );
    return answer?.deploymentConfigInfo;
  }

  /** undefined also for a deployment that was made a moment ago and cannot be seen yet. */
  async findDeployment(deploymentId: string): Promise<Deployment | undefined> {
    const answer = await unless(['DeploymentDoesNotExistException'], undefined, () =>
      this.#codeDeploy.send(new GetDeploymentCommand({ deploymentId })),
    );
    return answer?.deploymentInfo && { ...answer.deploymentInfo, deploymentId };
  }

  /** Ids of the deployments that hold the group, newest first: at most one, and the rollback that follows it. */
  async listActiveDeployments(key: GroupKey): Promise<string[]> {
    const { deployments } = await this.#codeDeploy.send(
      new ListDeploymentsCommand({ ...key, includeOnlyStatuses: ACTIVE_STATUSES }),
    );
    return deployments ?? [];
  }

  /** The deployments of the group since a moment (milliseconds since the epoch), at most 25, newest first. */
  async listDeploymentsSince(key: GroupKey, since: number): Promise<DeploymentInfo[]> {
    return this.#listDeployments({ ...key, createTimeRange: { start: new Date(since) } });
  }

  /** The deployments of the group that have succeeded, at most 25, newest first. */
  async listSucceeded({ applicationName, deploymentGroupName }: GroupKey): Promise<DeploymentInfo[]> {
    return this.#listDeployments({
      applicationName,
      deploymentGroupName,
      includeOnlyStatuses: ['Succeeded'],
    });
  }

  async #listDeployments(input: ListDeploymentsCommandInput): Promise<DeploymentInfo[]> {
    const { deployments } = await this.#codeDeploy.send(new ListDeploymentsCommand(input));
    if (!deployments?.length) return [];
    const { deploymentsInfo } = await this.#codeDeploy.send(
      new BatchGetDeploymentsCommand({ deploymentIds: deployments.slice(0, 25) }),
    );
    return deploymentsInfo ?? [];
  }

  /** @returns the new deployment, or the one that holds the group (at most one at a time may). */
  async createDeployment(
    input: CreateDeploymentCommandInput,
  ): Promise<{ deploymentId: string } | { busyWith: string }> {
    try {
      const { deploymentId = '' } = await this.#codeDeploy.send(new CreateDeploymentCommand(input));
      return { deploymentId };
    } catch (error) {
      const busyWith = isNamed(error, 'DeploymentLimitExceededException')
        ? ACTIVE_DEPLOYMENT.exec(error.message)?.[1]
        : undefined;
      if (busyWith) return { busyWith };
      throw error;
    }
  }

  /**
   * Asks for a stop with rollback; whether and when it ends only a look at it tells. One that has ended meanwhile is
   * as good as stopped.
   * @returns false when CodeDeploy does not stop it at this point, as when the original task set is going already.
   */
  async stopDeployment(deploymentId: string): Promise<boolean> {
    return unless(UNSTOPPABLE, false, async () => {
      await unless(['DeploymentAlreadyCompletedException'], undefined, () =>
        this.#codeDeploy.send(new StopDeploymentCommand({ deploymentId, autoRollbackEnabled: true })),
      );
      return true;
    });
  }

  /**
   * Ends a wait now: in TERMINATION_WAIT the original task set goes, in READY_WAIT traffic moves. The deployment may
   * have moved on meanwhile: look at it to know.
   */
  async endWait(deploymentId: string, deploymentWaitType: DeploymentWaitType): Promise<void> {
    await unless(MOVED_ON, undefined, () =>
      this.#codeDeploy.send(new ContinueDeploymentCommand({ deploymentId, deploymentWaitType })),
    );
  }

  /** The id of a deployment's one target, which CodeDeploy makes. Not there before the deployment starts. */
  async findTargetId(deploymentId: string): Promise<string | undefined> {
    return unless(NO_TARGET, undefined, async () => {
      const { targetIds } = await this.#codeDeploy.send(new ListDeploymentTargetsCommand({ deploymentId }));
      return targetIds?.[0];
    });
  }

  /** The service as a deployment's target: its lifecycle events. */
  async findTargetById(deploymentId: string, targetId: string): Promise<ECSTarget | undefined> {
    return unless(NO_TARGET, undefined, async () => {
      const input = { deploymentId, targetId };
      const { deploymentTarget } = await this.#codeDeploy.send(new GetDeploymentTargetCommand(input));
      return deploymentTarget?.ecsTarget;
    });
  }

  /** The same in two calls, for those who look once. */
  async findTarget(deploymentId: string): Promise<ECSTarget | undefined> {
    const targetId = await this.findTargetId(deploymentId);
    return targetId === undefined ? undefined : this.findTargetById(deploymentId, targetId);
  }
}
