import type { Ending } from '../../../../runtime/deployments/await-end';
import type { TaskSetParameters } from '../../desired-state/task-set';
import type { Poll, PollHistory } from '../../polling/schedule';

export { endNotYetObserved } from '../../../../runtime/deployments/await-end';

/** What every phase of an operation holds; moments in milliseconds since the epoch. */
export interface OperationTiming {
  /** When this operation wrote its own value into the owner tag. */
  tagWrittenAt: number;
  /** When the operation gives up. */
  deadline: number;
  /** The parameters that ran before the update, when the operation goes back to them. */
  restored?: TaskSetParameters | undefined;
  /** When this operation first saw task sets that ECS may not have updated yet. */
  staleSince?: number | undefined;
}

/** The members that every phase of an operation passes on to the next one. */
export function timingOf({ tagWrittenAt, deadline, restored, staleSince }: OperationTiming): OperationTiming {
  return {
    tagWrittenAt,
    deadline,
    ...(restored && { restored }),
    ...(staleSince !== undefined && { staleSince }),
  };
}

/** What the first invocation of an operation has learned from the owner tag, for those that follow. */
export interface Claim {
  /**
   * Id of the resource's owner, then those of its former owners: deployments with their markers are this resource's.
   */
  owners: string[];
  /** The operations that this one has superseded, as the owner tag names them. */
  superseded: string[];
  /** Whether the RedeployToken is new. */
  redeploy: boolean;
  /** Of a create: whether an invocation after the first has seen the tag of this operation on the group. */
  isConfirmed: boolean;
  /**
   * When the operation began, by the owner tag, in milliseconds since the epoch. It is earlier than the first invocation
   * whose answer CloudFormation has got, when that one is a second delivery: the first one may have started a deployment.
   */
  begunAt?: number | undefined;
  /** In a stack rollback: the update that it undoes, when the owner tag tells that it has brought what the rollback leaves. */
  undone?: string | undefined;
  /** In a stack rollback: the rollback before it, which it continues. */
  continued?: string | undefined;
}

/** The operation observes and decides. */
export interface Deciding {
  kind: 'deciding';
  /** Id of a deployment that CodeDeploy has named as holding the group. */
  busyWith?: string | undefined;
  /** Only in a delete: it has called UntagResource and got no answer, so the owner tag may be gone. */
  untagging?: true | undefined;
  /** A delete has removed the owner tag, and looks once more for a deployment. */
  untagged?: true | undefined;
}

/** The intention to deploy: the deployment was not started yet, or is not visible yet. */
export interface Starting {
  kind: 'starting';
  /** Whether the deployment ignores all alarms, as in a stack rollback. */
  ignoreAlarms: boolean;
  /** How long its traffic shift takes. */
  shiftMinutes: number;
  /** The default timeout, which counts from the start of the deployment; absent with TimeoutInMinutes. */
  timeoutMs?: number | undefined;
  /** Container and port, when the ones of the running task set do not exist in the desired task definition. */
  container?: Pick<TaskSetParameters, 'containerName' | 'containerPort'> | undefined;
  /** The deployment configuration that replaces one which a stack rollback cannot use. */
  configName?: string | undefined;
  /** Since when a deployment may run that the operation does not follow yet, in milliseconds since the epoch. */
  unansweredSince?: number | undefined;
  /** The id of that deployment; absent when CreateDeployment got no answer. */
  deploymentId?: string | undefined;
}

/** The operation follows a deployment that brings the desired version. */
export interface Deploying {
  kind: 'deploying';
  deploymentId: string;
  /** How long its traffic shift takes; absent until that was read, for a deployment that was found running. */
  shiftMinutes?: number | undefined;
  /** What the polls have shown; absent before the first. */
  history?: PollHistory | undefined;
  /** What the next invocation polls: the deployment or its target. */
  nextPolled: Poll['what'];
  /** The expected id of the deployment's one target; absent for a deployment that was found running. */
  targetId?: string | undefined;
}

/** The operation waits for the end of another deployment, which holds the group, and its rollback. */
export interface EndingHolder extends Ending {
  kind: 'ending';
  /** Whether that deployment is being stopped, or has failed or was stopped: it or its rollback ends soon. */
  endsSoon: boolean;
}

/**
 * The deployment that the operation followed failed, was stopped, timed out or was superseded. The operation waits for
 * its end and that of its rollback, then fails.
 */
export interface RollingBack extends Ending {
  kind: 'rollingBack';
  /** Whether the operation stops the deployment because it timed out. */
  timedOut: boolean;
  /** When the operation stops waiting, in milliseconds since the epoch. */
  givesUpAt: number;
}

/**
 * The phase of a deployment that was not polled yet.
 * @param known what is known of it already
 */
export function deployingPhase(
  timing: OperationTiming,
  deploymentId: string,
  { shiftMinutes, targetId }: Pick<Deploying, 'shiftMinutes' | 'targetId'> = {},
): OperationTiming & Deploying {
  return {
    // The end of the deployment changes the task sets anew.
    ...timingOf({ ...timing, staleSince: undefined }),
    kind: 'deploying',
    deploymentId,
    shiftMinutes,
    history: undefined,
    nextPolled: 'deployment',
    targetId,
  };
}

/**
 * Where an operation stands between two invocations. A delete has the phases `deciding` and `ending` only. No member is
 * ever null: see `CallbackContext`. `to-phase.ts` reads a phase.
 */
export type Phase = OperationTiming & { claim?: Claim | undefined } & (
    Deciding | Starting | Deploying | EndingHolder | RollingBack
  );
