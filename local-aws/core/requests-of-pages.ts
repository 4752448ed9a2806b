import type { IncomingHttpHeaders } from 'node:http';

/** Names of AWS's endpoints and of load balancers. Only AWS can point them to an address. */
const AWS_NAME = /^[\w.-]+\.(?:amazonaws\.com(?:\.cn)?|api\.aws)(?::\d+)?$/i;

/**
 * Of any port: a program may come through a port that is forwarded. No page of the internet can have such a host as its own
 * name; `bucket.localhost` is what clients of S3 make of `localhost`.
 */
const LOOPBACK = /^(?:127\.0\.0\.1|(?:[\w.-]+\.)?localhost|\[::1\])(?::\d+)?$/i;

/** A user who types the address gets `none`; a page of this server would get `same-origin`. */
const OWN_SITE = ['none', 'same-origin'];

/**
 * Tells requests that a web page in the user's browser may have caused. A page can send requests to the loopback address;
 * a page whose own name was pointed to the loopback address (DNS rebinding) can read the answers too.
 * Browsers add `Origin` and `Sec-Fetch-Site` to such requests, and a page can change neither of them, nor `Host`.
 * Source: Fetch Standard, "Origin header"; W3C Fetch Metadata, "Sec-Fetch-Site".
 * @param port the port of the server
 * @returns the sentence to refuse the request with; undefined for a request of a program
 */
export function refusalOfPage(headers: IncomingHttpHeaders, port: number): string | undefined {
  const { host = '', origin } = headers;
  const site = headers['sec-fetch-site'];
  if (!LOOPBACK.test(host) && !AWS_NAME.test(host)) {
    const end = port === 80 ? '' : `:${port}`;
    return `The local AWS answers at 127.0.0.1${end} and at localhost${end}, not at the host '${host}'.`;
  }
  if (origin !== undefined && origin !== `http://${host}`) {
    return `The local AWS answers programs only, and this request comes from a web page of ${origin}.`;
  }
  if (site !== undefined && !(typeof site === 'string' && OWN_SITE.includes(site))) {
    return 'The local AWS answers programs only, and this request comes from a web page of another site.';
  }
  return undefined;
}
