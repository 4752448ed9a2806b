import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import type { VirtualClock } from '#local-aws';
import { hasEnded, isInTerminationWait } from '../../runtime/deployment-status';
import type { Bystander } from './bystander';

/** What a poller with a fixed period made of a deployment. */
export interface Polled {
  calls: number;
  /** When it knew the end, in milliseconds since the epoch; undefined while it does not. */
  answeredAt: number | undefined;
}

/**
 * Follows a deployment as pollers do that know nothing but a period: GetDeployment every time, and once that has
 * failed, GetDeployment of its rollback in the same round, until that has ended too.
 * @param untilShifted whether it is done as soon as all traffic is shifted
 */
export function pollAtFixedPeriod(
  clock: VirtualClock,
  bystander: Bystander,
  deploymentId: string,
  periodSeconds: number,
  untilShifted: boolean,
): Polled {
  const polled: Polled = { calls: 0, answeredAt: undefined };
  const read = (id: string): DeploymentInfo => {
    polled.calls += 1;
    return bystander.deployment(id);
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
