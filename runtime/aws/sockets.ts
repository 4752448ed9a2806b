import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

/** Servers close connections that are idle for longer: Node.js's own after 5 seconds, others later. */
const MAXIMUM_IDLE_MS = 4_000;

/** TLS sessions are remembered here too, so that a new connection to a known host is made in one round trip less. */
const AGENTS = {
  httpAgent: new HttpAgent({ keepAlive: true }),
  httpsAgent: new HttpsAgent({ keepAlive: true }),
};

let usedAt = 0;

/**
 * The connections that all clients share; those of the next invocation too, when it comes soon. They carry no
 * credentials: each request is signed by itself.
 *
 * Between invocations Lambda freezes the process. A connection that the server has closed still looks open
 * and breaks under the first request, so an invocation after a longer pause makes new connections. A connection that
 * breaks nevertheless is a transient error: the SDK retries a READ or LIST, CloudFormation calls other handlers again.
 * (AWS Lambda Developer Guide, Lambda execution environment.)
 */
export function sharedSockets(now: number): typeof AGENTS {
  if (now - usedAt > MAXIMUM_IDLE_MS) {
    for (const { freeSockets } of Object.values(AGENTS)) {
      for (const socket of Object.values(freeSockets).flat()) socket?.destroy();
    }
  }
  usedAt = now;
  return AGENTS;
}
