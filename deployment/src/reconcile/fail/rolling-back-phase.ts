import { STOP_GRACE_MS } from '../../polling/delays';
import { endNotYetObserved, timingOf, type OperationTiming, type RollingBack } from '../operation/phase';

/**
 * The phase in which an operation waits for the end of its failed, stopped or superseded deployment. It has a deadline
 * of its own: throttling may have delayed the operation beyond the first deadline, and a stop still takes some minutes.
 * @param now milliseconds since the epoch
 */
export function rollingBackPhase(
  phase: OperationTiming & { deploymentId: string },
  timedOut: boolean,
  now: number,
): OperationTiming & RollingBack {
  return {
    ...timingOf(phase),
    kind: 'rollingBack',
    timedOut,
    givesUpAt: Math.max(phase.deadline, now) + STOP_GRACE_MS,
    deploymentId: phase.deploymentId,
    ...endNotYetObserved,
  };
}
