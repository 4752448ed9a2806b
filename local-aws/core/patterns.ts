import { Script, createContext } from 'node:vm';

/** Real time, so it is long enough for a machine that is busy: what takes exponential time would take hours. */
const LIMIT_MILLISECONDS = 2_000;

/** A pattern that cannot be used. Its message is a sentence that begins with the pattern. */
export class BadPattern extends Error {}

const script = new Script('new RegExp(pattern, flags).test(text)');
/** One for all calls, because a new one takes longer than most patterns. */
const context = createContext({});

/**
 * Tests a text against a regular expression that a user wrote. Some expressions take exponential time; V8 ends them at the
 * limit. A linear engine such as RE2 is no choice, because it lacks the lookaheads that templates use.
 * @throws BadPattern for a pattern that is no regular expression, or takes longer than the limit
 */
export function matchesPattern(pattern: string, text: string, flags = ''): boolean {
  try {
    Object.assign(context, { pattern, text, flags });
    return script.runInContext(context, { timeout: LIMIT_MILLISECONDS }) === true;
  } catch (error) {
    const timedOut = (error as { code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
    throw new BadPattern(
      timedOut
        ? `The pattern ${pattern} takes longer than ${LIMIT_MILLISECONDS / 1000} seconds to match.`
        : `The pattern ${pattern} is not a regular expression.`,
    );
  }
}

/** Whether a text matches a pattern in which `*` stands for any characters and `?` for one, in time linear in both lengths' product. */
export function matchesWildcards(pattern: string, text: string): boolean {
  let [p, t, star, retry] = [0, 0, -1, 0];
  while (t < text.length) {
    if (pattern[p] === '*') [star, retry, p] = [p, t, p + 1];
    else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) [p, t] = [p + 1, t + 1];
    else if (star >= 0) [p, retry, t] = [star + 1, retry + 1, retry + 1];
    else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}
