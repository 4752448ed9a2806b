import leven from 'leven';

/** The largest edit distance of a suggestion. A larger one would suggest types of another AWS service. */
const MAXIMUM_DISTANCE = 3;

/** Ends the sentence about unknown names with a suggestion; empty when no known name is similar to one of them. */
export function didYouMean(unknown: readonly string[], known: readonly string[]): string {
  const suggestions = new Set(unknown.flatMap((name) => nearest(name, known) ?? []));
  return suggestions.size > 0 ? `; did you mean ${[...suggestions].join(', ')}?` : '';
}

function nearest(name: string, known: readonly string[]): string | undefined {
  const distances = known.map((one) => ({ one, distance: leven(one.toLowerCase(), name.toLowerCase()) }));
  const [best] = distances.sort((left, right) => left.distance - right.distance);
  return best !== undefined && best.distance <= MAXIMUM_DISTANCE ? best.one : undefined;
}
