import type { IncomingHttpHeaders } from 'node:http';

/** Names of AWS's endpoints and of load balancers. Only AWS can point them to an address. */
const AWS_NAME = /^[\w.-]+\.(?:amazonaws\.com(?:\.cn)?|api\.aws)(?::\d+)?$/i;

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
  const end = port === 80 ? '' : `:${port}`;
  const loopback = ['127.0.0.1', 'localhost', '[::1]'].map((name) => name + end);
  if (!loopback.includes(host.toLowerCase()) && !AWS_NAME.test(host)) {
    return `The local AWS answers at ${loopback[0]} and at ${loopback[1]}, not at the host '${host}'.`;
  }
  if (origin !== undefined && origin !== `http://${host}`) {
    return `The local AWS answers programs only, and this request comes from a web page of ${origin}.`;
  }
  if (site !== undefined && !(typeof site === 'string' && OWN_SITE.includes(site))) {
    return 'The local AWS answers programs only, and this request comes from a web page of another site.';
  }
  return undefined;
}
