import leven from 'leven';

/** So many letters may be wrong, missing or too many: more would lead from one AWS service to another one. */
const MOST = 3;

/** The end of a sentence about an unknown name: asks for the nearest known one, or is empty when none is near. */
export function didYouMean(name: string, known: readonly string[]): string {
  const distances = known.map((one) => ({ one, distance: leven(one.toLowerCase(), name.toLowerCase()) }));
  const [best] = distances.sort((left, right) => left.distance - right.distance);
  return best !== undefined && best.distance <= MOST ? `; did you mean ${best.one}?` : '';
}
