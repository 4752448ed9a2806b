import {
  CodeDeployClient,
  ContinueDeploymentCommand,
  CreateDeploymentCommand,
  GetDeploymentCommand,
  GetDeploymentConfigCommand,
  GetDeploymentGroupCommand,
  BatchGetDeploymentsCommand,
  GetApplicationRevisionCommand,
  GetDeploymentTargetCommand,
  ListDeploymentsCommand,
  ListDeploymentTargetsCommand,
  ListTagsForResourceCommand,
  RegisterApplicationRevisionCommand,
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
import {
  DescribeListenersCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { isNamed, unless } from '../../runtime/aws/aws-errors';
import { clientOf, type Connection } from '../../runtime/aws/connection';
import type { GroupKey } from '../../runtime/deployment-groups/group-key';
import { fromGroupInfo, type Group } from './desired-state/group';
import { BEFORE_TAG, fromBeforeValue, toBeforeValue, type BeforeTag } from './desired-state/before-record';
import { OWNER_TAG } from './desired-state/description-marker';
import { fromTagValue, toTagValue, type OwnerTag } from '../../runtime/owner/owner-tag';
import { ACTIVE_STATUSES } from '../../runtime/deployments/deployment-status';
import {
  ALREADY_ENDED,
  GONE_GROUP,
  NO_TARGET,
  NOT_STOPPABLE_NOW,
  NOT_VISIBLE,
  NOT_WAITING,
  NOTHING_TO_STOP,
} from '../../runtime/deployments/error-names';
import type { ListenerPlace } from './desired-state/production-listener';
import { firstIds } from '../../runtime/deployments/first-ids';
import type { Deployment, DeploymentReads } from '../../runtime/deployments/reads';

const ACTIVE_DEPLOYMENT = /already has an active Deployment '(d-[A-Z0-9]+)'/;

/** The tags of a group that this type writes. */
export interface GroupTags {
  owner: OwnerTag | undefined;
  before: BeforeTag | undefined;
}

/**
 * Every AWS call of this type. `find…` returns undefined for what does not exist; every other refusal of AWS is thrown as
 * the SDK throws it.
 */
export class Api implements DeploymentReads {
  readonly #codeDeploy: CodeDeployClient;
  readonly #ecs: ECSClient;
  readonly #loadBalancing: ElasticLoadBalancingV2Client;

  constructor(connection: Connection) {
    this.#codeDeploy = clientOf(CodeDeployClient, connection);
    this.#ecs = clientOf(ECSClient, connection);
    this.#loadBalancing = clientOf(ElasticLoadBalancingV2Client, connection);
  }

  async findGroup(key: GroupKey): Promise<Group | undefined> {
    const answer = await unless(GONE_GROUP, undefined, () =>
      this.#codeDeploy.send(new GetDeploymentGroupCommand(key)),
    );
    const info = answer?.deploymentGroupInfo;
    return info?.computePlatform === 'ECS' ? fromGroupInfo(info, key) : undefined;
  }

  /** The owner tag of a group. A group without one has no Org::CodeDeploy::EcsDeployment. */
  async findOwner(groupArn: string): Promise<OwnerTag | undefined> {
    return (await this.findTags(groupArn)).owner;
  }

  async findTags(groupArn: string): Promise<GroupTags> {
    const values = new Map<string | undefined, string | undefined>();
    let NextToken: string | undefined;
    do {
      const page = await unless(GONE_GROUP, undefined, () =>
        this.#codeDeploy.send(new ListTagsForResourceCommand({ ResourceArn: groupArn, NextToken })),
      );
      for (const { Key, Value } of page?.Tags ?? []) values.set(Key, Value);
      NextToken = page?.NextToken;
    } while (NextToken);
    const [owner, before] = [values.get(OWNER_TAG), values.get(BEFORE_TAG)];
    return {
      owner: owner === undefined ? undefined : fromTagValue(owner),
      before: before === undefined ? undefined : fromBeforeValue(before),
    };
  }

  async setOwner(groupArn: string, owner: OwnerTag): Promise<void> {
    const Tags = [{ Key: OWNER_TAG, Value: toTagValue(owner) }];
    await this.#codeDeploy.send(new TagResourceCommand({ ResourceArn: groupArn, Tags }));
  }

  async setBefore(groupArn: string, before: BeforeTag): Promise<void> {
    const Tags = [{ Key: BEFORE_TAG, Value: toBeforeValue(before) }];
    await this.#codeDeploy.send(new TagResourceCommand({ ResourceArn: groupArn, Tags }));
  }

  /** Removes every tag of this type. */
  async removeOwner(groupArn: string): Promise<void> {
    await this.#untag(groupArn, [OWNER_TAG, BEFORE_TAG]);
  }

  async removeBefore(groupArn: string): Promise<void> {
    await this.#untag(groupArn, [BEFORE_TAG]);
  }

  /** The group may have been deleted, and its tags with it. */
  async #untag(groupArn: string, TagKeys: string[]): Promise<void> {
    await unless(GONE_GROUP, undefined, () =>
      this.#codeDeploy.send(new UntagResourceCommand({ ResourceArn: groupArn, TagKeys })),
    );
  }

  /** Stores an AppSpec in CodeDeploy; its SHA-256 names it. */
  async registerRevision(applicationName: string, content: string): Promise<void> {
    const revision = { revisionType: 'AppSpecContent', appSpecContent: { content } } as const;
    await this.#codeDeploy.send(new RegisterApplicationRevisionCommand({ applicationName, revision }));
  }

  /** The text of an AppSpec that CodeDeploy stores. */
  async findRevision(applicationName: string, sha256: string): Promise<string | undefined> {
    const revision = { revisionType: 'AppSpecContent', appSpecContent: { sha256 } } as const;
    const answer = await unless(['RevisionDoesNotExistException'], undefined, () =>
      this.#codeDeploy.send(new GetApplicationRevisionCommand({ applicationName, revision })),
    );
    return answer?.revision?.appSpecContent?.content;
  }

  async findService({ clusterName, serviceName }: Group): Promise<Service | undefined> {
    const answer = await unless(['ClusterNotFoundException'], undefined, () =>
      this.#ecs.send(new DescribeServicesCommand({ cluster: clusterName, services: [serviceName] })),
    );
    return answer?.services?.find((service) => service.status === 'ACTIVE');
  }

  /** ECS answers ClientException for a task definition that never existed. */
  async findTaskDefinition(arn: string): Promise<TaskDefinition | undefined> {
    const answer = await unless(['ClientException'], undefined, () =>
      this.#ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: arn })),
    );
    return answer?.taskDefinition;
  }

  /** What a listener does with requests: its default action, then its rules; empty when there is no such listener. */
  async listListenerPlaces(listenerArn: string): Promise<ListenerPlace[]> {
    const { Listeners: [listener] = [] } = await this.#loadBalancing.send(
      new DescribeListenersCommand({ ListenerArns: [listenerArn] }),
    );
    if (!listener) return [];
    const places: ListenerPlace[] = [
      { kind: 'listener', arn: listenerArn, actions: listener.DefaultActions ?? [] },
    ];
    let Marker: string | undefined;
    do {
      const page = await this.#loadBalancing.send(
        new DescribeRulesCommand({ ListenerArn: listenerArn, Marker }),
      );
      const rules = page.Rules?.filter(({ IsDefault }) => !IsDefault) ?? [];
      places.push(
        ...rules.map(({ RuleArn: arn = '', Actions: actions = [] }) => ({
          kind: 'rule' as const,
          arn,
          actions,
        })),
      );
      Marker = page.NextMarker;
    } while (Marker);
    return places;
  }

  async findDeploymentConfig(name: string): Promise<DeploymentConfigInfo | undefined> {
    const answer = await unless(['DeploymentConfigDoesNotExistException'], undefined, () =>
      this.#codeDeploy.send(new GetDeploymentConfigCommand({ deploymentConfigName: name })),
    );
    return answer?.deploymentConfigInfo;
  }

  /** undefined also for a deployment that was created a moment ago and is not visible yet. */
  async findDeployment(deploymentId: string): Promise<Deployment | undefined> {
    const answer = await unless(NOT_VISIBLE, undefined, () =>
      this.#codeDeploy.send(new GetDeploymentCommand({ deploymentId })),
    );
    return answer?.deploymentInfo && { ...answer.deploymentInfo, deploymentId };
  }

  /** Ids of the deployments that hold the group, newest first: at most one, and the rollback that follows it. */
  async listActiveDeployments(key: GroupKey): Promise<string[]> {
    return this.#listIds({ ...key, includeOnlyStatuses: ACTIVE_STATUSES });
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
    const deploymentIds = await this.#listIds(input);
    if (deploymentIds.length === 0) return [];
    const { deploymentsInfo } = await this.#codeDeploy.send(
      new BatchGetDeploymentsCommand({ deploymentIds }),
    );
    return deploymentsInfo ?? [];
  }

  async #listIds(input: ListDeploymentsCommandInput): Promise<string[]> {
    return firstIds((nextToken) =>
      this.#codeDeploy.send(new ListDeploymentsCommand({ ...input, nextToken })),
    );
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
   * Requests a stop with rollback. The deployment has to be polled for its end. One that has ended already counts as
   * stopped.
   * @returns false when CodeDeploy does not stop it at this point, for instance because it terminates the original task
   *   set already, or because the deployment is not visible yet or was deleted with its group
   */
  async stopDeployment(deploymentId: string): Promise<boolean> {
    return unless([...NOT_STOPPABLE_NOW, ...NOTHING_TO_STOP], false, async () => {
      await unless(ALREADY_ENDED, undefined, () =>
        this.#codeDeploy.send(new StopDeploymentCommand({ deploymentId, autoRollbackEnabled: true })),
      );
      return true;
    });
  }

  /**
   * Ends a wait: after TERMINATION_WAIT CodeDeploy terminates the original task set, after READY_WAIT it shifts traffic.
   * A deployment that has ended already counts as continued.
   * @returns false when CodeDeploy does not end the wait: it has not begun, or is over
   */
  async endWait(deploymentId: string, deploymentWaitType: DeploymentWaitType): Promise<boolean> {
    return unless([...NOT_WAITING, ...NOT_STOPPABLE_NOW, ...NOT_VISIBLE], false, async () => {
      await unless(ALREADY_ENDED, undefined, () =>
        this.#codeDeploy.send(new ContinueDeploymentCommand({ deploymentId, deploymentWaitType })),
      );
      return true;
    });
  }

  /** The id of a deployment's one target; undefined before the deployment starts. */
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

  /** The target without its id: two calls. */
  async findTarget(deploymentId: string): Promise<ECSTarget | undefined> {
    const targetId = await this.findTargetId(deploymentId);
    return targetId === undefined ? undefined : this.findTargetById(deploymentId, targetId);
  }
}
