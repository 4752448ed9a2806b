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
  type DeploymentInfo,
  type DeploymentStatus,
  type UpdateDeploymentGroupInput,
} from '@aws-sdk/client-codedeploy';
import { unless } from '../../runtime/aws-errors';
import type { Connection } from '../../runtime/connection';
import type { GroupKey } from '../../runtime/group-key';
import type { Tags } from '../../runtime/event';
import type { TagChanges } from './tags';

const GONE = ['DeploymentGroupDoesNotExistException', 'ApplicationDoesNotExistException'];

/**
 * Every AWS call of this type. `find…` gives undefined for what is not there; everything else that AWS refuses is
 * thrown as the SDK throws it.
 */
export class Api {
  readonly #codeDeploy: CodeDeployClient;

  constructor(connection: Connection) {
    this.#codeDeploy = new CodeDeployClient(connection);
  }

  async createGroup(input: CreateDeploymentGroupInput): Promise<void> {
    await this.#codeDeploy.send(new CreateDeploymentGroupCommand(input));
  }

  async updateGroup(input: UpdateDeploymentGroupInput): Promise<void> {
    await this.#codeDeploy.send(new UpdateDeploymentGroupCommand(input));
  }

  /** A group for servers or Lambda functions is none of this type's, so it is not there either. */
  async findGroup(key: GroupKey): Promise<DeploymentGroupInfo | undefined> {
    const { deploymentGroupInfo } = await unless(GONE, { deploymentGroupInfo: undefined }, () =>
      this.#codeDeploy.send(new GetDeploymentGroupCommand(key)),
    );
    return deploymentGroupInfo?.computePlatform === 'ECS' ? deploymentGroupInfo : undefined;
  }

  /** CodeDeploy takes the deletion of a group that is gone for done. */
  async deleteGroup(key: GroupKey): Promise<void> {
    await unless(GONE, undefined, () => this.#codeDeploy.send(new DeleteDeploymentGroupCommand(key)));
  }

  /** None for a group that is gone. */
  async listTags(arn: string): Promise<Tags> {
    const tags: Record<string, string> = {};
    let NextToken: string | undefined;
    do {
      const page = await unless(GONE, { Tags: [], NextToken: undefined }, () =>
        this.#codeDeploy.send(new ListTagsForResourceCommand({ ResourceArn: arn, NextToken })),
      );
      for (const { Key, Value } of page.Tags ?? []) if (Key) tags[Key] = Value ?? '';
      NextToken = page.NextToken;
    } while (NextToken);
    return tags;
  }

  /** No call for what does not change. What goes makes room for what comes: a group has at most 50 tags. */
  async changeTags(arn: string, { add, removeKeys }: TagChanges): Promise<void> {
    if (removeKeys.length > 0)
      await this.#codeDeploy.send(new UntagResourceCommand({ ResourceArn: arn, TagKeys: removeKeys }));
    const Tags = Object.entries(add).map(([Key, Value]) => ({ Key, Value }));
    if (Tags.length > 0) await this.#codeDeploy.send(new TagResourceCommand({ ResourceArn: arn, Tags }));
  }

  async findComputePlatform(applicationName: string): Promise<string | undefined> {
    const { application } = await unless(GONE, { application: undefined }, () =>
      this.#codeDeploy.send(new GetApplicationCommand({ applicationName })),
    );
    return application?.computePlatform;
  }

  /** undefined also for a deployment that was made a moment ago and cannot be seen yet. */
  async findDeployment(deploymentId: string): Promise<DeploymentInfo | undefined> {
    const { deploymentInfo } = await unless(
      ['DeploymentDoesNotExistException'],
      { deploymentInfo: undefined },
      () => this.#codeDeploy.send(new GetDeploymentCommand({ deploymentId })),
    );
    return deploymentInfo;
  }

  /** The deployment of the group that has one of these statuses; CodeDeploy allows one active deployment a group. */
  async findDeploymentId(key: GroupKey, statuses: DeploymentStatus[]): Promise<string | undefined> {
    const { deployments } = await unless(GONE, { deployments: [] }, () =>
      this.#codeDeploy.send(new ListDeploymentsCommand({ ...key, includeOnlyStatuses: statuses })),
    );
    return deployments?.[0];
  }

  /** The service goes back to what it ran before. The answer does not say that it has: only the deployment does. */
  async stopWithRollback(deploymentId: string): Promise<void> {
    await this.#codeDeploy.send(new StopDeploymentCommand({ deploymentId, autoRollbackEnabled: true }));
  }

  async endTerminationWait(deploymentId: string): Promise<void> {
    await this.#codeDeploy.send(
      new ContinueDeploymentCommand({ deploymentId, deploymentWaitType: 'TERMINATION_WAIT' }),
    );
  }
}
