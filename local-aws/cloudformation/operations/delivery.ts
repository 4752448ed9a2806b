import type { VirtualClock } from '../../core/clock';
import type { HandlerAnswer, HandlerRequest, ResourceProvider } from '../resource-types/provider';
import type { ResourceFault } from '../stacks/resource-faults';
import { messageOf } from '../values/errors';

/** The number of times that CloudFormation sends one request when the handler's process is killed each time. */
const MAXIMUM_DELIVERIES = 3;

const wasKilled = (error: unknown): boolean => error instanceof Error && error.name === 'Function.Killed';

/**
 * Sends one request to its handler, and sends it again when the handler's process is killed.
 * @param twice the fault that delivers the request twice: at once, or after its `afterSeconds`. The answer to the
 * second delivery is ignored.
 */
export async function deliverRequest(
  clock: VirtualClock,
  provider: ResourceProvider,
  request: HandlerRequest,
  twice: ResourceFault | undefined,
): Promise<HandlerAnswer> {
  if (!twice) return deliverOnce(provider, request);
  if (twice.afterSeconds !== undefined) {
    clock.after(twice.afterSeconds, async () => {
      await deliverOnce(provider, request);
    });
    return deliverOnce(provider, request);
  }
  const [first] = await Promise.all([deliverOnce(provider, request), deliverOnce(provider, request)]);
  return first;
}

async function deliverOnce(
  provider: ResourceProvider,
  request: HandlerRequest,
  deliveries = 1,
): Promise<HandlerAnswer> {
  try {
    return await provider.invoke(request);
  } catch (error) {
    if (wasKilled(error) && deliveries < MAXIMUM_DELIVERIES)
      return deliverOnce(provider, request, deliveries + 1);
    return { status: 'FAILED', errorCode: 'HandlerInternalFailure', message: messageOf(error) };
  }
}
