import { colours as pc } from './colours';
import type { StepEnd } from '../events';
import { lineWidth, wrapped } from './layout';

const GAP = '  ';
const HEADINGS = ['step', 'outcome', 'min', 'deployed', 'asked', 'users got'];
/** Columns of numbers, which end at the right. */
const NUMBERS = [2, 3, 4];
const USERS = 5;

const minutes = ({ virtualSeconds }: Pick<StepEnd, 'virtualSeconds'>): string =>
  (virtualSeconds / 60).toFixed(1);

const mark = ({ problems }: StepEnd): string => (problems.length === 0 ? pc.green('✓') : pc.red('✗'));

/** The lines that end a step: how it ended, and what users got. */
export function endLines(end: StepEnd): string[] {
  const users = end.users === '' ? '' : ` Users got ${end.users}.`;
  return [
    `${mark(end)} ${wrapped(`${end.status} after ${minutes(end)} minutes.${users}`, 2)}`,
    ...end.remarks.map((remark) => `  ${wrapped(remark, 2)}`),
    ...end.problems.map((problem) => `  ${pc.red(wrapped(problem, 2))}`),
  ];
}

/** The table of all steps. Where a line is too short, what users got has a line of its own. */
export function tableLines(ends: readonly StepEnd[]): string[] {
  const rows = ends.map((end, index) => [
    `${end.problems.length === 0 ? '✓' : '✗'} ${index + 1}. ${end.name}`,
    end.status,
    minutes(end),
    String(end.deployments),
    String(end.requests),
    end.users === '' ? '–' : end.users,
  ]);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const isWide = widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length) <= lineWidth();
  const line = (row: readonly string[], columns: readonly string[] = row) =>
    columns
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return NUMBERS.includes(column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join(GAP)
      .trimEnd();
  if (isWide)
    return [
      pc.dim(line(['  step', ...HEADINGS.slice(1)])),
      ...rows.map((row, index) => coloured(line(row), ends[index])),
    ];
  return [
    pc.dim(line(['  step', ...HEADINGS.slice(1, USERS)])),
    ...rows.flatMap((row, index) => [
      coloured(line(row.slice(0, USERS)), ends[index]),
      ...(row[USERS] === '–' ? [] : [`      ${wrapped(`users got ${row[USERS] ?? ''}`, 6)}`]),
    ]),
  ];
}

function coloured(line: string, end: StepEnd | undefined): string {
  return end === undefined ? line : mark(end) + line.slice(1);
}

/** The last sentence: how long all steps took, and whether they ended as expected. */
export function closingLine(ends: readonly StepEnd[]): string {
  const sum = ends.reduce((total, { virtualSeconds }) => total + virtualSeconds, 0);
  const took = `${Math.round(sum / 60)} minutes of virtual time.`;
  return ends.every(({ problems }) => problems.length === 0)
    ? pc.green(`Every step ended as expected, in ${took}`)
    : pc.red(`Not every step ended as expected, in ${took}`);
}
