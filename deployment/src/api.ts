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
  type ECSTarget,
} from '@aws-sdk/client-codedeploy';
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  type Service,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import { isNamed } from '../../runtime/aws-errors';
import type { Connection } from '../../runtime/connection';
import type { GroupKey } from '../../runtime/deployment-groups';
import { fromGroupInfo, type Group } from './group';
import { fromTagValue, OWNER_TAG, toTagValue, type Owner } from './marks';
import { ACTIVE_STATUSES } from './verdict';

/** A deployment; its id is the key of every call about it. */
export type Deployment = DeploymentInfo & { deploymentId: string };

/** What AWS calls a group that is not there, or not there any more. */
const NO_GROUP = ['DeploymentGroupDoesNotExistException', 'ApplicationDoesNotExistException'];

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
    try {
      const { deploymentGroupInfo } = await this.#codeDeploy.send(new GetDeploymentGroupCommand(key));
      return deploymentGroupInfo?.computePlatform === 'ECS'
        ? fromGroupInfo(deploymentGroupInfo, key)
        : undefined;
    } catch (error) {
      if (isNamed(error, ...NO_GROUP)) return undefined;
      throw error;
    }
  }

  /** The value of the owner tag. A group without one has no Org::CodeDeploy::EcsDeployment. */
  async findOwner(groupArn: string): Promise<(Owner & { value: string }) | undefined> {
    let NextToken: string | undefined;
    try {
      do {
        const page = await this.#codeDeploy.send(
          new ListTagsForResourceCommand({ ResourceArn: groupArn, NextToken }),
        );
        const value = page.Tags?.find((tag) => tag.Key === OWNER_TAG)?.Value;
        if (value !== undefined) return { ...fromTagValue(value), value };
        NextToken = page.NextToken;
      } while (NextToken);
    } catch (error) {
      if (!isNamed(error, ...NO_GROUP)) throw error;
    }
    return undefined;
  }

  async setOwner(groupArn: string, owner: Owner): Promise<void> {
    const Tags = [{ Key: OWNER_TAG, Value: toTagValue(owner) }];
    await this.#codeDeploy.send(new TagResourceCommand({ ResourceArn: groupArn, Tags }));
  }

  /** The group may be gone meanwhile, and the tag with it. */
  async removeOwner(groupArn: string): Promise<void> {
    try {
      await this.#codeDeploy.send(new UntagResourceCommand({ ResourceArn: groupArn, TagKeys: [OWNER_TAG] }));
    } catch (error) {
      if (!isNamed(error, ...NO_GROUP)) throw error;
    }
  }

  async findService({ clusterName, serviceName }: Group): Promise<Service | undefined> {
    try {
      const { services } = await this.#ecs.send(
        new DescribeServicesCommand({ cluster: clusterName, services: [serviceName] }),
      );
      return services?.find((service) => service.status === 'ACTIVE');
    } catch (error) {
      if (isNamed(error, 'ClusterNotFoundException')) return undefined;
      throw error;
    }
  }

  /** ECS answers ClientException for a task definition that never was. */
  async findTaskDefinition(arn: string): Promise<TaskDefinition | undefined> {
    try {
      const { taskDefinition } = await this.#ecs.send(
        new DescribeTaskDefinitionCommand({ taskDefinition: arn }),
      );
      return taskDefinition;
    } catch (error) {
      if (isNamed(error, 'ClientException')) return undefined;
      throw error;
    }
  }

  async findDeploymentConfig(name: string): Promise<DeploymentConfigInfo | undefined> {
    try {
      const { deploymentConfigInfo } = await this.#codeDeploy.send(
        new GetDeploymentConfigCommand({ deploymentConfigName: name }),
      );
      return deploymentConfigInfo;
    } catch (error) {
      if (isNamed(error, 'DeploymentConfigDoesNotExistException')) return undefined;
      throw error;
    }
  }

  /** undefined also for a deployment that was made a moment ago and cannot be seen yet. */
  async findDeployment(deploymentId: string): Promise<Deployment | undefined> {
    try {
      const { deploymentInfo } = await this.#codeDeploy.send(new GetDeploymentCommand({ deploymentId }));
      return deploymentInfo && { ...deploymentInfo, deploymentId };
    } catch (error) {
      if (isNamed(error, 'DeploymentDoesNotExistException')) return undefined;
      throw error;
    }
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
    const { deployments } = await this.#codeDeploy.send(
      new ListDeploymentsCommand({ ...key, createTimeRange: { start: new Date(since) } }),
    );
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

  /** Stops with rollback. One that has ended meanwhile is as good as stopped: look at it to know. */
  async stopDeployment(deploymentId: string): Promise<void> {
    try {
      await this.#codeDeploy.send(new StopDeploymentCommand({ deploymentId, autoRollbackEnabled: true }));
    } catch (error) {
      if (!isNamed(error, 'DeploymentAlreadyCompletedException')) throw error;
    }
  }

  /** Lets the original task set go now. It may have gone meanwhile: look at the deployment to know. */
  async endTerminationWait(deploymentId: string): Promise<void> {
    try {
      await this.#codeDeploy.send(
        new ContinueDeploymentCommand({ deploymentId, deploymentWaitType: 'TERMINATION_WAIT' }),
      );
    } catch (error) {
      if (
        !isNamed(
          error,
          'DeploymentAlreadyCompletedException',
          'DeploymentIsNotInReadyStateException',
          'InvalidDeploymentStatusException',
        )
      )
        throw error;
    }
  }

  /** The service as a deployment's one target: its lifecycle events. Not there before the deployment starts. */
  async findTarget(deploymentId: string): Promise<ECSTarget | undefined> {
    try {
      const { targetIds } = await this.#codeDeploy.send(new ListDeploymentTargetsCommand({ deploymentId }));
      const [targetId] = targetIds ?? [];
      if (!targetId) return undefined;
      const { deploymentTarget } = await this.#codeDeploy.send(
        new GetDeploymentTargetCommand({ deploymentId, targetId }),
      );
      return deploymentTarget?.ecsTarget;
    } catch (error) {
      if (isNamed(error, 'DeploymentNotStartedException', 'DeploymentTargetDoesNotExistException'))
        return undefined;
      throw error;
    }
  }
}
