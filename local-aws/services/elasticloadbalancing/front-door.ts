import type { RequestHandler } from '../../core/server';
import type { Traffic } from './traffic';

/**
 * The DNS name of a load balancer, with the port that a Host header may carry: an application load balancer's ends in
 * `<region>.elb.amazonaws.com`, a network load balancer's in `elb.<region>.amazonaws.com`.
 */
const LOAD_BALANCER = /^(?<host>[\w.-]+\.elb(?:\.[\w-]+)?\.amazonaws\.com(?:\.cn)?)(?::(?<port>\d+))?$/i;

/** Answers requests whose Host header names a load balancer; the port in it tells the listeners apart. */
export function frontDoor(traffic: Traffic): RequestHandler {
  return async ({ method, path, query, headers }) => {
    const { host, port = '80' } = LOAD_BALANCER.exec(headers.host ?? '')?.groups ?? {};
    if (host === undefined) return undefined;
    return traffic.route({ method, host: host.toLowerCase(), port: Number(port), path, query, headers });
  };
}
