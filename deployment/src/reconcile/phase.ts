import type { Poll, PollHistory } from '../polling/schedule';

/** What every call of an operation has to know, whatever it is at. */
export interface OperationTiming {
  /** When this operation wrote its own value into the owner tag, in milliseconds since the epoch. */
  tagWrittenAt: number;
  /** When the operation gives up, in milliseconds since the epoch. */
  deadline: number;
}

/** A deployment whose end, and whose rollback's end, is waited for. */
export interface Ending {
  deploymentId: string;
  /** The deployment that CodeDeploy made to undo it, once it is known. */
  rollbackDeploymentId: string | null;
  /** When the deployment itself was first seen to have ended, in milliseconds since the epoch. */
  endedAt: number | null;
}

/** A deployment whose end nobody has seen yet. */
export const notEnded: Pick<Ending, 'rollbackDeploymentId' | 'endedAt'> = {
  rollbackDeploymentId: null,
  endedAt: null,
};

/** A deployment that brings what is desired is followed to its end. */
export interface Deploying {
  kind: 'deploying';
  deploymentId: string;
  /** How long its traffic plan takes; null while nobody has looked, as for a deployment that was found running. */
  shiftMinutes: number | null;
  /** What the looks at it have shown; null before the first. */
  history: PollHistory | null;
  /** Where to look next. */
  pollTarget: Poll['at'];
  /** The id of its one target, once it has been asked for. */
  targetId: string | null;
}

/** A deployment that has failed, or is to be stopped because its time is over or nobody needs it. */
export interface RollingBack extends Ending {
  kind: 'rollingBack';
  timedOut: boolean;
  /** How long its end and its rollback are waited for, in milliseconds since the epoch. */
  until: number;
}

/** A deployment that nobody has looked at yet. */
export const notPolled: Pick<Deploying, 'history' | 'pollTarget' | 'targetId'> = {
  history: null,
  pollTarget: 'deployment',
  targetId: null,
};

/** Where an operation stands between two calls; a delete only ever waits for a deployment to end. */
export type Phase = OperationTiming &
  (
    | { kind: 'deciding'; busyWith: string | null }
    | { kind: 'starting'; overrideAlarms: boolean; shiftMinutes: number }
    | Deploying
    | ({ kind: 'ending'; stopped: boolean } & Ending)
    | RollingBack
  );
