import { colours as pc } from '../lines/colours';
import type { Share, ShownTaskSet } from '../events';
import { label, MARGIN, plain, shortened, timeOfDay, type Part } from './parts';
import { nextMove, type LiveState } from './state';

const LARGEST_BAR = 40;
/** A bar that is shorter than this shows nothing. */
const SMALLEST_BAR = 4;
/** Where a bar gets shorter than this, the tasks have lines of their own. */
const SMALLEST_BAR_BESIDE_TASKS = 6;
/** The longest name of a target group that has its own column. */
const LONGEST_NAME = 20;
const SHORTEST_NAME = 4;
/** A percentage such as ` 100%`. */
const PERCENT = 5;

/** The traffic of all listeners, that of users first: a bar for each target group, and its tasks. */
export function trafficLines(state: LiveState, width: number): Part[][] {
  const byRole = [...state.listeners].sort(([, one]) => (one.role === 'production' ? -1 : 1));
  return byRole.flatMap(([listener, { role, shares }]) => {
    if (role === 'production') return [...barLines(state, shares, width), ...nextMoveLine(state, shares)];
    const name = role === undefined ? `${listener}: ` : '';
    return [[label(role ?? 'traffic'), [`${name}${inWords(shares)}`, plain]] as Part[]];
  });
}

function barLines({ listeners, taskSets }: LiveState, shares: readonly Share[], width: number): Part[][] {
  const all = [...taskSets.values()].flat();
  const found = new Set(
    [...listeners.values()].flatMap((listener) => listener.shares.map(({ targetGroup }) => targetGroup)),
  );
  for (const { targetGroup } of all) if (targetGroup !== undefined) found.add(targetGroup);
  const names = [...found].sort();
  const tasks = names.map((name) => tasksOf(all, name));
  const longest = Math.max(...tasks.map((text) => text.length));
  const roomForName = width - MARGIN - 1 - SMALLEST_BAR - PERCENT;
  const nameWidth = Math.max(
    SHORTEST_NAME,
    Math.min(LONGEST_NAME, roomForName, Math.max(...names.map((name) => name.length))),
  );
  const room = width - MARGIN - nameWidth - 1 - PERCENT;
  const isBeside = room - 2 - longest >= SMALLEST_BAR_BESIDE_TASKS;
  // All bars of a block have one length, so that they can be compared.
  const widest = Math.min(LARGEST_BAR, isBeside && longest > 0 ? room - 2 - longest : room);
  const bar = widest < SMALLEST_BAR ? 0 : widest;
  return names.flatMap((name, index) => {
    const percent = shares.find((share) => share.targetGroup === name)?.percent ?? 0;
    const full = Math.round((bar * percent) / 100);
    const line: Part[] = [
      label(index === 0 ? 'production' : ''),
      [`${shortened(name, nameWidth).padEnd(nameWidth)} `, plain],
      ['█'.repeat(full), index === 0 ? pc.blue : pc.green],
      ['░'.repeat(bar - full), pc.dim],
      [`${String(percent).padStart(PERCENT - 1)}%`, plain],
    ];
    const text = tasks[index] ?? '';
    if (text === '') return [line];
    if (isBeside) return [[...line, [`  ${text}`, pc.dim]] as Part[]];
    // They are whole as long as the terminal is wide enough for them alone.
    const indent = Math.max(2, Math.min(MARGIN, width - text.length));
    return [line, [[`${' '.repeat(indent)}${text}`, pc.dim]] as Part[]];
  });
}

/** The line is there as long as a shift goes on, so that the block keeps its height. */
function nextMoveLine(state: LiveState, shares: readonly Share[]): Part[][] {
  if (shares.length < 2 || state.isUndone) return [];
  const next = nextMove(state);
  return [[label(''), [next === undefined ? 'next move: not known yet' : inTime(next, state.now), pc.dim]]];
}

function inTime(next: number, now: number): string {
  return next > now ? `next move at about ${timeOfDay(next)}` : `next move: due since ${timeOfDay(next)}`;
}

function inWords(shares: readonly Share[]): string {
  return shares.map(({ targetGroup, percent }) => `${targetGroup} ${percent}%`).join(', ');
}

/** The tasks behind a target group, e.g. `web:2 2/2 healthy`. */
function tasksOf(taskSets: readonly ShownTaskSet[], targetGroup: string): string {
  return taskSets
    .filter((taskSet) => taskSet.targetGroup === targetGroup)
    .map(({ version, healthy, desired, status }) => {
      if (status === 'DRAINING') return `${version} draining`;
      return healthy === undefined ? version : `${version} ${healthy}/${desired} healthy`;
    })
    .join(', ');
}
