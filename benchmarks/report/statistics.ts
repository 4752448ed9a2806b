/** Repeated measurements of one figure. */
export interface Sample {
  median: number;
  /** The first and the third quartile. */
  spread: [number, number];
}

export function sampleOf(values: readonly number[]): Sample {
  const sorted = [...values].sort((one, other) => one - other);
  return {
    median: quantile(sorted, 0.5),
    spread: [quantile(sorted, 0.25), quantile(sorted, 0.75)],
  };
}

/**
 * The ratio of two figures, from pairs of measurements made one after the other, so that other load on the machine slows
 * both of a pair.
 */
export function ratioOf(values: readonly number[], others: readonly number[]): Sample {
  return sampleOf(values.map((value, index) => value / (others[index] ?? NaN)));
}

/** The value in the middle; of an even number, the mean of the two in the middle. NaN of none. */
export const median = (values: readonly number[]): number => sampleOf(values).median;

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function quantile(sorted: readonly number[], part: number): number {
  const place = (sorted.length - 1) * part;
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? NaN;
  return below + (above - below) * (place - Math.floor(place));
}
