/** What the template of a stack asks for at some time. */
export interface Wish {
  /** The version of the task definition; `absent`: the template has no EcsDeployment. */
  version: Version | 'absent';
  completeWhen: 'SUCCEEDED' | 'TRAFFIC_SHIFTED';
  whenBusy: 'WAIT' | 'STOP' | 'FAIL';
  hookPolicy: 'ALWAYS' | 'AFTER_FIRST_SUCCESS';
  hook: Hook | 'none';
  timeoutInMinutes: number | 'default';
  redeployToken: 'none' | 'a' | 'b';
  /** Another resource of the stack; it changes in each update. */
  sibling: Sibling;
}

export type Version = 1 | 2 | 3;

export type Hook = 'BeforeInstall' | 'AfterInstall' | 'AfterAllowTestTraffic' | 'AfterAllowTraffic';

export interface Sibling {
  /** Whether it is worked on at the same time as the deployment, or needs it. */
  order: 'beside' | 'afterwards';
  /** How long it takes. */
  seconds: number;
  fails: boolean;
}

/** The service and its deployment group, as they stay through a history. */
export interface Circumstances {
  plan: 'allAtOnce' | 'canary' | 'linear';
  /** Minutes that a deployment waits for somebody to continue it before it stops; 0: it goes on by itself. */
  readyWait: number;
  /** Minutes. */
  terminationWait: number;
  testListener: boolean;
  rollsBack: boolean;
  watchesAlarm: boolean;
  /** Whether the stack declares the group as well. */
  groupInStack: boolean;
  /** How often the handlers of an update are called on when CloudFormation has cancelled it. */
  calledOn: number;
  lags: Lags;
}

/** How late CodeDeploy shows what has happened, in seconds. */
export interface Lags {
  rollbackId: number;
  /** Until CodeDeploy makes a rollback. */
  rollbackMade: number;
  /** How long a rollback takes beyond its usual seconds. */
  rollback: number;
  listed: number;
  read: number;
  targets: number;
  tags: number;
  stop: number;
  /** The flag of the termination wait is never raised. */
  hidesTerminationWait: boolean;
}

/** Something that somebody does, or that happens, so many seconds after the step before. */
export interface Step {
  after: number;
  /** Whether the stack comes to rest first. */
  atRest: boolean;
  command: Command;
}

export type Disturbance = 'throttled' | 'serverError' | 'responseLost' | 'killed';

export type Command =
  /** Updates the stack; one that is not there, or in ruins, is made anew. */
  | { name: 'update'; wish: Wish }
  | { name: 'cancel' }
  | { name: 'deleteStack' }
  | { name: 'deployByHand'; version: Version }
  | { name: 'stopByHand'; rollback: boolean }
  | { name: 'continueByHand' }
  | { name: 'endTerminationWaitByHand' }
  | { name: 'setAlarm'; state: 'OK' | 'ALARM' }
  /** What hook functions report from now on, and how late. */
  | { name: 'setHooks'; answer: 'Succeeded' | 'Failed' | 'never'; seconds: number }
  /** Tasks of the version get healthy from now on, or never. */
  | { name: 'setHealth'; version: Version; healthy: boolean }
  /** The handlers' AWS calls with these numbers, counted from now on. */
  | { name: 'disturb'; disturbance: Disturbance; from: number; calls: number }
  /**
   * The next event comes twice at once: the first handler makes so many calls, then the second all of its own, then the
   * first one goes on; CloudFormation hears one of the two.
   */
  | { name: 'deliverTwice'; calls: number; heard: 'first' | 'second' };

export interface History {
  circumstances: Circumstances;
  first: Wish;
  steps: Step[];
}
