import { DELETE_PATIENCE_MS } from '../deployments/delays';
import { HandlerErrorCode } from './failure';
import { failuresOf } from './message-registry';

interface Id {
  deploymentId: string;
}

/** How long a delete waits. */
const PATIENCE = `${DELETE_PATIENCE_MS / 60_000} minutes`;

/** Where a user sees a deployment. */
export const READ_IT = ({ deploymentId }: Id): string =>
  `in CodeDeploy's console or with \`aws deploy get-deployment --deployment-id ${deploymentId}\``;
const WATCH_THEN_DELETE = (facts: Id) => `Watch it ${READ_IT(facts)} until it ends, then delete again.`;

/** The failures of both types: see the table in docs/operations.md, which is generated from it. */
export const FAILURES = {
  MissingPermission: {
    sentence: ({ action }: { action: string }) =>
      `The execution role of this resource type does not allow ${action}.`,
    whatToDo: () => 'Allow the action, or register the type again with the role of this version.',
  },
  AccessDenied: {
    sentence: () => 'The execution role of this resource type does not allow a call.',
    whatToDo: () => "Compare the role with the type's resource-role.yaml.",
  },
  AwsError: {
    sentence: ({ said, error }: { said: string; error: string }) => `AWS says: ${said} (${error})`,
    whatToDo: () => '',
    whatToDoInTable: 'Correct what AWS names, then try again.',
  },
  Defect: {
    errorCode: HandlerErrorCode.InternalFailure,
    sentence: ({ reason }: { reason: string }) => `The resource type has a defect (${reason}).`,
    whatToDo: () =>
      'Report it to the maintainers of the type, with the lines of this operation in the log group of the type.',
  },
  NoExecutionRole: {
    errorCode: HandlerErrorCode.InvalidCredentials,
    sentence: () => 'The type was registered without an execution role.',
    whatToDo: () => 'Register it with one: `cfn submit` makes it from resource-role.yaml.',
  },
  Superseded: {
    errorCode: HandlerErrorCode.ResourceConflict,
    sentence: ({ groupName }: { groupName: string }) =>
      `A newer operation works on the ${groupName}; this operation ends without a change.`,
    whatToDo: () => 'Wait for the end of the newer operation.',
  },
  HolderNotVisible: {
    errorCode: HandlerErrorCode.NotStabilized,
    sentence: ({ deploymentId }: Id) =>
      `The deletion has waited ${PATIENCE} for deployment ${deploymentId}, which is active according to CodeDeploy but not visible.`,
    whatToDo: (facts: Id) => `Look for it ${READ_IT(facts)}, and delete again when it has ended.`,
  },
  HolderNotStoppable: {
    errorCode: HandlerErrorCode.NotStabilized,
    sentence: ({ deploymentId }: Id) =>
      `The deletion has waited ${PATIENCE} for the end of deployment ${deploymentId}, which CodeDeploy refuses to end.`,
    whatToDo: WATCH_THEN_DELETE,
  },
  HolderStillRuns: {
    errorCode: HandlerErrorCode.NotStabilized,
    sentence: ({ deploymentId }: Id) =>
      `The deletion has waited ${PATIENCE} for the end of deployment ${deploymentId}, which still runs.`,
    whatToDo: WATCH_THEN_DELETE,
  },
  PropertyRequired: {
    errorCode: HandlerErrorCode.InvalidRequest,
    sentence: ({ property }: { property: string }) => `${property} is required.`,
    whatToDo: () => 'Set it.',
  },
  NotAnInteger: {
    errorCode: HandlerErrorCode.InvalidRequest,
    sentence: ({ property, value }: { property: string; value: string }) =>
      `${property} must be a whole number, not "${value}".`,
    whatToDo: () => 'Correct the value.',
  },
  NotABoolean: {
    errorCode: HandlerErrorCode.InvalidRequest,
    sentence: ({ property, value }: { property: string; value: string }) =>
      `${property} must be true or false, not "${value}".`,
    whatToDo: () => 'Correct the value.',
  },
  NotARegistryEvent: {
    errorCode: HandlerErrorCode.InvalidRequest,
    sentence: ({ member }: { member: string }) =>
      `The request has no ${member}: it is not an event of the CloudFormation registry.`,
    whatToDo: () => 'Let CloudFormation call the type.',
  },
  NestedTooDeep: {
    errorCode: HandlerErrorCode.InvalidRequest,
    sentence: () => 'The properties are nested deeper than those of any resource.',
    whatToDo: () => 'Compare them with the reference of the type.',
  },
  NoAnswerInTime: {
    errorCode: HandlerErrorCode.NetworkFailure,
    sentence: ({ seconds }: { seconds: number }) => `AWS has not answered within ${seconds} seconds.`,
    whatToDo: () => 'Try again. If it lasts, see the AWS Health Dashboard.',
  },
  UnknownPageToken: {
    errorCode: HandlerErrorCode.InvalidRequest,
    sentence: () => 'The token for the next page does not come from a LIST of this type.',
    whatToDo: () => 'List again from the first page.',
  },
};

export const failure = failuresOf(FAILURES);
