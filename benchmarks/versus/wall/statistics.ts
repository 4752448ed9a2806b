/** A row of measurements of one thing. */
export interface Sample {
  median: number;
  /** The first and the third quartile. */
  spread: [number, number];
  count: number;
}

export function sampleOf(values: readonly number[]): Sample {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    spread: [quantile(sorted, 0.25), quantile(sorted, 0.75)],
    count: sorted.length,
  };
}

/**
 * How many times as much one takes as the other: of each pair of measurements made one after the other, so that what
 * slows the machine down for a while slows both.
 */
export function ratioOf(values: readonly number[], others: readonly number[]): Sample {
  return sampleOf(values.map((value, index) => value / (others[index] ?? NaN)));
}

function quantile(sorted: readonly number[], part: number): number {
  const place = (sorted.length - 1) * part;
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? NaN;
  return below + (above - below) * (place - Math.floor(place));
}
