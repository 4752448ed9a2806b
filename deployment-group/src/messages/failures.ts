import { HandlerErrorCode } from '../../../runtime/failure';
import { failuresOf } from '../../../runtime/message-registry';
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
    sentence: ({ groupName }: Group) =>
      `There is already a ${groupName}, and this resource has not created it.`,
    whatToDo: () => 'Choose another DeploymentGroupName, or import that group into the stack.',
  },
  NoSuchGroup: {
    errorCode: HandlerErrorCode.NotFound,
    sentence: ({ groupName }: Group) => `There is no ${groupName} for ECS.`,
    whatToDo: () => 'Create it again if it was deleted by mistake.',
  },
  GroupOfAnotherOwner: {
    errorCode: HandlerErrorCode.NotFound,
    sentence: ({ groupName }: Group) =>
      `This resource has not created the ${groupName}. The group stays as it is.`,
    whatToDo: () => 'See the failure of the create that came before.',
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
