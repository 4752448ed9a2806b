import { progressOf } from '../../../runtime/messages/message-registry';

interface Id {
  deploymentId: string;
}
interface Reason extends Id {
  reason: string;
}

/** Why an operation waits for a deployment, or stops it: the end of the sentence "Waiting for deployment d-…: …". */
export const REASONS = {
  originalRunsDesired: 'the original task set still runs the desired version',
  otherVersion: 'it deploys another version',
  othersAndStop: 'another operation started it and WhenBusy is STOP',
  others: 'another operation started it',
  notVisible: 'it is not visible yet',
  rollbackPossible: 'CodeDeploy may be about to roll it back',
  rollbackRuns: 'it is an automatic rollback of CodeDeploy',
  tagNotVisible: 'the owner tag is not visible yet',
  waitNotEnded: 'CodeDeploy does not end its termination wait at this point',
  redeploys: 'RedeployToken asks for a new deployment',
  stopRefused: 'CodeDeploy does not stop it at this point',
  namedAsActive: 'CodeDeploy says that it is active',
  timedOut: 'it reached its timeout',
  superseded: 'a newer operation superseded the one that started it',
} as const;

/** Every progress message of this type: see the table in docs/operations.md, which is generated from it. */
export const PROGRESS = {
  ConfirmingOwnerTag: () => 'Confirming that the deployment group has the owner tag of this resource.',
  AboutToStart: () => 'About to start a deployment.',
  StartAwaitsOwnerTag: () => 'About to start a deployment: the owner tag is not visible yet.',
  Started: ({ deploymentId }: Id) => `Deployment ${deploymentId} was started.`,
  AlreadyDeploysDesired: ({ deploymentId }: Id) =>
    `Deployment ${deploymentId} already deploys the desired version.`,
  Waiting: ({ deploymentId, reason }: Reason) => `Waiting for deployment ${deploymentId}: ${reason}.`,
  WaitingForEnd: ({ deploymentId }: Id) => `Waiting for deployment ${deploymentId} to end.`,
  Stopping: ({ deploymentId, reason }: Reason) => `Stopping deployment ${deploymentId}: ${reason}.`,
  EndingTerminationWait: ({ deploymentId }: Id) =>
    `Ending the termination wait of deployment ${deploymentId}.`,
  TaskSetsMayBeStale: () =>
    'A deployment has just ended, and ECS may still show the task sets from before its end. Checking again.',
  CheckingAgain: () => 'Checking again for a deployment that the previous operation may have just started.',
  Running: ({ deploymentId }: Id) => `Deployment ${deploymentId} is running.`,
  MayHaveEnded: ({ deploymentId }: Id) => `Deployment ${deploymentId} may have ended.`,
  ShiftingTraffic: ({ deploymentId }: Id) => `Deployment ${deploymentId} is shifting traffic.`,
  StatusIs: ({ deploymentId, status }: Id & { status: string }) => `Deployment ${deploymentId} is ${status}.`,
  TrafficShifted: ({ deploymentId, status }: Id & { status: string }) =>
    `Deployment ${deploymentId} is ${status}, all traffic is shifted.`,
  OthersDeploymentFailed: ({ deploymentId }: Id) =>
    `Deployment ${deploymentId}, which another operation started, has not succeeded. Waiting for its end, then deciding again.`,
  TimedOut: ({ deploymentId }: Id) => `Deployment ${deploymentId} reached its timeout.`,
  ReadyWaitEnded: ({ deploymentId }: Id) =>
    `Deployment ${deploymentId} continues without an approval because the stack is rolling back.`,
  CannotStopYet: ({ deploymentId, reason }: Reason) =>
    `Deployment ${deploymentId} has to stop (${reason}), but CodeDeploy does not stop it at this point.`,
  WaitingForRollback: ({ deploymentId }: Id) =>
    `Deployment ${deploymentId} has not succeeded; waiting for its rollback.`,
  HolderNotVisible: ({ deploymentId }: Id) => `Deployment ${deploymentId} is active and not visible yet.`,
  HolderNotStoppable: ({ deploymentId }: Id) =>
    `Deployment ${deploymentId} is active, and CodeDeploy does not stop it at this point.`,
  RemovingOwnerTag: () => 'Removing the owner tag of this resource from its deployment group.',
  OwnerTagNotVisible: ({ groupName }: { groupName: string }) =>
    `The owner tag of ${groupName} is not visible yet.`,
};

export const progress = progressOf(PROGRESS);
