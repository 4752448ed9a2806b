import { progressOf } from '../../../runtime/messages/message-registry';

interface Id {
  deploymentId: string;
}

/** Every progress message of this type: see the table in docs/operations.md, which is generated from it. */
export const PROGRESS = {
  WaitingForPropagation: ({ said }: { said: string }) =>
    `The role or a topic may be too new for CodeDeploy to see it. ${said}`,
  GroupNotVisible: ({ groupName }: { groupName: string }) =>
    `The ${groupName} or its owner tag is not visible yet.`,
  OwnerTagNotVisible: ({ groupName }: { groupName: string }) =>
    `The ${groupName} shows no owner tag; checking again before it is left as it is.`,
  DeletionUnanswered: ({ groupName }: { groupName: string }) =>
    `Deleting the ${groupName}: CodeDeploy has not answered yet.`,
  HolderNotVisible: ({ deploymentId }: Id) =>
    `Deployment ${deploymentId} is active and not visible yet; the group is deleted after its end.`,
  DeploymentChanged: ({ deploymentId }: Id) => `Deployment ${deploymentId} has just changed; checking again.`,
  WaitingForEnd: ({ deploymentId }: Id) =>
    `Waiting for deployment ${deploymentId} to end before the group is deleted.`,
};

export const progress = progressOf(PROGRESS);
