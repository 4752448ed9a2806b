import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

/** In milliseconds. Servers close what is idle for longer: Node.js's own after 5 seconds, others later. */
const LONGEST_IDLE = 4_000;

/** TLS sessions are remembered here too, so that a new connection to a known host is made in one round trip less. */
const AGENTS = {
  httpAgent: new HttpAgent({ keepAlive: true }),
  httpsAgent: new HttpsAgent({ keepAlive: true }),
};

let usedAt = 0;

/**
 * The connections that all clients share, those of the next invocation too when it comes soon. They carry no
 * credentials: each request is signed by itself.
 *
 * Between invocations Lambda freezes the process. A connection that the other side closes meanwhile looks open, and
 * breaks under the first request. So whoever comes late gets new ones. What breaks in spite of that is trouble that
 * passes: a READ or LIST tries again by itself, other operations are called again.
 * (AWS Lambda Developer Guide, Lambda execution environment.)
 */
export function sharedSockets(now: number): typeof AGENTS {
  if (now - usedAt > LONGEST_IDLE) {
    for (const { freeSockets } of Object.values(AGENTS)) {
      for (const socket of Object.values(freeSockets).flat()) socket?.destroy();
    }
  }
  usedAt = now;
  return AGENTS;
}
