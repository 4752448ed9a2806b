import type { Facts } from '../observe/facts';
import type { Outcome } from '../observe/outcome';

/** What the facts say about an assumption: the name of one of its readings, and why. */
export interface Verdict {
  reading: string;
  evidence: string;
}

export interface Question {
  /** The id of the assumption. */
  id: string;
  /** undefined when the run did not observe what the question needs. */
  answer: (facts: Facts) => Verdict | undefined;
}

/** A lag above this is one: the calls themselves take time. */
const LAG_SECONDS = 3;

/** A question about how long something took to show. */
export const lag = (id: string, what: string, seconds: (facts: Facts) => number | undefined): Question => ({
  id,
  answer: (facts) => {
    const lagSeconds = seconds(facts);
    if (lagSeconds === undefined) return undefined;
    return {
      reading: lagSeconds > LAG_SECONDS ? 'late' : 'atOnce',
      evidence: `${what} after ${Math.round(lagSeconds)} s`,
    };
  },
});

/** A question about the answer of one call. */
export const call = <Value>(
  id: string,
  outcome: (facts: Facts) => Outcome<Value> | undefined,
  reading: (code: string | undefined, value: Value | undefined) => string,
): Question => ({
  id,
  answer: (facts) => {
    const answer = outcome(facts);
    if (!answer) return undefined;
    if ('error' in answer)
      return {
        reading: reading(answer.error.code, undefined),
        evidence: `${answer.error.code}: ${answer.error.message}`,
      };
    return {
      reading: reading(undefined, answer.value),
      evidence: accepted(answer.value),
    };
  },
});

/** e.g. `accepted (status: Succeeded)` */
function accepted(value: unknown): string {
  const members = Object.entries(value ?? {}).map(
    ([name, member]) => `${name}: ${typeof member === 'string' ? member : JSON.stringify(member)}`,
  );
  return members.length === 0 ? 'accepted' : `accepted (${members.join(', ')})`;
}

/** A question about the code of a refusal. */
export const refusal = (
  id: string,
  outcome: (facts: Facts) => Outcome | undefined,
  readings: Record<string, string>,
): Question => call(id, outcome, (code) => (code === undefined ? 'accepted' : (readings[code] ?? code)));

/** A question about whether AWS accepts a call: the reading when it does, and the one when it refuses. */
export const acceptance = (
  id: string,
  outcome: (facts: Facts) => Outcome | undefined,
  accepts: string,
  refuses: string,
): Question => call(id, outcome, (code) => (code === undefined ? accepts : refuses));
