import type { VirtualClock } from './clock';
import type { RequestHandler } from './server';

const HEADERS = { 'content-type': 'application/json' };

/**
 * The control endpoint, for programs outside of this process:
 * `GET /_clock` answers with the virtual time. `POST /_clock {"advanceSeconds":30}` advances it, and answers after everything
 * that was due has been done. Simultaneous advances run one after the other.
 */
export function clockControl(clock: VirtualClock): RequestHandler {
  let moving = Promise.resolve();
  return async ({ method, path, body }) => {
    if (path !== '/_clock') return undefined;
    if (method === 'POST') {
      const seconds = advanceSeconds(Buffer.from(body).toString());
      if (seconds === undefined) {
        const message = 'Send {"advanceSeconds": <a number that is not negative>}.';
        return { status: 400, headers: HEADERS, body: JSON.stringify({ message }) };
      }
      const turn = moving.then(() => clock.advance(seconds));
      moving = turn.catch(() => undefined);
      await turn;
    }
    const next = clock.next();
    const present = {
      now: clock.date().toISOString(),
      ...(next === undefined ? {} : { nextTask: new Date(next).toISOString() }),
    };
    return { status: 200, headers: HEADERS, body: JSON.stringify(present) };
  };
}

function advanceSeconds(text: string): number | undefined {
  try {
    const seconds: unknown = (JSON.parse(text) as { advanceSeconds?: unknown } | null)?.advanceSeconds;
    return typeof seconds === 'number' && seconds >= 0 ? seconds : undefined;
  } catch {
    return undefined;
  }
}
