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
  restored?: TaskSetParameters;
  /** When this operation first saw task sets that may be out of date. */
  unsettledSince?: number;
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

/** A deployment that brings the desired state is followed to its end. */
export interface Deploying {
  kind: 'deploying';
  deploymentId: string;
  /** How long its traffic shift takes; null until it is known, as for a deployment that was found running. */
  shiftMinutes: number | null;
  /** What the polls have shown; null before the first. */
  history: PollHistory | null;
  /** What the next invocation polls. */
  pollTarget: Poll['at'];
  /** The id of the deployment's one target, once it was read. */
  targetId: string | null;
}

/** A deployment that failed, timed out or was superseded: its end and its rollback are awaited, then the operation fails. */
export interface RollingBack extends Ending {
  kind: 'rollingBack';
  timedOut: boolean;
  /** How long the operation waits for that, in milliseconds since the epoch. */
  until: number;
}

/** A deployment that was not polled yet. */
export const notPolled: Pick<Deploying, 'history' | 'pollTarget' | 'targetId'> = {
  history: null,
  pollTarget: 'deployment',
  targetId: null,
};

/** Where an operation stands between two invocations. A delete only waits for a deployment to end. */
export type Phase = OperationTiming &
  (
    | { kind: 'deciding'; busyWith: string | null }
    | {
        kind: 'starting';
        overrideAlarms: boolean;
        shiftMinutes: number;
        /** Container and port, where neither template nor running task set tells them. */
        container?: Pick<TaskSetParameters, 'containerName' | 'containerPort'>;
        /** The configuration of the deployment, where a rollback cannot use the one that is asked for. */
        configName?: string;
      }
    | Deploying
    | ({ kind: 'ending'; stopped: boolean } & Ending)
    | RollingBack
  );
