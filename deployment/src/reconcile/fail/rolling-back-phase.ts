import { STOP_GRACE_MS } from '../../polling/delays';
import { notEnded, timingOf, type OperationTiming, type RollingBack } from '../operation/phase';

/**
 * The phase of a deployment that failed, timed out or was superseded. Its rollback gets its own deadline, because all
 * calls may have been throttled past the first one.
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
    until: Math.max(phase.deadline, now) + STOP_GRACE_MS,
    deploymentId: phase.deploymentId,
    ...notEnded,
  };
}
