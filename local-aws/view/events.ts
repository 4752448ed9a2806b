import type { DeploymentStatus, LifecycleEventStatus } from '@aws-sdk/client-codedeploy';
import type { StackEvent } from '@aws-sdk/client-cloudformation';

/**
 * What happened, in the order in which it was noticed: the one list that the lines, the live view and the report show. Times
 * are milliseconds since the epoch.
 */
export type RunEvent =
  | StepBegun
  | StepEnded
  | RunEnded
  | Said
  | StackChanged
  | HandlerCalled
  | DeploymentChanged
  | LifecycleChanged
  | TrafficChanged
  | TaskSetsChanged
  | AlarmChanged
  | UsersAsked
  | OperatorActed
  | TimePassed;

/** Takes the next event. */
export type Emit = (event: RunEvent) => void;

/** A step of a story begins. */
export interface StepBegun {
  kind: 'step';
  time: number;
  /** From 1. */
  number: number;
  name: string;
  about: string;
  /** Of a traffic shift, lines show only the first and last change, and `…` for the others. */
  isBrief: boolean;
}

/** How a step ended. */
export interface StepEnd {
  name: string;
  /** The status of the stack. */
  status: string;
  /** What was not as the story expects; empty when all was. */
  problems: readonly string[];
  /** What users got, in words; empty when no user could get anything. */
  users: string;
  /** The number of requests that users sent. */
  requests: number;
  /** The number of deployments that the step started. */
  deployments: number;
  virtualSeconds: number;
  /** Why the step is worth a look, in a sentence each. */
  remarks: readonly string[];
}

export interface StepEnded {
  kind: 'stepEnd';
  time: number;
  end: StepEnd;
}

/** A story has ended, with all its steps. */
export interface RunEnded {
  kind: 'runEnd';
  time: number;
  ends: readonly StepEnd[];
}

/** A sentence of the program, which stays on the screen. */
export interface Said {
  kind: 'said';
  time: number;
  text: string;
  tone: 'plain' | 'fact' | 'good' | 'bad' | 'hint';
}

export interface StackChanged {
  kind: 'stack';
  time: number;
  event: StackEvent;
}

/** One invocation of a handler, and its answer. AWS shows no such calls. */
export interface HandlerCalled {
  kind: 'call';
  time: number;
  stackId: string | undefined;
  logicalId: string;
  type: string;
  action: string;
  answer: 'IN_PROGRESS' | 'SUCCESS' | 'FAILED';
  message: string | undefined;
}

export interface DeploymentChanged {
  kind: 'deployment';
  time: number;
  id: string;
  status: DeploymentStatus;
  /** The deployment that this one undoes. */
  rollsBack: string | undefined;
  /** What it brings, e.g. `web:2`; undefined when CodeDeploy does not say it. */
  version: string | undefined;
  /** The start of the wait before the original task set ends; false before it, and always when there is no wait. */
  waitsForTermination: boolean;
  /** How long that wait takes; undefined when CodeDeploy does not say it. */
  terminationWaitMinutes: number | undefined;
  error: string | undefined;
}

export interface LifecycleChanged {
  kind: 'lifecycle';
  time: number;
  deploymentId: string;
  name: string;
  status: LifecycleEventStatus;
  /** The name of the function that CodeDeploy calls. */
  hook: string | undefined;
  start: number | undefined;
  end: number | undefined;
}

export interface Share {
  /** The target group: its logical id, or its name when it is not in the stack. */
  targetGroup: string;
  percent: number;
}

/** Who gets the traffic of a listener from now on. */
export interface TrafficChanged {
  kind: 'traffic';
  time: number;
  listener: string;
  /** As the deployment group has it; undefined while no group names the listener. */
  role: 'production' | 'test' | undefined;
  /** Target groups with traffic; empty when the listener is gone. */
  shares: readonly Share[];
}

export interface ShownTaskSet {
  id: string;
  status: string;
  /** e.g. `web:2` */
  version: string;
  targetGroup: string | undefined;
  running: number;
  desired: number;
  /** Targets that the load balancer counts as healthy; undefined when that is not known. */
  healthy: number | undefined;
}

export interface TaskSetsChanged {
  kind: 'taskSets';
  time: number;
  service: string;
  taskSets: readonly ShownTaskSet[];
}

export interface AlarmChanged {
  kind: 'alarm';
  time: number;
  name: string;
  state: string;
}

/** Answers that users got since the last such event. */
export interface UsersAsked {
  kind: 'users';
  time: number;
  /** The number of answers by the name of the answer, e.g. `version 1`. */
  answers: Readonly<Record<string, number>>;
  /** Sentences about wrong answers. */
  problems: readonly string[];
}

/** Somebody outside of the stack did something. */
export interface OperatorActed {
  kind: 'action';
  time: number;
  name: string;
  text: string;
}

/** Nothing but time has passed. The live view counts on. */
export interface TimePassed {
  kind: 'moment';
  time: number;
  /** Whether nothing else happens at this moment, and a pause follows. */
  isOver?: true;
}
