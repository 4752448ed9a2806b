import alarmDuringInstall from './alarm-during-install.json';
import alarmDuringTrafficShift from './alarm-during-traffic-shift.json';
import deploymentFailures from './deployment-failures.json';
import deploymentGroupRefusals from './deployment-group-refusals.json';
import deploymentRefusals from './deployment-refusals.json';
import driftedResource from './drifted-resource.json';
import failedRegisteredType from './failed-registered-type.json';
import linearDeployment from './linear-deployment.json';
import nestedStackOfARegisteredType from './nested-stack-of-a-registered-type.json';
import replacedResource from './replaced-resource.json';
import resourceOfARegisteredType from './resource-of-a-registered-type.json';
import retainedResource from './retained-resource.json';
import rollbackOfAFunction from './rollback-of-a-function.json';
import serviceUpdateRefusals from './service-update-refusals.json';
import stackRefusals from './stack-refusals.json';
import stateChangeEvent from './state-change-event.json';
import stopAnswer from './stop-answer.json';
import targetInTerminationWait from './target-in-termination-wait.json';
import taskSet from './task-set.json';
import triggerMessage from './trigger-message.json';

/** Every recording, by its name. */
export const RECORDINGS = {
  linearDeployment,
  alarmDuringInstall,
  alarmDuringTrafficShift,
  rollbackOfAFunction,
  targetInTerminationWait,
  stopAnswer,
  deploymentRefusals,
  deploymentFailures,
  deploymentGroupRefusals,
  serviceUpdateRefusals,
  taskSet,
  stateChangeEvent,
  triggerMessage,
  failedRegisteredType,
  nestedStackOfARegisteredType,
  resourceOfARegisteredType,
  replacedResource,
  retainedResource,
  driftedResource,
  stackRefusals,
};

/** What AWS has answered to one request of a list. Without a code, the source has only the text. */
export interface RecordedAnswer {
  /** What the request had, or what was wrong with it. */
  change: string;
  code?: string;
  message: string;
  address: string;
  date?: string;
}

/** @throws Error when the list has no such row */
export function answerTo(rows: readonly RecordedAnswer[], change: string): RecordedAnswer {
  const found = rows.find((row) => row.change === change);
  if (!found) throw new Error(`No recording of ${change}.`);
  return found;
}
