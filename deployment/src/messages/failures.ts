import { HandlerErrorCode } from '../../../runtime/messages/failure';
import { READ_IT } from '../../../runtime/messages/failures';
import { failuresOf } from '../../../runtime/messages/message-registry';
import { MAXIMUM_MINUTES } from '../polling/delays';
import { CONFIGURATION_FAILURES } from './configuration-failures';

interface Group {
  /** "deployment group shop/blue-green" */
  groupName: string;
}
interface Id {
  deploymentId: string;
}
interface Outcome {
  /** Id of the deployment, and that another operation started it if that is so. */
  deployment: string;
  /** Reason, lifecycle event, what the service runs now, what to do, and a link. */
  details: string;
}
interface Busy extends Id, Group {
  /** How long the operation has waited for it, and what the service runs. */
  details: string;
  link: string;
}

const { NotStabilized, ResourceConflict, AlreadyExists, NotFound } = HandlerErrorCode;

const WATCH = (facts: Id) => `Watch it ${READ_IT(facts)} until it ends, then update again.`;

const WHAT_RUNS = '`aws ecs describe-services` shows what the service runs now.';
const DETAILS_TELL = 'The details end with what to do and a link to the deployment.';

/** Every failure of this type: see the table in docs/operations.md, which is generated from it. */
export const FAILURES = {
  DeploymentFailed: {
    errorCode: NotStabilized,
    sentence: ({ deployment, details }: Outcome) => `Deployment ${deployment} failed: ${details}`,
    whatToDo: () => '',
    whatToDoInTable: DETAILS_TELL,
  },
  DeploymentStopped: {
    errorCode: NotStabilized,
    sentence: ({ deployment, details }: Outcome) => `Deployment ${deployment} was stopped: ${details}`,
    whatToDo: () => '',
    whatToDoInTable: DETAILS_TELL,
  },
  DeploymentTimedOut: {
    errorCode: NotStabilized,
    sentence: ({ deployment, minutes, source, details }: Outcome & { minutes: number; source: string }) =>
      `Deployment ${deployment} was stopped because it had not finished after ${minutes} minutes (${source}). ${details}`,
    whatToDo: () => '',
    whatToDoInTable: DETAILS_TELL,
  },
  DeploymentStillRuns: {
    errorCode: NotStabilized,
    sentence: ({ deployment, status, details }: Outcome & { status: string }) =>
      `Deployment ${deployment} is ${status} and continues. ${details}`,
    whatToDo: () => '',
    whatToDoInTable: DETAILS_TELL,
  },
  DeploymentNotReadable: {
    errorCode: NotStabilized,
    sentence: ({ deployment, details }: Outcome) =>
      `Deployment ${deployment} did not succeed, and CodeDeploy does not show it any more. ${details}`,
    whatToDo: () => '',
    whatToDoInTable: DETAILS_TELL,
  },
  TimeoutBeforeStart: {
    errorCode: NotStabilized,
    sentence: ({ minutes, groupName }: Group & { minutes: number }) =>
      `The operation reached its timeout of ${minutes} minutes before its deployment of ${groupName} could start. Nothing was deployed.`,
    whatToDo: () =>
      `\`aws deploy list-deployments\` shows which deployment held the group. Update again when it has ended; TimeoutInMinutes may be up to ${MAXIMUM_MINUTES}.`,
  },
  GroupBusy: {
    errorCode: ResourceConflict,
    sentence: ({ deploymentId, groupName, details }: Busy) =>
      `Deployment ${deploymentId}, which does not belong to this resource, holds ${groupName}. ${details}`,
    whatToDo: ({ link }: Busy) =>
      `Wait for its end or stop it, then update again; with WhenBusy WAIT or STOP the operation does that itself. See ${link}`,
  },
  GroupBusyByEarlierOperation: {
    errorCode: ResourceConflict,
    sentence: ({ deploymentId, groupName, details }: Busy) =>
      `Deployment ${deploymentId}, of an earlier operation of this resource, holds ${groupName}. ${details}`,
    whatToDo: ({ link }: Busy) => `Wait for its end, then update again. See ${link}`,
  },
  GroupBusyByRollback: {
    errorCode: ResourceConflict,
    sentence: ({ deploymentId, groupName, details }: Busy) =>
      `Deployment ${deploymentId}, an automatic rollback of CodeDeploy, holds ${groupName}. ${details}`,
    whatToDo: ({ link }: Busy) => `Wait for its end, then update again; never stop a rollback. See ${link}`,
  },
  AlreadyDeclared: {
    errorCode: AlreadyExists,
    sentence: ({ groupName, declaredAs }: Group & { declaredAs: string }) =>
      `The ${groupName} already has an Org::CodeDeploy::EcsDeployment, declared as ${declaredAs}. A group has at most one.`,
    whatToDo: () =>
      'Remove it where it is declared. To move it to this stack, first give it `DeletionPolicy: Retain` there, then remove it there and import it here. When no stack has it any more, import it here, or remove it with `aws deploy untag-resource` and the tag key org-codedeploy:ecs-deployment.',
  },
  NoSuchDeployment: {
    errorCode: NotFound,
    sentence: ({ groupName }: Group) =>
      `There is no Org::CodeDeploy::EcsDeployment for ${groupName}: the group, its owner tag or its service does not exist.`,
    whatToDo: () =>
      'Create the group or the service again if it was deleted by mistake. When only the owner tag is missing, the rollback of the stack writes it again; then update again.',
  },
  GroupGoneInRollback: {
    errorCode: NotFound,
    sentence: ({ groupName }: Group) => `The stack is rolling back, but the ${groupName} was deleted.`,
    whatToDo: () =>
      'Create the group again and run `aws cloudformation continue-update-rollback`. Or run that with --resources-to-skip and the logical id of this resource, then update the stack without the resource, then with it.',
  },
  OwnedByAnother: {
    errorCode: NotFound,
    sentence: ({ groupName, declaredAs }: Group & { declaredAs: string }) =>
      `The ${groupName} has the Org::CodeDeploy::EcsDeployment of another owner, declared as ${declaredAs}. It stays as it is.`,
    whatToDo: () =>
      'Nothing is left to delete here. To delete that resource, remove it where it is declared.',
  },
  ServiceLeftCodeDeploy: {
    errorCode: NotFound,
    sentence: ({ groupName, serviceName, controller }: Group & { serviceName: string; controller: string }) =>
      `The ECS service ${serviceName} of ${groupName} has the deployment controller ${controller} now, so CodeDeploy no longer deploys it.`,
    whatToDo: () => 'Take this resource out of the template, and the deployment group too.',
  },
  GroupDeleted: {
    errorCode: NotFound,
    sentence: ({ groupName }: Group) => `The ${groupName} was deleted while this operation ran.`,
    whatToDo: () => `${WHAT_RUNS} Declare the group and this resource again.`,
  },
  OwnerTagGone: {
    errorCode: NotFound,
    sentence: ({ groupName }: Group) =>
      `The owner tag of this resource is gone from ${groupName}: the resource or its group was deleted. This operation ends without a change.`,
    whatToDo: () =>
      `${WHAT_RUNS} If they were deleted by mistake, declare the group and this resource again.`,
  },
  DeployedButGroupDeleted: {
    errorCode: NotFound,
    sentence: ({ deploymentId, groupName }: Id & Group) =>
      `Deployment ${deploymentId} succeeded, but ${groupName} was deleted in the meantime, and this resource with it.`,
    whatToDo: () => `${WHAT_RUNS} Declare the group and this resource again.`,
  },
  DeployedButServiceDeleted: {
    errorCode: NotFound,
    sentence: ({ deploymentId, serviceName, groupName }: Id & Group & { serviceName: string }) =>
      `Deployment ${deploymentId} succeeded, but the ECS service ${serviceName} of ${groupName} was deleted in the meantime.`,
    whatToDo: () => 'Create the service again, then declare this resource again.',
  },
  TimedOutNotStopped: {
    sentence: ({ deploymentId }: Id) =>
      `Deployment ${deploymentId} reached its timeout, but could not be stopped and may continue.`,
    whatToDo: WATCH,
  },
  EndNotObserved: {
    sentence: ({ deploymentId }: Id) =>
      `Deployment ${deploymentId} has not succeeded, and its end could not be observed.`,
    whatToDo: WATCH,
  },
  HolderNotStopped: {
    sentence: ({ deploymentId }: Id) =>
      `Deployment ${deploymentId} must finish first, but could not be stopped and continues.`,
    whatToDo: WATCH,
  },
  HolderNotObservable: {
    sentence: ({ deploymentId }: Id) =>
      `Deployment ${deploymentId} must finish first, but could not be observed and may continue.`,
    whatToDo: WATCH,
  },
  EndedWithDeployment: {
    sentence: ({ deploymentId }: Id) =>
      `Deployment ${deploymentId} of this operation had started, although CodeDeploy's answer was lost. It could not be stopped and continues.`,
    whatToDo: WATCH,
  },
  EndedAfterStop: {
    sentence: ({ deploymentId }: Id) =>
      `Deployment ${deploymentId} of this operation had started, although CodeDeploy's answer was lost. CodeDeploy was told to stop it.`,
    whatToDo: WATCH,
  },
  MayHaveStarted: {
    sentence: ({ groupName }: Group) =>
      `CodeDeploy has not answered whether it started a deployment of ${groupName} for this operation, and shows none. If it did, that deployment continues.`,
    whatToDo: () =>
      "See the group's deployments in CodeDeploy's console or with `aws deploy list-deployments`. When none runs, update again.",
  },
  NotObservable: {
    sentence: ({ deploymentId }: Id) =>
      `Deployment ${deploymentId} could not be observed. It was not stopped and may continue.`,
    whatToDo: (facts: Id) => `Allow the call that AWS refused. ${WATCH(facts)}`,
  },
  StoppedNotObservable: {
    sentence: ({ deploymentId }: Id) =>
      `Deployment ${deploymentId} could not be observed, so CodeDeploy was told to stop it with rollback. If it had ended before, its result stays.`,
    whatToDo: () => 'Allow the call that AWS refused, then update again.',
  },
  ...CONFIGURATION_FAILURES,
};

export const failure = failuresOf(FAILURES);
