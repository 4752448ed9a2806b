import { colours as pc } from '../lines/colours';
import { duration } from '../report/words';
import { label, MARGIN, plain, timeOfDay, type Colour, type Part } from './parts';
import { terminationWaitEnd, type LiveState } from './state';
import { trafficLines } from './traffic-lines';

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
  return lines.flatMap((line) => broken(line, width)).map((line) => clipped(line, width));
}

/** The rows of a line: what has no room in one begins the next one. */
function broken(parts: readonly Part[], width: number): Part[][] {
  const rows: Part[][] = [[]];
  let used = 0;
  for (const [text, colour] of parts) {
    if (used > MARGIN && text.trim() !== '' && used + text.trimEnd().length > width) {
      rows.push([label('')]);
      used = MARGIN;
    }
    const shown = used === MARGIN && rows.length > 1 ? text.trimStart() : text;
    rows.at(-1)?.push([shown, colour]);
    used += shown.length;
  }
  return rows;
}

/** A line that is no longer than the width. What it lacks, an ellipsis at its end stands for. */
function clipped(parts: readonly Part[], width: number): string {
  const whole = parts.map(([text]) => text).join('');
  const isCut = whole.trimEnd().length > width;
  let left = isCut ? width - 1 : width;
  const shown = parts.map(([text, colour]) => {
    const part = text.slice(0, left);
    left -= part.length;
    return part === '' ? '' : colour(part);
  });
  return `${shown.join('').trimEnd()}${isCut ? '…' : ''}`;
}

function headLine({ stack, now }: LiveState): Part[] {
  if (stack === undefined) return [label('stack'), ['waiting for its first event', pc.dim]];
  return [
    [stack.name, pc.bold],
    ['  ', plain],
    [stack.status, colourOf(stack.status)],
    [`  ${duration((stack.until ?? now) - stack.since)}`, plain],
    [`  ${timeOfDay(now)}`, pc.dim],
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

function deploymentLines(state: LiveState, width: number): Part[][] {
  const { deployment, lifecycle, now } = state;
  if (deployment === undefined) return [];
  const { id, status, version, rollsBack, waitsForTermination } = deployment;
  const waitEnd = terminationWaitEnd(state);
  const until = waitEnd === undefined ? '' : ` until about ${timeOfDay(waitEnd)}`;
  const head: Part[] = [
    label('deployment'),
    [id, pc.bold],
    [`  ${status}`, colourOf(status)],
    [version === undefined ? '' : `  brings ${version}`, plain],
    [rollsBack === undefined ? '' : `  undoes ${rollsBack}`, pc.yellow],
    [waitsForTermination ? `  waits${until} before the old tasks end` : '', pc.dim],
  ];
  const rows: Part[][] = [[label('')]];
  let used = MARGIN;
  for (const { name, status: eventStatus, hook, start, end } of lifecycle) {
    const [mark, colour] = MARKS[eventStatus] ?? MARKS.Pending;
    const took = start === undefined ? 0 : (end ?? state.deploymentEnd ?? now) - start;
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
