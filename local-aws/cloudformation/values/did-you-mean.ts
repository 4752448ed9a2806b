import leven from 'leven';

/** The largest edit distance of a suggestion. A larger one would suggest types of another AWS service. */
const MAXIMUM_DISTANCE = 3;

/** Ends the sentence about an unknown name with a suggestion; empty when no known name is similar. */
export function didYouMean(name: string, known: readonly string[]): string {
  const distances = known.map((one) => ({ one, distance: leven(one.toLowerCase(), name.toLowerCase()) }));
  const [best] = distances.sort((left, right) => left.distance - right.distance);
  return best !== undefined && best.distance <= MAXIMUM_DISTANCE ? `; did you mean ${best.one}?` : '';
}
