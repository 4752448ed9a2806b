import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import type { VirtualClock } from '#local-aws';
import { hasEnded, isInTerminationWait } from '../../runtime/deployments/deployment-status';
import type { OutOfBandReader } from '../setup/out-of-band-reader';

/** The result of a poller with a fixed period. */
export interface FixedPoll {
  calls: number;
  /** When it saw the end, in milliseconds since the epoch; undefined until then. */
  answeredAt: number | undefined;
}

/**
 * Polls a deployment at a fixed period: GetDeployment each time, and once it has failed also GetDeployment of its rollback
 * in the same round, until the rollback has ended too.
 * @param untilShifted whether to stop as soon as all traffic is shifted
 */
export function pollAtFixedPeriod(
  clock: VirtualClock,
  reader: OutOfBandReader,
  deploymentId: string,
  periodSeconds: number,
  untilShifted: boolean,
): FixedPoll {
  const polled: FixedPoll = { calls: 0, answeredAt: undefined };
  const read = (id: string): DeploymentInfo => {
    polled.calls += 1;
    return reader.deployment(id);
  };
  const isOver = (): boolean => {
    const info = read(deploymentId);
    if (info.status === 'Succeeded') return true;
    if (!hasEnded(info)) return untilShifted && isInTerminationWait(info);
    const rollback = info.rollbackInfo?.rollbackDeploymentId;
    return rollback === undefined || hasEnded(read(rollback));
  };
  const poll = () => {
    if (isOver()) polled.answeredAt = clock.now();
    else clock.after(periodSeconds, poll);
  };
  clock.after(periodSeconds, poll);
  return polled;
}
