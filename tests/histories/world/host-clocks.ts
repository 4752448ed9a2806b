import { AsyncLocalStorage } from 'node:async_hooks';
import type { LocalAws } from '#local-aws';
import type { LoadedType } from './loaded-type';

/** By how many seconds the clock of the host is ahead on which this code runs. */
const aheadSeconds = new AsyncLocalStorage<number>();

/**
 * Handlers in this process read the time and the endpoint of AWS from it.
 * @returns a function that restores both
 */
export function pointProcessAt(aws: LocalAws): () => void {
  const { now } = Date;
  const endpoint = process.env.AWS_ENDPOINT_URL;
  Date.now = () => aws.clock.now() + (aheadSeconds.getStore() ?? 0) * 1000;
  process.env.AWS_ENDPOINT_URL = aws.endpoint;
  return () => {
    Date.now = now;
    if (endpoint === undefined) delete process.env.AWS_ENDPOINT_URL;
    else process.env.AWS_ENDPOINT_URL = endpoint;
  };
}

/**
 * Runs each invocation of a handler on one of the hosts, in turn.
 * @param hosts by how many seconds the clock of each is ahead
 * @param invoked called with the clock of each invocation
 */
export function onHosts(
  entrypoint: LoadedType['entrypoint'],
  hosts: readonly [number, number],
  invoked: (aheadSeconds: number) => void,
): LoadedType['entrypoint'] {
  let invocations = 0;
  return (event) => {
    const seconds = hosts[invocations++ % 2] ?? 0;
    invoked(seconds);
    return aheadSeconds.run(seconds, () => entrypoint(event));
  };
}
