import { isRollback } from '../../../runtime/deployments/deployment-status';
import type { Deployment } from '../../../runtime/deployments/reads';
import type { Failure } from '../../../runtime/messages/failure';
import { consoleLink } from './console-link';
import { failure } from './failures';
import { describeRunningState, type RunningState } from './running-state';

/** A deployment that has to end before another one can start. */
export interface Holder {
  deploymentId: string;
  /** undefined when it cannot be read. */
  info: Deployment | undefined;
  startedByThisResource: boolean;
  /** "deployment group shop/blue-green" */
  groupName: string;
  /** How long the operation has waited for its end; undefined when it did not wait. */
  waitedMinutes: number | undefined;
  running: RunningState;
  region: string;
  partition: string;
}

/** The failure of an operation that deployed nothing because another deployment holds the group. */
export function busyFailure(holder: Holder): Failure {
  const { deploymentId, groupName, waitedMinutes, running } = holder;
  const details = [
    waitedMinutes === undefined ? '' : `It did not end within ${waitedMinutes} minutes.`,
    `This operation deployed nothing: ${describeRunningState(running)}.`,
  ];
  return failure(codeOf(holder), {
    deploymentId,
    groupName,
    details: details.filter(Boolean).join(' '),
    link: consoleLink(deploymentId, holder),
  });
}

function codeOf({ info, startedByThisResource }: Holder) {
  if (info && isRollback(info)) return 'GroupBusyByRollback';
  return startedByThisResource ? 'GroupBusyByEarlierOperation' : 'GroupBusy';
}
