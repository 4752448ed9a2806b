import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

/** Servers close connections that are idle for longer: Node.js's own after 5 seconds, others later. */
const MAXIMUM_IDLE_MS = 4_000;

/** The agents also keep TLS sessions: a new connection to a known host takes one round trip less. */
const AGENTS = {
  httpAgent: new HttpAgent({ keepAlive: true }),
  httpsAgent: new HttpsAgent({ keepAlive: true }),
};

let usedAt = 0;

/**
 * The connections that all clients share, also those of the next invocation when it comes soon. They have no
 * credentials, because each request is signed on its own.
 *
 * Between invocations Lambda freezes the process. A connection that the server has closed still looks open and breaks
 * with the first request, so an invocation after a longer pause makes new connections. If a connection breaks
 * nevertheless, that is a transient error: the SDK retries a READ or LIST, CloudFormation calls other handlers again.
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
