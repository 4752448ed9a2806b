import {
  GetApplicationRevisionCommand,
  GetDeploymentGroupCommand,
  ListTagsForResourceCommand,
  RegisterApplicationRevisionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type CodeDeployClient,
} from '@aws-sdk/client-codedeploy';
import { unless } from '../../../runtime/aws/aws-errors';
import type { GroupKey } from '../../../runtime/deployment-groups/group-key';
import { GONE_GROUP } from '../../../runtime/deployments/error-names';
import { fromTagValue, toTagValue, type OwnerTag } from '../../../runtime/owner/owner-tag';
import {
  BEFORE_TAG,
  fromBeforeValue,
  toBeforeValue,
  type BeforeRecord,
} from '../desired-state/before-record';
import { OWNER_TAG } from '../desired-state/description-marker';
import { fromGroupInfo, type Group } from '../desired-state/group';

/** The tags of a group that this type writes. */
export interface GroupTags {
  owner: OwnerTag | undefined;
  /** Newest first. */
  before: BeforeRecord[];
}

/** The calls about the deployment group: its settings, its tags, and the AppSpecs that its application stores. */
export class GroupCalls {
  readonly #codeDeploy: CodeDeployClient;
  #found: Group | undefined;

  constructor(codeDeploy: CodeDeployClient) {
    this.#codeDeploy = codeDeploy;
  }

  /**
   * The group, read once an invocation.
   * @returns undefined also for a group of another compute platform, and when its application was deleted
   */
  async find(key: GroupKey): Promise<Group | undefined> {
    this.#found ??= await this.#read(key);
    return this.#found;
  }

  async #read(key: GroupKey): Promise<Group | undefined> {
    const answer = await unless(GONE_GROUP, undefined, () =>
      this.#codeDeploy.send(new GetDeploymentGroupCommand(key)),
    );
    const info = answer?.deploymentGroupInfo;
    return info?.computePlatform === 'ECS' ? fromGroupInfo(info, key) : undefined;
  }

  /** The owner tag of a group. A group without it has no Org::CodeDeploy::EcsDeployment. */
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
      before: fromBeforeValue(before ?? ''),
    };
  }

  async setOwner(groupArn: string, owner: OwnerTag): Promise<void> {
    const Tags = [{ Key: OWNER_TAG, Value: toTagValue(owner) }];
    await this.#codeDeploy.send(new TagResourceCommand({ ResourceArn: groupArn, Tags }));
  }

  /** Writes the records of what ran before; without any it removes their tag. */
  async setBefore(groupArn: string, before: BeforeRecord[]): Promise<void> {
    if (before.length === 0) return this.#untag(groupArn, [BEFORE_TAG]);
    const Tags = [{ Key: BEFORE_TAG, Value: toBeforeValue(before) }];
    await this.#codeDeploy.send(new TagResourceCommand({ ResourceArn: groupArn, Tags }));
  }

  /** Removes every tag of this type. */
  async removeTags(groupArn: string): Promise<void> {
    await this.#untag(groupArn, [OWNER_TAG, BEFORE_TAG]);
  }

  /** A group that was deleted counts as untagged. */
  async #untag(groupArn: string, TagKeys: string[]): Promise<void> {
    await unless(GONE_GROUP, undefined, () =>
      this.#codeDeploy.send(new UntagResourceCommand({ ResourceArn: groupArn, TagKeys })),
    );
  }

  /** Stores an AppSpec in CodeDeploy. It is found by the SHA-256 of its text. */
  async registerRevision(applicationName: string, content: string): Promise<void> {
    const revision = { revisionType: 'AppSpecContent', appSpecContent: { content } } as const;
    await this.#codeDeploy.send(new RegisterApplicationRevisionCommand({ applicationName, revision }));
  }

  /** The text of an AppSpec that `registerRevision` has stored. */
  async findRevision(applicationName: string, sha256: string): Promise<string | undefined> {
    const revision = { revisionType: 'AppSpecContent', appSpecContent: { sha256 } } as const;
    const answer = await unless(['RevisionDoesNotExistException'], undefined, () =>
      this.#codeDeploy.send(new GetApplicationRevisionCommand({ applicationName, revision })),
    );
    return answer?.revision?.appSpecContent?.content;
  }
}
