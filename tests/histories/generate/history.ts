/** What the template of the stack asks for in one create or update. */
export interface TemplateInput {
  /** The version of the task definition; `absent`: the template has no EcsDeployment. */
  version: Version | 'absent';
  completeWhen: 'SUCCEEDED' | 'TRAFFIC_SHIFTED';
  whenBusy: 'WAIT' | 'STOP' | 'FAIL';
  hookPolicy: 'ALWAYS' | 'AFTER_FIRST_SUCCESS';
  hook: Hook | 'none';
  timeoutInMinutes: number | 'default';
  redeployToken: 'none' | 'a' | 'b';
  /** Another resource of the stack. It changes in each update. */
  sibling: Sibling;
}

export type Version = 1 | 2 | 3;

export type Hook = 'BeforeInstall' | 'AfterInstall' | 'AfterAllowTestTraffic' | 'AfterAllowTraffic';

export interface Sibling {
  /** Whether CloudFormation works on it at the same time as on the deployment, or only after the deployment. */
  order: 'parallel' | 'afterDeployment';
  /** How long each of its operations takes. */
  seconds: number;
  fails: boolean;
}

/** The service, its deployment group and the delays of CodeDeploy. They stay the same through a history. */
export interface Setup {
  plan: 'allAtOnce' | 'canary' | 'linear';
  /** How long a deployment waits for an approval before CodeDeploy stops it; 0: there is no ready wait. */
  readyWaitMinutes: number;
  terminationWaitMinutes: number;
  testListener: boolean;
  /** Whether the group has CodeDeploy's automatic rollback on. */
  automaticRollback: boolean;
  watchesAlarm: boolean;
  /** Whether the stack declares the deployment group as well. */
  groupInStack: boolean;
  /** How many more times the engine calls the handler of an update that CloudFormation has cancelled. */
  callsAfterCancel: number;
  lags: Lags;
}

/** How long CodeDeploy takes until an answer shows what has happened. */
export interface Lags {
  /** The id of a rollback deployment in the rollbackInfo of the deployment that it rolls back. */
  rollbackIdSeconds: number;
  /** The start of a rollback deployment. */
  rollbackStartSeconds: number;
  /** The time that a rollback deployment takes beyond its usual duration. */
  rollbackExtraSeconds: number;
  /** A new deployment in ListDeployments. */
  listSeconds: number;
  /** A new deployment in GetDeployment. */
  readSeconds: number;
  /** The targets of a new deployment. */
  targetsSeconds: number;
  /** A change of the group's tags. */
  tagsSeconds: number;
  /** The stop that StopDeployment asks for. */
  stopSeconds: number;
  /** Whether `instanceTerminationWaitTimeStarted` stays false during a termination wait. */
  hidesTerminationWait: boolean;
}

/** A command and when it comes. */
export interface Step {
  /** Virtual time since the step before. */
  afterSeconds: number;
  /** Whether the stack first finishes what is in progress. */
  whenIdle: boolean;
  command: Command;
}

export type InjectedFault = 'throttled' | 'serverError' | 'responseLost' | 'handlerKilled';

/** What CloudFormation's user, an operator or AWS does. */
export type Command =
  /** Updates the stack. A stack that does not exist, or that CloudFormation can only delete, is created anew. */
  | { name: 'update'; input: TemplateInput }
  | { name: 'cancel' }
  | { name: 'deleteStack' }
  | { name: 'deployByHand'; version: Version }
  | { name: 'stopByHand'; rollback: boolean }
  | { name: 'approveByHand' }
  | { name: 'endTerminationWaitByHand' }
  | { name: 'setAlarm'; state: 'OK' | 'ALARM' }
  /** What the hook function reports from now on, and how many seconds after its call. */
  | { name: 'setHooks'; report: 'Succeeded' | 'Failed' | 'never'; seconds: number }
  /** Whether tasks of the version become healthy from now on. */
  | { name: 'setTaskHealth'; version: Version; healthy: boolean }
  /** A fault in each of the handlers' AWS calls from number `fromCall` on, counted from now; `calls` of them. */
  | { name: 'injectFaults'; fault: InjectedFault; fromCall: number; calls: number }
  /**
   * CloudFormation delivers the next event twice at once. The first handler makes this number of calls, then the second
   * handler runs to its end, then the first one does. CloudFormation continues from one of the two answers.
   */
  | { name: 'deliveredTwice'; calls: number; continuesFrom: 'first' | 'second' };

export interface History {
  setup: Setup;
  /** The template that creates the stack. */
  first: TemplateInput;
  steps: Step[];
}
