import type { Ending } from '../../../runtime/deployments/await-end';
import type { TaskSetParameters } from '../desired-state/task-set';
import type { Poll, PollHistory } from '../polling/schedule';

export { notEnded } from '../../../runtime/deployments/await-end';

/** What every phase of an operation holds; moments in milliseconds since the epoch. */
export interface OperationTiming {
  /** When this operation wrote its own value into the owner tag. */
  tagWrittenAt: number;
  /** When the operation gives up. */
  deadline: number;
  /** What ran before, when the operation goes back to it. */
  restored?: TaskSetParameters | undefined;
  /** When this operation first saw task sets that may be out of date. */
  unsettledSince?: number | undefined;
}

/** What every phase of an operation passes on to the next one. */
export function timingOf({
  tagWrittenAt,
  deadline,
  restored,
  unsettledSince,
}: OperationTiming): OperationTiming {
  return {
    tagWrittenAt,
    deadline,
    ...(restored && { restored }),
    ...(unsettledSince !== undefined && { unsettledSince }),
  };
}

/** What the first invocation of an operation has learned from the owner tag, for those that follow. */
export interface Claim {
  /** Id of the resource's owner, then those of its former owners: deployments with their markers are this resource's. */
  owners: string[];
  /** The operations that this one has superseded, as the owner tag names them. */
  superseded: string[];
  /** Whether the RedeployToken is new. */
  redeploy: boolean;
  /** Of a create: whether an invocation after the first has seen the tag of this operation on the group. */
  isConfirmed: boolean;
  /**
   * When the operation began, by the owner tag, in milliseconds since the epoch. It is earlier than the first invocation
   * whose answer CloudFormation has got when that one is a second delivery: the first one may have started a deployment.
   */
  begunAt?: number | undefined;
}

/** The intention to deploy: its deployment may not have been started yet, or not be visible yet. */
export interface Starting {
  kind: 'starting';
  overrideAlarms: boolean;
  shiftMinutes: number;
  /** Container and port, where neither template nor running task set tells them. */
  container?: Pick<TaskSetParameters, 'containerName' | 'containerPort'> | undefined;
  /** The configuration of the deployment, where a rollback cannot use the one that is asked for. */
  configName?: string | undefined;
  /** Since when a deployment may have begun of which no phase has the id, in milliseconds since the epoch. */
  unansweredSince?: number | undefined;
}

/** A deployment that brings the desired state is followed to its end. */
export interface Deploying {
  kind: 'deploying';
  deploymentId: string;
  /** How long its traffic shift takes; absent until it is known, as for a deployment that was found running. */
  shiftMinutes?: number | undefined;
  /** What the polls have shown; absent before the first. */
  history?: PollHistory | undefined;
  /** What the next invocation polls. */
  pollTarget: Poll['at'];
  /** The id of the deployment's one target, once it was read. */
  targetId?: string | undefined;
}

/** A deployment that failed, timed out or was superseded: its end and its rollback are awaited, then the operation fails. */
export interface RollingBack extends Ending {
  kind: 'rollingBack';
  timedOut: boolean;
  /** How long the operation waits for that, in milliseconds since the epoch. */
  until: number;
}

/**
 * The phase of a deployment that was not polled yet.
 * @param shiftMinutes undefined when it is not known yet
 */
export function deployingPhase(
  timing: OperationTiming,
  deploymentId: string,
  shiftMinutes?: number,
): OperationTiming & Deploying {
  return {
    // Its end changes the task sets anew.
    ...timingOf({ ...timing, unsettledSince: undefined }),
    kind: 'deploying',
    deploymentId,
    shiftMinutes,
    history: undefined,
    pollTarget: 'deployment',
    targetId: undefined,
  };
}

/**
 * Where an operation stands between two invocations. A delete only waits for a deployment to end. No member is ever
 * null. `to-phase.ts` reads it.
 */
export type Phase = OperationTiming & { claim?: Claim | undefined } & (
    | { kind: 'deciding'; busyWith?: string | undefined; untagging?: true | undefined }
    | Starting
    | Deploying
    | ({ kind: 'ending'; stopped: boolean } & Ending)
    | RollingBack
  );
