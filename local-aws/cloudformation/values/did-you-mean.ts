import leven from 'leven';

/** The largest edit distance of a suggestion. A larger one would suggest types of another AWS service. */
const MAXIMUM_DISTANCE = 3;

/** Ends the sentence about unknown names with a suggestion; empty when no known name is similar to one of them. */
export function didYouMean(unknown: readonly string[], known: readonly string[]): string {
  const suggestions = similarNames(unknown, known);
  return suggestions.length > 0 ? `; did you mean ${suggestions.join(', ')}?` : '';
}

/** For each unknown name the most similar known one, if any is similar. */
export function similarNames(unknown: readonly string[], known: readonly string[]): string[] {
  return [...new Set(unknown.flatMap((name) => nearest(name, known) ?? []))];
}

function nearest(name: string, known: readonly string[]): string | undefined {
  const distances = known.map((one) => ({ one, distance: leven(one.toLowerCase(), name.toLowerCase()) }));
  const [best] = distances.sort((left, right) => left.distance - right.distance);
  // Half of a short name may not differ: Tags is no suggestion for Name.
  const most = Math.min(MAXIMUM_DISTANCE, Math.floor(name.length / 2));
  return best !== undefined && best.distance <= most ? best.one : undefined;
}
