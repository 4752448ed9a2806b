import { isAdvance, LONGEST_ADVANCE, type VirtualClock } from './clock';
import type { RequestHandler } from './server';

const HEADERS = { 'content-type': 'application/json' };

/**
 * The control endpoint, for programs outside of this process:
 * `GET /_clock` answers with the virtual time. `POST /_clock {"advanceSeconds":30}` advances it, and answers after everything
 * that was due has been done. Advances run one after the other, those of this process among them. A function that a task of the
 * clock runs must not advance it: its call would wait for the end of its own invocation.
 */
export function clockControl(clock: VirtualClock): RequestHandler {
  return async ({ method, path, body }) => {
    if (path !== '/_clock') return undefined;
    if (method === 'POST') {
      const seconds = advanceSeconds(Buffer.from(body).toString());
      if (seconds === undefined) {
        const message = `Send {"advanceSeconds": <a number from 0 to ${LONGEST_ADVANCE}>}. The clock never goes back.`;
        return { status: 400, headers: HEADERS, body: JSON.stringify({ message }) };
      }
      await clock.advance(seconds);
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
    return isAdvance(seconds) ? seconds : undefined;
  } catch {
    return undefined;
  }
}
