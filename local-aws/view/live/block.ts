import pc from 'picocolors';
import { duration } from '../report/words';
import type { Share, ShownTaskSet } from '../events';
import { nextMove, type LiveState } from './state';

type Colour = (text: string) => string;
/** A text and its colour; the width counts without colours. */
type Part = readonly [text: string, colour: Colour];

const plain: Colour = (text) => text;
const MARGIN = 12;
const SMALLEST_BAR = 6;
const LARGEST_BAR = 40;
/** The longest name of a target group that has its own column. */
const LONGEST_NAME = 20;

/**
 * The lines of the live view.
 * @param width of the terminal, in characters; no line is longer
 */
export function blockLines(state: LiveState, width: number): string[] {
  const lines = [
    headLine(state),
    ...resourceLines(state),
    ...deploymentLines(state, width),
    ...trafficLines(state, width),
    ...usersLines(state),
    ...alarmLines(state),
  ];
  return lines.map((line) => clipped(line, width));
}

/** A line with its parts cut at the width. */
function clipped(parts: readonly Part[], width: number): string {
  let left = width;
  return parts
    .map(([text, colour]) => {
      const shown = text.length <= left ? text : left > 0 ? `${text.slice(0, left - 1)}…` : '';
      left -= shown.length;
      return shown === '' ? '' : colour(shown);
    })
    .join('')
    .trimEnd();
}

const label = (text: string): Part => [text.padEnd(MARGIN), pc.dim];

function headLine({ stack, now }: LiveState): Part[] {
  if (stack === undefined) return [label('stack'), ['waiting for its first event', pc.dim]];
  const time = new Date(now).toISOString().slice(11, 19);
  return [
    [stack.name, pc.bold],
    ['  ', plain],
    [stack.status, colourOf(stack.status)],
    [`  ${duration(now - stack.since)}`, plain],
    [`  ${time}`, pc.dim],
  ];
}

function colourOf(status: string): Colour {
  if (/FAILED|Failed|Stopped/.test(status)) return pc.red;
  if (status.includes('ROLLBACK')) return pc.yellow;
  return /COMPLETE|Succeeded/.test(status) ? pc.green : pc.cyan;
}

const MOST_RESOURCES = 3;

function resourceLines({ resources, now }: LiveState): Part[][] {
  const all = [...resources.values()];
  const lines = all
    .slice(0, MOST_RESOURCES)
    .map(({ name, status, since }, index): Part[] => [
      label(index === 0 ? 'resources' : ''),
      [name, plain],
      [`  ${status}`, colourOf(status)],
      [`  ${duration(now - since)}`, pc.dim],
    ]);
  const more = all.length - MOST_RESOURCES;
  return more > 0 ? [...lines, [label(''), [`and ${more} more`, pc.dim]]] : lines;
}

function deploymentLines({ deployment, lifecycle, now }: LiveState, width: number): Part[][] {
  if (deployment === undefined) return [];
  const { id, status, version, rollsBack, waitsForTermination } = deployment;
  const head: Part[] = [
    label('deployment'),
    [id, pc.bold],
    [`  ${status}`, colourOf(status)],
    [version === undefined ? '' : `  brings ${version}`, plain],
    [rollsBack === undefined ? '' : `  undoes ${rollsBack}`, pc.yellow],
    [waitsForTermination ? '  waits before the old tasks end' : '', pc.dim],
  ];
  const rows: Part[][] = [[label('')]];
  let used = MARGIN;
  for (const { name, status: eventStatus, hook, start, end } of lifecycle) {
    const [mark, colour] = MARKS[eventStatus] ?? MARKS.Pending;
    const took = start === undefined ? 0 : (end ?? now) - start;
    const text = [name, hook ?? '', took >= 2000 ? duration(took) : '']
      .filter((part) => part !== '')
      .join(' ');
    const length = mark.length + 1 + text.length + 2;
    if (used + length > width && used > MARGIN) {
      rows.push([label('')]);
      used = MARGIN;
    }
    rows.at(-1)?.push([`${mark} ${text}`, colour], ['  ', plain]);
    used += length;
  }
  return lifecycle.length === 0 ? [head] : [head, ...rows];
}

