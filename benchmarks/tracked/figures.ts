/** A figure that is the same in each run. Less is better. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
}

/** A figure of the file, with the commit on which it was measured first. */
export interface TrackedFigure extends Figure {
  /** Abbreviated hash. */
  commit: string;
}

export interface Difference {
  name: string;
  kind: 'worse' | 'better' | 'new' | 'gone';
  /** A sentence with both values. */
  text: string;
}

const HEAD = '| figure | value | unit | since |';
const RULE = '| --- | --- | --- | --- |';

/** The text of the file. */
export function toText(figures: readonly TrackedFigure[]): string {
  const rows = figures.map(({ name, value, unit, commit }) => `| ${name} | ${value} | ${unit} | ${commit} |`);
  return [
    '# Tracked figures',
    '',
    'Written by `npm run figures -- --write`. Less is better. The last column is the commit on which the value was measured first.',
    '',
    HEAD,
    RULE,
    ...rows,
    '',
  ].join('\n');
}

/** @throws Error when a row has no number as its value */
export function fromText(text: string): TrackedFigure[] {
  const [, table = ''] = text.split(`${RULE}\n`);
  return table
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => {
      const [name = '', value = '', unit = '', commit = ''] = line
        .split('|')
        .slice(1)
        .map((cell) => cell.trim());
      if (value === '' || !Number.isFinite(Number(value)))
        throw new Error(`The tracked figure "${name}" has the value "${value}", which is no number.`);
      return { name, value: Number(value), unit, commit };
    });
}

/** What has changed, in the order of the measured figures; then the figures that are not measured any more. */
export function compare(measured: readonly Figure[], tracked: readonly TrackedFigure[]): Difference[] {
  const changed = measured.flatMap(({ name, value, unit }): Difference[] => {
    const before = tracked.find((each) => each.name === name);
    if (!before) return [{ name, kind: 'new', text: `${name}: ${value} ${unit}, not tracked yet` }];
    if (before.value === value) return [];
    const kind = value > before.value ? 'worse' : 'better';
    return [
      { name, kind, text: `${name}: ${value} ${unit}, ${kind} than ${before.value} (${before.commit})` },
    ];
  });
  const gone = tracked
    .filter(({ name }) => !measured.some((each) => each.name === name))
    .map(({ name }): Difference => ({ name, kind: 'gone', text: `${name}: not measured any more` }));
  return [...changed, ...gone];
}

/** The measured figures for the file: an unchanged one keeps its commit. */
export function track(
  measured: readonly Figure[],
  tracked: readonly TrackedFigure[],
  commit: string,
): TrackedFigure[] {
  return measured.map((figure) => {
    const before = tracked.find(({ name, value }) => name === figure.name && value === figure.value);
    return { ...figure, commit: before?.commit ?? commit };
  });
}
