import type { Failure } from '../../../runtime/messages/failure';
import { upperFirst } from '../../../runtime/messages/text';
import { MAXIMUM_MINUTES } from '../polling/delays';
import type { Waits } from '../polling/timeout';
import { failure } from './failures';

/**
 * The refusal of a deployment that cannot finish within its timeout. The new tasks need some minutes as well, so a
 * timeout that the waits fill exactly is too short.
 * @param requestedMinutes TimeoutInMinutes
 * @param elapsedMinutes how long the operation has waited for other deployments already
 * @returns undefined when the deployment can finish in time
 */
export function timeoutTooShort(
  requestedMinutes: number | undefined,
  elapsedMinutes: number,
  { shiftMinutes, terminationMinutes }: Waits,
): Failure | undefined {
  const limitMinutes = requestedMinutes ?? MAXIMUM_MINUTES;
  const minimumMinutes = shiftMinutes + terminationMinutes;
  if (minimumMinutes === 0 || minimumMinutes < limitMinutes - elapsedMinutes) return undefined;
  const waits = [
    ...(shiftMinutes ? [`the traffic shift takes ${shiftMinutes} minutes`] : []),
    ...(terminationMinutes ? [`the termination wait takes ${terminationMinutes} minutes`] : []),
  ];
  const enoughMinutes = elapsedMinutes + minimumMinutes;
  const ways = [
    ...(terminationMinutes
      ? ['set CompleteWhen to TRAFFIC_SHIFTED', 'shorten the termination wait of the group']
      : []),
    ...(shiftMinutes ? ['take a DeploymentConfigName that shifts traffic faster'] : []),
    ...(enoughMinutes < MAXIMUM_MINUTES ? [`allow more than ${enoughMinutes} minutes`] : []),
  ];
  // Not at load: the data of Intl takes as long to read as everything else that a cold start loads.
  const or = new Intl.ListFormat('en-GB', { type: 'disjunction' });
  return failure(requestedMinutes === undefined ? 'MaximumTimeoutTooShort' : 'TimeoutTooShort', {
    limitMinutes,
    elapsed: elapsedMinutes ? ` (${elapsedMinutes} already elapsed)` : '',
    waits: waits.join(' and '),
    ways: upperFirst(or.format(ways)),
  });
}