const MARKS: Readonly<Record<string, Part>> & { Pending: Part } = {
  Pending: ['·', pc.dim],
  InProgress: ['◌', pc.cyan],
  Succeeded: ['✔', pc.green],
  Failed: ['✖', pc.red],
  Skipped: ['–', pc.dim],
  Unknown: ['?', pc.dim],
};

function trafficLines(state: LiveState, width: number): Part[][] {
  const { listeners, taskSets } = state;
  const names = new Set(
    [...listeners.values()].flatMap(({ shares }) => shares.map((share) => share.targetGroup)),
  );
  for (const { targetGroup } of taskSets) if (targetGroup !== undefined) names.add(targetGroup);
  const sorted = [...names].sort();
  const nameWidth = Math.min(LONGEST_NAME, Math.max(0, ...sorted.map((name) => name.length)));
  const byRole = [...listeners].sort(([, one]) => (one.role === 'production' ? -1 : 1));
  return byRole.flatMap(([listener, { role, shares }]) => {
    const word = role ?? 'traffic';
    const name = role === undefined ? `${listener}: ` : '';
    if (role !== 'production') return [[label(word), [`${name}${inWords(shares)}`, plain]] as Part[]];
    const rows = sorted.map((name, index): Part[] => {
      const percent = shares.find((share) => share.targetGroup === name)?.percent ?? 0;
      const tasks = tasksOf(taskSets, name);
      const room = width - MARGIN - nameWidth - 1 - 6 - 2 - tasks.length;
      const bar = Math.min(LARGEST_BAR, Math.max(SMALLEST_BAR, room));
      const full = Math.round((bar * percent) / 100);
      return [
        label(index === 0 ? word : ''),
        [`${name.slice(0, nameWidth).padEnd(nameWidth)} `, plain],
        ['█'.repeat(full), index === 0 ? pc.blue : pc.green],
        ['░'.repeat(bar - full), pc.dim],
        [` ${String(percent).padStart(3)}%`, plain],
        [tasks === '' ? '' : `  ${tasks}`, pc.dim],
      ];
    });
    const next = nextMove(state);
    return next === undefined
      ? rows
      : [...rows, [label(''), [`next move at about ${new Date(next).toISOString().slice(11, 19)}`, pc.dim]]];
  });
}

function inWords(shares: readonly Share[]): string {
  return shares.map(({ targetGroup, percent }) => `${targetGroup} ${percent}%`).join(', ');
}

/** The tasks behind a target group, e.g. `web:2 2/2 healthy`. */
function tasksOf(taskSets: readonly ShownTaskSet[], targetGroup: string): string {
  return taskSets
    .filter((taskSet) => taskSet.targetGroup === targetGroup)
    .map(({ version, healthy, desired, status }) => {
      const state = status === 'DRAINING' ? 'draining' : `${healthy}/${desired} healthy`;
      return `${version} ${state}`;
    })
    .join(', ');
}

function usersLines({ answers }: LiveState): Part[][] {
  if (answers.size === 0) return [];
  const total = [...answers.values()].reduce((sum, count) => sum + count, 0);
  const isError = (name: string): boolean => /^errors|^no answer/.test(name);
  const good = [...answers].filter(([name]) => !isError(name));
  const errors = [...answers].filter(([name]) => isError(name)).reduce((sum, [, count]) => sum + count, 0);
  return [
    [
      label('users'),
      [`${total} answers: `, plain],
      [good.map(([name, count]) => `${name} ${count}`).join(' · '), plain],
      [` · errors ${errors}`, errors > 0 ? pc.red : pc.dim],
    ],
  ];
}

function alarmLines({ alarms }: LiveState): Part[][] {
  if (alarms.size === 0) return [];
  const parts = [...alarms].map(([name, state]): Part => [
    `${name} ${state}  `,
    state === 'ALARM' ? pc.red : pc.dim,
  ]);
  return [[label('alarms'), ...parts]];
}
