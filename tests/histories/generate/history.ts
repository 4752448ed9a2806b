import type { CodeDeployReadings, Settings } from '#local-aws';
import type { ODD_ANSWERS } from '#test-kit';

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
  parameters: Parameters;
  /** Another resource of the stack. It changes in each update. */
  sibling: Sibling;
}

export type Version = 1 | 2 | 3;

export type Hook = 'BeforeInstall' | 'AfterInstall' | 'AfterAllowTestTraffic' | 'AfterAllowTraffic';

/** The optional parameters of the task set. What is `none` is not in the template. */
export interface Parameters {
  /** ContainerName, and the first or the last port of the version as ContainerPort. */
  port: 'none' | 'first' | 'last';
  /** A security group. */
  network: 'none' | 'sg-1' | 'sg-2';
  platform: 'none' | '1.3.0' | '1.4.0' | 'LATEST';
  /** A capacity provider. */
  strategy: 'none' | 'FARGATE' | 'FARGATE_SPOT';
}

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
  /** Whether a stop on request counts for it, too. */
  rollsBackStops: boolean;
  watchesAlarm: boolean;
  /** Whether the stack declares the deployment group as well. */
  groupInStack: boolean;
  /** How many more times the engine calls the handler of an update that CloudFormation has cancelled. */
  callsAfterCancel: number;
  /** Whether version 2 has a second port, and version 3 only that one. */
  otherPorts: boolean;
  /** Whether the stack declares a rule of the production listener that leads to both target groups. */
  listenerRule: boolean;
  /** By how many seconds the clocks of two hosts are ahead of AWS's clock. Invocations of handlers take turns on them. */
  hostClocks: [number, number];
  /** Whether each list of CodeDeploy begins with a page that has a token and no item. */
  emptyPages: boolean;
  /** Whether what carries a callback context drops members that are null. */
  dropsNulls: boolean;
  readings: Readings;
  /** What CodeDeploy does where AWS's documentation is silent. */
  codeDeployReadings: CodeDeployReadings;
  lags: Lags;
}

/** What CloudFormation does where AWS's documentation is silent. */
export type Readings = Pick<
  Settings,
  | 'importUpdates'
  | 'importPrevious'
  | 'expressInvocations'
  | 'revertDriftPrevious'
  | 'refactorTags'
  | 'continueRollbackFlag'
  | 'rollbackStackFlag'
  | 'listenerUpdates'
  | 'callsOnRetriableError'
  | 'rollbackOrder'
  | 'rollbackOfUncalled'
  | 'rollbackFailure'
  | 'cancelWithoutRollback'
  | 'continueRollback'
  | 'preservedRevertFlag'
  | 'failedUpdates'
  | 'repeatedNumbers'
  | 'updateIdentifier'
  | 'systemTags'
  | 'revertDriftRollback'
>;

/** How long CodeDeploy and ECS take until an answer shows what has happened. */
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
  /** A change of task sets in DescribeServices. */
  servicesSeconds: number;
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

/**
 * How CloudFormation updates the stack: as usual, without rollback of a failure (DisableRollback), in express mode without
 * and with rollback, or back to the template where an operator has changed something (REVERT_DRIFT).
 */
export type UpdateMode = 'standard' | 'disableRollback' | 'express' | 'expressWithRollback' | 'revertDrift';

/** What CloudFormation's user, an operator or AWS does. */
export type Command =
  /**
   * Updates the stack. A stack that does not exist, or that CloudFormation can only delete, is created anew. The user first
   * brings a stack whose update or rollback has failed back to its last good state, unless the mode accepts it as it is.
   */
  | { name: 'update'; input: TemplateInput; mode: UpdateMode }
  | { name: 'cancel' }
  | { name: 'deleteStack' }
  /**
   * The user takes the resources out of the stack without deleting them (DeletionPolicy), and imports them again with this
   * template: the EcsDeployment into the same stack, or everything into a new one.
   */
  | { name: 'import'; input: TemplateInput; newStack: boolean }
  /** A stack refactoring gives the EcsDeployment another logical id. */
  | { name: 'refactor' }
  /** Another team creates a stack that declares the same group, an EcsDeployment on it, or both. */
  | { name: 'claim'; what: 'group' | 'deployment' | 'both'; version: Version }
  | { name: 'deleteOther' }
  | { name: 'deployByHand'; version: Version }
  /** `unset`: the request has no autoRollbackEnabled. */
  | { name: 'stopByHand'; rollback: boolean | 'unset' }
  | { name: 'approveByHand' }
  | { name: 'endTerminationWaitByHand' }
  | { name: 'setAlarm'; state: 'OK' | 'ALARM' }
  /** What the hook function reports from now on, and how many seconds after its call. */
  | { name: 'setHooks'; report: 'Succeeded' | 'Failed' | 'never'; seconds: number }
  /** Whether tasks of the version become healthy from now on. */
  | { name: 'setTaskHealth'; version: Version; healthy: boolean }
  /** A fault in each of the handlers' AWS calls from number `fromCall` on, counted from now; `calls` of them. */
  | { name: 'injectFaults'; fault: InjectedFault; fromCall: number; calls: number }
  /** AWS refuses call number `fromCall` with an error that a healthy account sees once in a while, see `ODD_ANSWERS`. */
  | { name: 'oddAnswer'; error: OddAnswer; fromCall: number }
  /**
   * CloudFormation delivers the next event twice at once. The first handler makes this number of calls, then the second
   * handler runs to its end, then the first one does. CloudFormation continues from one of the two answers.
   */
  | { name: 'deliveredTwice'; calls: number; continuesFrom: 'first' | 'second' }
  /** CodeDeploy stops no deployment for this long. */
  | { name: 'refuseStops'; seconds: number };

export type OddAnswer = (typeof ODD_ANSWERS)[number][0];

export interface History {
  setup: Setup;
  /** The template that creates the stack. */
  first: TemplateInput;
  steps: Step[];
}
