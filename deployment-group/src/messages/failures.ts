import { HandlerErrorCode } from '../../../runtime/messages/failure';
import { failuresOf } from '../../../runtime/messages/message-registry';
import { VISIBILITY_PATIENCE_MS } from '../delays';
import { PROPERTY_FAILURES } from './property-failures';
import { REFUSALS } from './refusals';

interface Group {
  /** "deployment group blue-green of application shop" */
  groupName: string;
}

/** Every failure of this type: see the table in docs/operations.md, which is made from it. */
export const FAILURES = {
  GroupAlreadyExists: {
    errorCode: HandlerErrorCode.AlreadyExists,
    sentence: ({ groupName, owner }: Group & { owner: string }) =>
      `There is already a ${groupName}: it ${owner}.`,
    whatToDo: () => 'Choose another DeploymentGroupName, or import that group into the stack.',
  },
  NoSuchGroup: {
    errorCode: HandlerErrorCode.NotFound,
    sentence: ({ groupName }: Group) => `There is no ${groupName} for ECS.`,
    whatToDo: () => 'Create it again if it was deleted by mistake.',
  },
  GroupOfAnotherOwner: {
    errorCode: HandlerErrorCode.NotFound,
    sentence: ({ groupName, owner }: Group & { owner: string }) =>
      `The ${groupName} does not belong to this resource but to ${owner}. The group stays as it is.`,
    whatToDo: () => 'Delete it where it belongs.',
  },
  CreatedButNotVisible: {
    errorCode: HandlerErrorCode.NotStabilized,
    sentence: ({ groupName }: Group) =>
      `CodeDeploy has created the ${groupName}, but does not show it ${VISIBILITY_PATIENCE_MS / 1000} seconds later.`,
    whatToDo: () => 'Retry.',
  },
  ...REFUSALS,
  ...PROPERTY_FAILURES,
};

export const failure = failuresOf(FAILURES);
