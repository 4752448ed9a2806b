import { HandlerErrorCode } from '../../../runtime/messages/failure';
import { failuresOf } from '../../../runtime/messages/message-registry';
import { VISIBILITY_PATIENCE_MS } from '../delays';
import { PROPERTY_FAILURES } from './property-failures';
import { REFUSALS } from './refusals';

interface Group {
  /** "deployment group blue-green of application shop" */
  groupName: string;
}

/** Every failure of this type: see the table in docs/operations.md, which is generated from it. */
export const FAILURES = {
  GroupAlreadyExists: {
    errorCode: HandlerErrorCode.AlreadyExists,
    sentence: ({ groupName, owner }: Group & { owner: string }) =>
      `There is already a ${groupName}: it ${owner}.`,
    whatToDo: () =>
      'Choose another DeploymentGroupName, or import that group into the stack. When another stack declares it, first remove it there with `DeletionPolicy: Retain`. When no stack has it any more, you can also delete it with `aws deploy delete-deployment-group`.',
  },
  NoSuchGroup: {
    errorCode: HandlerErrorCode.NotFound,
    sentence: ({ groupName }: Group) => `There is no ${groupName} for ECS.`,
    whatToDo: () =>
      'Create it again under this name if it was deleted by mistake, or remove the resource from the template.',
  },
  GroupOfAnotherOwner: {
    errorCode: HandlerErrorCode.NotFound,
    sentence: ({ groupName, owner }: Group & { owner: string }) =>
      `The ${groupName} does not belong to this resource: ${owner}. The group stays as it is.`,
    whatToDo: () =>
      'Nothing is left to delete here. To delete the group, remove it where it is declared, or run `aws deploy delete-deployment-group` when no stack declares it.',
  },
  CreatedButNotVisible: {
    errorCode: HandlerErrorCode.NotStabilized,
    sentence: ({ groupName }: Group) =>
      `CodeDeploy has created the ${groupName}, but does not show it ${VISIBILITY_PATIENCE_MS / 1000} seconds later.`,
    whatToDo: () =>
      'Let CloudFormation roll back, which deletes the group, then create it again. If it lasts, see the AWS Health Dashboard.',
  },
  ...REFUSALS,
  ...PROPERTY_FAILURES,
};

export const failure = failuresOf(FAILURES);
