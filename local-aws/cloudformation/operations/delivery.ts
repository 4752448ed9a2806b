import type { VirtualClock } from '../../core/clock';
import type { HandlerAnswer, HandlerRequest, ResourceProvider } from '../resource-types/provider';
import type { ResourceFault } from '../stacks/resource-faults';
import { messageOf } from '../values/errors';

/** The names of the errors of a process that was killed, and of one that has ended itself. */
const ENDINGS = ['Function.Killed', 'Runtime.ExitError'];

const wasKilled = (error: unknown): boolean => error instanceof Error && ENDINGS.includes(error.name);

interface Delivering {
  clock: VirtualClock;
  /** How often in all CloudFormation sends one request when the handler's process is killed each time. */
  deliveriesToKilled: number;
}

/**
 * Sends one request to its handler, and sends it again when the handler's process is killed.
 * @param twice the fault that delivers the request twice: at once, or after its `afterSeconds`. The answer to the
 * second delivery is ignored.
 */
export async function deliverRequest(
  { clock, deliveriesToKilled }: Delivering,
  provider: ResourceProvider,
  request: HandlerRequest,
  twice: ResourceFault | undefined,
): Promise<HandlerAnswer> {
  const deliver = () => deliverOnce(provider, request, deliveriesToKilled);
  if (!twice) return deliver();
  if (twice.afterSeconds !== undefined) {
    clock.after(twice.afterSeconds, async () => {
      await deliver();
    });
    return deliver();
  }
  const [first] = await Promise.all([deliver(), deliver()]);
  return first;
}

async function deliverOnce(
  provider: ResourceProvider,
  request: HandlerRequest,
  deliveriesLeft: number,
): Promise<HandlerAnswer> {
  try {
    return await provider.invoke(request);
  } catch (error) {
    if (wasKilled(error) && deliveriesLeft > 1) return deliverOnce(provider, request, deliveriesLeft - 1);
    return { status: 'FAILED', errorCode: 'HandlerInternalFailure', message: messageOf(error) };
  }
}
