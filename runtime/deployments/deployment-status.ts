import type { DeploymentInfo, DeploymentStatus } from '@aws-sdk/client-codedeploy';

/** What a deployment's status means to the operation that follows it. */
export type Verdict = 'pending' | 'succeeded' | 'failed';

const VERDICTS: Record<DeploymentStatus, Verdict> = {
  Created: 'pending',
  Queued: 'pending',
  InProgress: 'pending',
  Baking: 'pending',
  Ready: 'pending',
  Succeeded: 'succeeded',
  Failed: 'failed',
  Stopped: 'failed',
};

/** The statuses under which a deployment holds its group. (CodeDeploy API Reference, DeploymentInfo.) */
export const ACTIVE_STATUSES: DeploymentStatus[] = ['Created', 'Queued', 'InProgress', 'Baking', 'Ready'];

/** A status that this version does not know counts as pending; `known` is false then. */
export function verdictOf(status: string | undefined): { verdict: Verdict; known: boolean } {
  return status !== undefined && isStatus(status)
    ? { verdict: VERDICTS[status], known: true }
    : { verdict: 'pending', known: false };
}

/**
 * Whether a deployment has ended. A status that this version does not know counts as running, because waiting does no
 * harm.
 */
export function hasEnded({ status }: { status?: string | undefined }): boolean {
  return verdictOf(status).verdict !== 'pending';
}

function isStatus(status: string): status is DeploymentStatus {
  return status in VERDICTS;
}

/** Whether CodeDeploy made this deployment to undo another one. */
export function isRollback(info: DeploymentInfo): boolean {
  return info.creator === 'codeDeployRollback';
}

/** Whether all traffic is on the replacement and CodeDeploy only waits to terminate the original task set. */
export function isInTerminationWait(info: DeploymentInfo): boolean {
  return info.instanceTerminationWaitTimeStarted === true;
}
