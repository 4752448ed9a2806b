import { HandlerErrorCode } from '../../../runtime/messages/failure';
import { failuresOf } from '../../../runtime/messages/message-registry';
import { CONFIGURATION_FAILURES } from './configuration-failures';

interface Group {
  /** "deployment group shop/blue-green" */
  groupName: string;
}
interface Id {
  deploymentId: string;
}
interface Outcome {
  /** Id of the deployment, and who started it when that was not this resource. */
  deployment: string;
  /** Reason, lifecycle event, what the service runs now, what to do, and a link. */
  details: string;
}
interface Busy extends Id, Group {
  /** How long it was waited for, and what the service runs. */
  details: string;
  link: string;
}

const { NotStabilized, ResourceConflict, AlreadyExists, NotFound } = HandlerErrorCode;

const WATCH = 'Watch that deployment until it ends.';
const CHECK_TASK_SETS = 'Look at the task sets of the service for what runs now.';

/** Every failure of this type: see the table in docs/operations.md, which is made from it. */
export const FAILURES = {
  DeploymentFailed: {
    errorCode: NotStabilized,
    sentence: ({ deployment, details }: Outcome) => `Deployment ${deployment} failed: ${details}`,
    whatToDo: () => '',
  },
  DeploymentStopped: {
    errorCode: NotStabilized,
    sentence: ({ deployment, details }: Outcome) => `Deployment ${deployment} was stopped: ${details}`,
    whatToDo: () => '',
  },
  DeploymentTimedOut: {
    errorCode: NotStabilized,
    sentence: ({ deployment, minutes, source, details }: Outcome & { minutes: number; source: string }) =>
      `Deployment ${deployment} was stopped because it had not finished after ${minutes} minutes (${source}). ${details}`,
    whatToDo: () => '',
  },
  DeploymentStillRuns: {
    errorCode: NotStabilized,
    sentence: ({ deployment, status, details }: Outcome & { status: string }) =>
      `Deployment ${deployment} is ${status} and continues. ${details}`,
    whatToDo: () => '',
  },
  DeploymentNotReadable: {
    errorCode: NotStabilized,
    sentence: ({ deployment, details }: Outcome) =>
      `Deployment ${deployment} did not succeed, and CodeDeploy does not show it any more. ${details}`,
    whatToDo: () => '',
  },
  TimeoutBeforeStart: {
    errorCode: NotStabilized,
    sentence: ({ minutes }: { minutes: number }) =>
      `The operation reached its timeout of ${minutes} minutes before its deployment could start. Nothing was deployed.`,
    whatToDo: () => 'Allow more time, or find out what held the deployment group.',
  },
  HolderNotVisible: {
    errorCode: NotStabilized,
    sentence: ({ deploymentId }: Id) => `Deployment ${deploymentId} was still not visible after one hour.`,
    whatToDo: () => 'Retry the deletion later.',
  },
  HolderNotStoppable: {
    errorCode: NotStabilized,
    sentence: ({ deploymentId }: Id) =>
      `Deployment ${deploymentId} is active, and CodeDeploy refused to stop it for one hour.`,
    whatToDo: () => 'Check it in CodeDeploy, then retry the deletion.',
  },
  OwnerTagNotVisible: {
    errorCode: NotStabilized,
    sentence: ({ groupName }: Group) => `The owner tag of ${groupName} was still not visible after one hour.`,
    whatToDo: () => 'Retry the deletion later.',
  },
  HolderStillRuns: {
    errorCode: NotStabilized,
    sentence: ({ deploymentId }: Id) =>
      `Deployment ${deploymentId} must finish before the resource can be deleted, but was still running after one hour.`,
    whatToDo: () => 'Check it in CodeDeploy, then retry.',
  },
  GroupBusy: {
    errorCode: ResourceConflict,
    sentence: ({ deploymentId, groupName, details }: Busy) =>
      `Deployment ${deploymentId}, which does not belong to this resource, holds ${groupName}. ${details}`,
    whatToDo: ({ link }: Busy) =>
      `Wait for its end or stop it, then retry; WhenBusy can do either. See ${link}`,
  },
  GroupBusyByEarlierOperation: {
    errorCode: ResourceConflict,
    sentence: ({ deploymentId, groupName, details }: Busy) =>
      `Deployment ${deploymentId}, of an earlier operation of this resource, holds ${groupName}. ${details}`,
    whatToDo: ({ link }: Busy) => `Wait for its end, then retry. See ${link}`,
  },
  GroupBusyByRollback: {
    errorCode: ResourceConflict,
    sentence: ({ deploymentId, groupName, details }: Busy) =>
      `Deployment ${deploymentId}, an automatic rollback of CodeDeploy, holds ${groupName}. ${details}`,
    whatToDo: ({ link }: Busy) => `Wait for its end, then retry; never stop a rollback. See ${link}`,
  },
  AlreadyDeclared: {
    errorCode: AlreadyExists,
    sentence: ({ groupName, declaredAs }: Group & { declaredAs: string }) =>
      `The ${groupName} already has an Org::CodeDeploy::EcsDeployment, declared as ${declaredAs}. A group has at most one.`,
    whatToDo: () => 'Remove the other one first, or import it.',
  },
  NoSuchDeployment: {
    errorCode: NotFound,
    sentence: ({ groupName }: Group) => `There is no Org::CodeDeploy::EcsDeployment for ${groupName}.`,
    whatToDo: () => 'Create it again if it was deleted by mistake.',
  },
  GroupGoneInRollback: {
    errorCode: NotFound,
    sentence: ({ groupName }: Group) => `The stack is rolling back, and the ${groupName} was deleted.`,
    whatToDo: () =>
      'Put the group back and run `aws cloudformation continue-update-rollback`; or skip this resource by its --resources-to-skip, then update the stack without it, then with it.',
  },
  OwnedByAnother: {
    errorCode: NotFound,
    sentence: ({ groupName, declaredAs }: Group & { declaredAs: string }) =>
      `The ${groupName} has the Org::CodeDeploy::EcsDeployment of another owner, declared as ${declaredAs}. It stays as it is.`,
    whatToDo: () => 'Delete it where it is declared.',
  },
  ServiceLeftCodeDeploy: {
    errorCode: NotFound,
    sentence: ({ groupName, serviceName, controller }: Group & { serviceName: string; controller: string }) =>
      `The ECS service ${serviceName} of ${groupName} has the deployment controller ${controller} now, so no deployment of CodeDeploy can have put its tasks in place.`,
    whatToDo: () => 'Take this resource out of the template, and the deployment group too.',
  },
  GroupDeleted: {
    errorCode: NotFound,
    sentence: ({ groupName }: Group) => `The ${groupName} was deleted while this operation ran.`,
    whatToDo: () => CHECK_TASK_SETS,
  },
  OwnerTagGone: {
    errorCode: NotFound,
    sentence: ({ groupName }: Group) =>
      `The owner tag of this resource is gone from ${groupName}: the resource or its group was deleted. This operation ends without a change.`,
    whatToDo: () => CHECK_TASK_SETS,
  },
  DeployedButGroupDeleted: {
    errorCode: NotFound,
    sentence: ({ deploymentId, groupName }: Id & Group) =>
      `Deployment ${deploymentId} succeeded, but ${groupName} was deleted in the meantime, and this resource with it.`,
    whatToDo: () => CHECK_TASK_SETS,
  },
  DeployedButServiceDeleted: {
    errorCode: NotFound,
    sentence: ({ deploymentId, serviceName, groupName }: Id & Group & { serviceName: string }) =>
      `Deployment ${deploymentId} succeeded, but the ECS service ${serviceName} of ${groupName} was deleted in the meantime.`,
    whatToDo: () => 'Create the service again.',
  },
  TimedOutNotStopped: {
    sentence: ({ deploymentId }: Id) =>
      `Deployment ${deploymentId} reached its timeout, but could not be stopped and may continue.`,
    whatToDo: () => WATCH,
  },
  EndNotObserved: {
    sentence: ({ deploymentId }: Id) =>
      `Deployment ${deploymentId} has not succeeded, and its end could not be observed.`,
    whatToDo: () => WATCH,
  },
  HolderNotStopped: {
    sentence: ({ deploymentId }: Id) =>
      `Deployment ${deploymentId} must finish first, but could not be stopped and continues.`,
    whatToDo: () => WATCH,
  },
  HolderNotObservable: {
    sentence: ({ deploymentId }: Id) =>
      `Deployment ${deploymentId} must finish first, but could not be observed and may continue.`,
    whatToDo: () => WATCH,
  },
  EndedWithDeployment: {
    sentence: ({ deploymentId }: Id) =>
      `Deployment ${deploymentId} of this operation had started, although CodeDeploy's answer was lost. It could not be stopped and continues.`,
    whatToDo: () => WATCH,
  },
  EndedAfterStop: {
    sentence: ({ deploymentId }: Id) =>
      `Deployment ${deploymentId} of this operation had started, although CodeDeploy's answer was lost. CodeDeploy was told to stop it.`,
    whatToDo: () => '',
  },
  MayHaveStarted: {
    sentence: ({ groupName }: Group) =>
      `CodeDeploy has not answered whether it started a deployment of ${groupName} for this operation, and shows none. If it did, that deployment continues.`,
    whatToDo: () => "Look at the group's deployments in CodeDeploy.",
  },
  NotObservable: {
    sentence: ({ deploymentId }: Id) => `Deployment ${deploymentId} continues, but could not be observed.`,
    whatToDo: () => WATCH,
  },
  StoppedNotObservable: {
    sentence: ({ deploymentId }: Id) =>
      `Deployment ${deploymentId} was stopped because it could not be observed.`,
    whatToDo: () => 'Allow the call, then update again.',
  },
  ...CONFIGURATION_FAILURES,
};

export const failure = failuresOf(FAILURES);
