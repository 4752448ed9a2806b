/** Steps of a time axis that people read easily, in milliseconds. */
const STEPS_MS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400,
].map((seconds) => seconds * 1000);
const MOST_TICKS = 12;

/** A time axis from the begin of a run to its end. */
export class TimeScale {
  readonly #length: number;

  /** Both ends in milliseconds since the epoch. */
  constructor(
    readonly start: number,
    end: number,
  ) {
    this.#length = Math.max(1, end - start);
  }

  /** Where a moment is, from 0 to 100. */
  percent(time: number): number {
    return (100 * (time - this.start)) / this.#length;
  }

  /** A moment's place, as a length of SVG. */
  x(time: number): string {
    return `${round(this.percent(time))}%`;
  }

  /** How wide a time is, as a length of SVG. */
  width(start: number, end: number): string {
    return `${round((100 * (end - start)) / this.#length)}%`;
  }

  /** The moments that the axis names, with their names: minutes since the start, or hours of a long run. */
  ticks(): { time: number; label: string }[] {
    const step = STEPS_MS.find((each) => this.#length / each <= MOST_TICKS) ?? 86_400_000;
    const count = Math.floor(this.#length / step);
    return Array.from({ length: count + 1 }, (_, index) => ({
      time: this.start + index * step,
      label: labelOf(index * step, step),
    }));
  }
}

function labelOf(ms: number, step: number): string {
  const seconds = ms / 1000;
  if (step < 60_000) return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  if (step < 3_600_000) return `${seconds / 60} min`;
  return `${seconds / 3600} h`;
}

function round(number: number): number {
  return Math.round(number * 1000) / 1000;
}
