import {
  CodeDeployClient,
  ContinueDeploymentCommand,
  CreateDeploymentGroupCommand,
  DeleteDeploymentGroupCommand,
  GetApplicationCommand,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
  ListDeploymentsCommand,
  ListTagsForResourceCommand,
  StopDeploymentCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateDeploymentGroupCommand,
  type CreateDeploymentGroupInput,
  type DeploymentGroupInfo,
  type UpdateDeploymentGroupInput,
} from '@aws-sdk/client-codedeploy';
import { unless } from '../../runtime/aws/aws-errors';
import { clientOf, type Connection } from '../../runtime/aws/connection';
import type { GroupKey } from '../../runtime/deployment-groups/group-key';
import { ACTIVE_STATUSES } from '../../runtime/deployments/deployment-status';
import {
  GONE_GROUP,
  MOVED_ON,
  NOT_STOPPABLE_NOW,
  NOT_VISIBLE,
  NOTHING_TO_STOP,
} from '../../runtime/deployments/error-names';
import { firstIds } from '../../runtime/deployments/first-ids';
import type { Deployment, DeploymentReads } from '../../runtime/deployments/reads';
import type { Tags } from '../../runtime/protocol/event';
import type { TagChanges } from './tags';

/**
 * The answer to the request to end a deployment or its wait. `movedOn`: the deployment or its group has changed since
 * it was observed. `refused`: CodeDeploy does not do it at this point, for instance while it terminates the original
 * task set.
 */
export type EndRequest = 'accepted' | 'movedOn' | 'refused';

/**
 * Every AWS call of this type. `find…` returns undefined for what does not exist; every other refusal of AWS is thrown
 * as the SDK throws it.
 */
export class Api implements DeploymentReads {
  readonly #codeDeploy: CodeDeployClient;

  constructor(connection: Connection) {
    this.#codeDeploy = clientOf(CodeDeployClient, connection);
  }

  async createGroup(input: CreateDeploymentGroupInput): Promise<void> {
    await this.#codeDeploy.send(new CreateDeploymentGroupCommand(input));
  }

  async updateGroup(input: UpdateDeploymentGroupInput): Promise<void> {
    await this.#codeDeploy.send(new UpdateDeploymentGroupCommand(input));
  }

  /** undefined also for a group of another compute platform. */
  async findGroup(key: GroupKey): Promise<DeploymentGroupInfo | undefined> {
    const { deploymentGroupInfo } = await unless(GONE_GROUP, { deploymentGroupInfo: undefined }, () =>
      this.#codeDeploy.send(new GetDeploymentGroupCommand(key)),
    );
    return deploymentGroupInfo?.computePlatform === 'ECS' ? deploymentGroupInfo : undefined;
  }

  /** A group that was deleted already counts as deleted. */
  async deleteGroup(key: GroupKey): Promise<void> {
    await unless(GONE_GROUP, undefined, () => this.#codeDeploy.send(new DeleteDeploymentGroupCommand(key)));
  }

  /** All tags of a group; none for a group that was deleted. */
  async listTags(arn: string): Promise<Tags> {
    const tags: [string, string][] = [];
    let NextToken: string | undefined;
    do {
      const page = await unless(GONE_GROUP, { Tags: [], NextToken: undefined }, () =>
        this.#codeDeploy.send(new ListTagsForResourceCommand({ ResourceArn: arn, NextToken })),
      );
      for (const { Key, Value } of page.Tags ?? []) if (Key) tags.push([Key, Value ?? '']);
      NextToken = page.NextToken;
    } while (NextToken);
    return Object.fromEntries(tags);
  }

  /** Removals come before additions, because a group has at most 50 tags. Without a change there is no call. */
  async changeTags(arn: string, { add, removeKeys }: TagChanges): Promise<void> {
    if (removeKeys.length > 0)
      await this.#codeDeploy.send(new UntagResourceCommand({ ResourceArn: arn, TagKeys: removeKeys }));
    const Tags = Object.entries(add).map(([Key, Value]) => ({ Key, Value }));
    if (Tags.length > 0) await this.#codeDeploy.send(new TagResourceCommand({ ResourceArn: arn, Tags }));
  }

  /** The compute platform of an application; undefined when there is no such application. */
  async findComputePlatform(applicationName: string): Promise<string | undefined> {
    const { application } = await unless(GONE_GROUP, { application: undefined }, () =>
      this.#codeDeploy.send(new GetApplicationCommand({ applicationName })),
    );
    return application?.computePlatform;
  }

  /** undefined also for a deployment that was created a moment ago and is not visible yet. */
  async findDeployment(deploymentId: string): Promise<Deployment | undefined> {
    const answer = await unless(NOT_VISIBLE, undefined, () =>
      this.#codeDeploy.send(new GetDeploymentCommand({ deploymentId })),
    );
    return answer?.deploymentInfo && { ...answer.deploymentInfo, deploymentId };
  }

  /** Ids of the deployments that hold the group, newest first; none for a group that was deleted. */
  async listActiveDeployments(key: GroupKey): Promise<string[]> {
    const input = { ...key, includeOnlyStatuses: ACTIVE_STATUSES };
    return unless(GONE_GROUP, [], () =>
      firstIds((nextToken) => this.#codeDeploy.send(new ListDeploymentsCommand({ ...input, nextToken }))),
    );
  }

  /** Requests a stop with rollback; the end of the deployment has to be polled. */
  async stopWithRollback(deploymentId: string): Promise<EndRequest> {
    return this.#requestEnd(() =>
      this.#codeDeploy.send(new StopDeploymentCommand({ deploymentId, autoRollbackEnabled: true })),
    );
  }

  async endTerminationWait(deploymentId: string): Promise<EndRequest> {
    return this.#requestEnd(() =>
      this.#codeDeploy.send(
        new ContinueDeploymentCommand({ deploymentId, deploymentWaitType: 'TERMINATION_WAIT' }),
      ),
    );
  }

  async #requestEnd(call: () => Promise<unknown>): Promise<EndRequest> {
    return unless<EndRequest, EndRequest>([...MOVED_ON, ...NOTHING_TO_STOP], 'movedOn', () =>
      unless<EndRequest, EndRequest>(NOT_STOPPABLE_NOW, 'refused', async () => {
        await call();
        return 'accepted';
      }),
    );
  }
}
