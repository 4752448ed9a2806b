import type { Question } from './question';
import type { TypeFacts } from '../observe/type-facts';

type NamedReading = [reading: string, evidence: string];

/** A question about what was observed with the probe's types. */
export const about = (id: string, answer: (facts: TypeFacts) => NamedReading | undefined | ''): Question => ({
  id,
  answer: ({ types }) => {
    const named = types && answer(types);
    return named ? { reading: named[0], evidence: named[1] } : undefined;
  },
});

/** A flag in words. */
export const inWords = (flag: boolean): string => (flag ? 'yes' : 'no');

/** The reading of something that happened or did not. */
export const yesNo = (
  happened: boolean | undefined,
  yes: string,
  no: string,
  what: string,
): NamedReading | undefined =>
  happened === undefined ? undefined : [happened ? yes : no, `${what}: ${inWords(happened)}`];
