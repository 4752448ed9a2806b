import type { VirtualClock } from '../../core/clock';
import { messageOf } from '../values/errors';
import type { ResourceFault } from '../stacks/resource-faults';
import type { HandlerAnswer, HandlerRequest, ResourceProvider } from '../resource-types/provider';

/** How often a request is delivered to handlers whose process is killed at it. */
const DELIVERIES = 3;

const wasKilled = (error: unknown): boolean => error instanceof Error && error.name === 'Sandbox.Killed';

/**
 * Brings one request to its handler; again when the handler's process was killed at it.
 * @param twice the fault that lets the request come a second time: at once, or so much later, when its answer is
 * heard by nobody
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
  times = 1,
): Promise<HandlerAnswer> {
  try {
    return await provider.invoke(request);
  } catch (error) {
    if (wasKilled(error) && times < DELIVERIES) return deliverOnce(provider, request, times + 1);
    return { status: 'FAILED', errorCode: 'HandlerInternalFailure', message: messageOf(error) };
  }
}
