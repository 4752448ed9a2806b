import type { Mutant } from './mutate';

/** What became of the changes of one file. */
export interface Figures {
  /** Path relative to the root. */
  file: string;
  minimumScore: number;
  /** Changes that a test noticed, by a failure or because it did not end. */
  noticed: number;
  /** Changes that no test noticed. */
  unnoticed: number;
}

/** A change that cannot be made, or that a comment in the source excepts, counts neither way. */
export function figuresOf(file: string, minimumScore: number, mutants: readonly Mutant[]): Figures {
  const having = (...statuses: Mutant['status'][]): number =>
    mutants.filter(({ status }) => statuses.includes(status)).length;
  return {
    file,
    minimumScore,
    noticed: having('Killed', 'Timeout'),
    unnoticed: having('Survived', 'NoCoverage'),
  };
}

/** The share of changes that the tests noticed, in percent; 100 for a file in which nothing can be changed. */
export function scoreOf({ noticed, unnoticed }: Pick<Figures, 'noticed' | 'unnoticed'>): number {
  return noticed + unnoticed === 0 ? 100 : (100 * noticed) / (noticed + unnoticed);
}

export function isTooLow(figures: Figures): boolean {
  return scoreOf(figures) < figures.minimumScore;
}

/** A change that no test noticed: place, what stands there, and what can stand there instead. */
export function describeUnnoticed(file: string, source: string, mutant: Mutant): string {
  const { location, replacement, status } = mutant;
  const { start, end } = location;
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const last = lines.length - 1;
  const original = lines
    .map((line, index) =>
      line.slice(index === 0 ? start.column - 1 : 0, index === last ? end.column - 1 : undefined),
    )
    .join('\n');
  const oneLine = (text: string): string => text.replace(/\s+/g, ' ');
  const reached = status === 'NoCoverage' ? ' (no test reaches it)' : '';
  return `${file}:${start.line}:${start.column}${reached}\n  ${oneLine(original)}\n  → ${oneLine(replacement)}`;
}

/** The figures in the lines of a table that `toTable` has made. */
export function fromTable(text: string): Figures[] {
  const lines = text.matchAll(/^\| ([\w/-]+\.ts) +\| (\d+) +\| (\d+) +\| [\d.]+ +\| (\d+) +\|$/gm);
  return [...lines].map(([, file = '', changes, noticed, minimumScore]) => ({
    file,
    minimumScore: Number(minimumScore),
    noticed: Number(noticed),
    unnoticed: Number(changes) - Number(noticed),
  }));
}

/** The table, with a line for all files at the end. */
export function toTable(all: readonly Figures[]): string {
  const sum = (member: 'noticed' | 'unnoticed'): number =>
    all.reduce((total, figures) => total + figures[member], 0);
  const total = { noticed: sum('noticed'), unnoticed: sum('unnoticed') };
  const row = (name: string, figures: typeof total, minimum: string): string =>
    `| ${name} | ${figures.noticed + figures.unnoticed} | ${figures.noticed} | ${scoreOf(figures).toFixed(1)} | ${minimum} |`;
  return [
    '| file | changes | noticed | score, % | at least |',
    '| --- | --- | --- | --- | --- |',
    ...all.map((figures) => row(figures.file, figures, String(figures.minimumScore))),
    row('all', total, ''),
  ].join('\n');
}
