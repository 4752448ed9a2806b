/** The public face of the test kit: tests and benchmarks import from here. */
export { errorsAlarm, setAlarm } from './alarm';
export { appSpecRevision, type Version } from './app-spec';
export { startScenario, type Scenario, type ScenarioOptions } from './blue-green-scenario';
export {
  GROUP_NAME,
  groupArn,
  groupInput,
  WITHOUT_ROLLBACK,
  type GroupKey,
  type GroupOptions,
} from './deployment-group';
export { changes, isInRow, ODD_ANSWERS, runWithoutFault } from './fault';
export {
  describeDeployments,
  describeFaultMatrix,
  FAST_TASKS,
  type Flow,
  type Open,
  type Outcome,
} from './fault-matrix';
export { correctHookFunction, createHookFunction, createLambdaRole, type HookReport } from './hook-function';
export {
  hasCalled,
  operationsOf,
  type Condition,
  type Ended,
  type Operation,
  type OperationHost,
  type Operations,
} from './operation';
export { inPhase, phaseKind, phaseOf } from './phase';
export { showProgress } from './progress';
export {
  asStrings,
  eventOf,
  HANDLER_ACCESS_KEY,
  STACK_ID,
  type Action,
  type Answer,
  type OperationRequest,
  type Properties,
  type RequestOptions,
} from './registry-event';
export { interrupt, runBoth, type BothEnded } from './superseded';
