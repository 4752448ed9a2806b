import type { RequestHandler } from '../../core/server';
import type { Traffic } from './traffic';

/**
 * The DNS name of a load balancer, with the port of the Host header, if any. The name of an Application Load Balancer ends
 * in `<region>.elb.amazonaws.com`, that of a Network Load Balancer in `elb.<region>.amazonaws.com`.
 */
const LOAD_BALANCER = /^(?<host>[\w.-]+\.elb(?:\.[\w-]+)?\.amazonaws\.com(?:\.cn)?)(?::(?<port>\d+))?$/i;

/** Answers requests whose Host header names a load balancer. The port in the header selects the listener. */
export function frontDoor(traffic: Traffic): RequestHandler {
  return async ({ method, path, query, headers }) => {
    const { host, port = '80' } = LOAD_BALANCER.exec(headers.host ?? '')?.groups ?? {};
    if (host === undefined) return undefined;
    return traffic.route({ method, host: host.toLowerCase(), port: Number(port), path, query, headers });
  };
}
