import { clockTime } from '../lines/event-lines';
import type { HandlerCalled, UsersAsked } from '../events';
import { deploymentLane } from './deployment-lane';
import { CHARACTER, leftOutUpTo, upTo, WINDOWS } from './fit';
import type { ListenerHistory, Operation, RunHistory, StepSpan } from './history';
import { title, type Lane } from './lane';
import { element, escaped } from './markup';
import type { TimeScale } from './scale';
import { duration, toneOf } from './words';

/** Beside the name of a step, in pixels. */
const STEP_PADDING = 10;
const TRAFFIC_HEIGHT = 96;
const USERS_HEIGHT = 48;
const STRIP_HEIGHT = 16;
/** Classes of style.ts. A version and a target group never have the same colour. */
const TARGET_GROUP_COLOURS = ['a', 'b'];
const VERSION_COLOURS = ['c', 'd', 'e', 'f'];

/** All lanes of a run, from top to bottom. They share one time axis. */
export function lanesOf(history: RunHistory, scale: TimeScale): Lane[] {
  const groups = new Colours(TARGET_GROUP_COLOURS);
  const listeners = [...history.listeners].sort((one, other) => rank(one) - rank(other));
  return [
    ...(history.steps.length > 0 ? [stepsLane(history.steps, scale), axisLane(scale)] : [axisLane(scale)]),
    ...resourceLanes(history, scale),
    ...listeners.map((each) => trafficLane(each, groups, scale)),
    ...(history.users.length > 0 ? [usersLane(history, scale)] : []),
    ...history.deployments.map((each) => deploymentLane(each, scale)),
    axisLane(scale),
  ];
}

const rank = ({ role }: ListenerHistory): number => (role === 'production' ? 0 : 1);

/** Gives each name a colour, always the same one. */
class Colours {
  readonly #names: string[] = [];

  constructor(private readonly palette: readonly string[]) {}

  of(name: string): string {
    if (/^errors|^no answer/.test(name)) return 'error';
    if (!this.#names.includes(name)) this.#names.push(name);
    return this.palette[this.#names.indexOf(name) % this.palette.length] ?? '';
  }
}

function stepsLane(steps: readonly StepSpan[], scale: TimeScale): Lane {
  const namesUpTo = steps.map(({ name, start, end }) =>
    leftOutUpTo(STEP_PADDING + (name.length + 3) * CHARACTER, scale.percent(end) - scale.percent(start)),
  );
  const widest = WINDOWS.findLast((window) => namesUpTo.includes(window)) ?? WINDOWS[0];
  const content = steps.map(({ number, name, start, end, outcome }, index) => {
    const isGood = outcome === undefined || outcome.problems.length === 0;
    const box = element('rect', { width: '100%', height: 24, class: `step ${isGood ? '' : 'bad'}` });
    const text = element(
      'text',
      { x: 4, y: 16, class: 'inside' },
      `${number}${element('tspan', { class: `rest ${upTo(namesUpTo[index] ?? 9999)}` }, escaped(`. ${name}`))}`,
    );
    const place = { x: scale.x(start), width: scale.width(start, end), height: 24 };
    return element('svg', place, box + text + title(`${number}. ${name}: ${outcome?.status ?? ''}`));
  });
  const narrow = { text: 'names below', upTo: widest };
  return { label: 'Steps', narrow, kind: 'steps', height: 24, content: content.join('') };
}

function resourceLanes({ operations, calls }: RunHistory, scale: TimeScale): Lane[] {
  const names = [...new Set([...operations].sort(stackFirst).map(({ resource }) => resource))];
  return names.map((resource) => {
    const own = operations.filter((operation) => operation.resource === resource);
    const made = calls.filter(({ logicalId }) => logicalId === resource);
    return {
      label: resource,
      kind: 'resource',
      height: STRIP_HEIGHT,
      content: own.map((each) => bar(each, scale)).join('') + made.map((each) => dot(each, scale)).join(''),
    };
  });
}

const stackFirst = (one: Operation, other: Operation): number => Number(other.isStack) - Number(one.isStack);

/** An operation that takes no time is a line, which stays visible. */
function bar({ resource, start, end, status }: Operation, scale: TimeScale): string {
  const tone = toneOf(status);
  const says = title(`${resource}: ${status}, ${duration(end - start)}`);
  if (end - start < 1000) {
    const x = scale.x(start);
    return element('line', { x1: x, x2: x, y1: 3, y2: 13, class: `at ${tone}` }, says);
  }
  const place = { x: scale.x(start), width: scale.width(start, end), y: 3, height: 10, rx: 2 };
  return element('rect', { ...place, class: `bar ${tone}` }, says);
}

function dot({ time, action, answer, message }: HandlerCalled, scale: TimeScale): string {
  const says = title(`${action}: ${answer}${message === undefined ? '' : `, ${message}`}`);
  return element(
    'circle',
    { cx: scale.x(time), cy: 8, r: 1.7, class: answer === 'FAILED' ? 'dot bad' : 'dot' },
    says,
  );
}

function trafficLane(listener: ListenerHistory, colours: Colours, scale: TimeScale): Lane {
  const isTest = listener.role === 'test';
  const height = isTest ? STRIP_HEIGHT : TRAFFIC_HEIGHT;
  // The same target group is always on the same side.
  const names = [
    ...new Set(listener.spans.flatMap(({ shares }) => shares.map((each) => each.targetGroup))),
  ].sort();
  const content = listener.spans.flatMap(({ start, end, shares }) =>
    stacked(
      names.map((name) => ({
        name,
        percent: shares.find((each) => each.targetGroup === name)?.percent ?? 0,
      })),
      { start, end, height },
      colours,
      scale,
    ),
  );
  const word = isTest ? 'test traffic' : listener.role === undefined ? 'traffic' : 'production traffic';
  return {
    label: listener.name,
    note: word,
    kind: isTest ? 'test' : 'traffic',
    height,
    content: content.join(''),
    legend: names.map((name) => ({ name, colour: colours.of(name) })),
  };
}

/** What users really got: their answers by version. */
function usersLane({ users }: RunHistory, scale: TimeScale): Lane {
  const colours = new Colours(VERSION_COLOURS);
  const names = [...new Set(users.flatMap(({ answers }) => Object.keys(answers)))];
  const content = runsOf(users).flatMap(({ answers, start, end }) => {
    const total = sum(Object.values(answers));
    const shares = names.map((name) => ({ name, percent: (100 * (answers[name] ?? 0)) / total }));
    return stacked(shares, { start, end, height: USERS_HEIGHT }, colours, scale);
  });
  return {
    label: 'Users',
    note: `${sum(users.flatMap(({ answers }) => Object.values(answers)))} requests`,
    kind: 'users',
    height: USERS_HEIGHT,
    content: content.join(''),
    legend: names.map((name) => ({ name, colour: colours.of(name) })),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Equal answers that follow each other are one area. */
function runsOf(
  users: readonly UsersAsked[],
): { answers: UsersAsked['answers']; start: number; end: number }[] {
  const runs: { answers: UsersAsked['answers']; start: number; end: number }[] = [];
  for (const { time, answers } of users) {
    const last = runs.at(-1);
    if (last) last.end = time;
    if (last === undefined || !haveSameEntries(last.answers, answers))
      runs.push({ answers, start: time, end: time });
  }
  return runs;
}

function haveSameEntries(one: UsersAsked['answers'], other: UsersAsked['answers']): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}

/** The areas of one time, one upon the other; together they are as high as the lane. */
function stacked(
  shares: readonly { name: string; percent: number }[],
  { start, end, height }: { start: number; end: number; height: number },
  colours: Colours,
  scale: TimeScale,
): string[] {
  let below = height;
  return shares.flatMap(({ name, percent }) => {
    if (percent === 0 || end <= start) return [];
    const high = (height * percent) / 100;
    below -= high;
    const place = { x: scale.x(start), width: scale.width(start, end), y: below, height: high };
    const area = { ...place, class: `area ${colours.of(name)}`, 'data-name': name };
    return [element('rect', area, title(`${name}: ${Math.round(percent)}%`))];
  });
}

function axisLane(scale: TimeScale): Lane {
  const ticks = scale.ticks();
  const texts = ticks.map(({ time, label }, index) => {
    const isLast = scale.percent(time) > 97;
    return element(
      'text',
      {
        x: scale.x(time),
        y: 14,
        'text-anchor': isLast ? 'end' : index === 0 ? 'start' : 'middle',
        class: index % 2 === 1 ? 'tick odd' : 'tick',
      },
      escaped(label),
    );
  });
  // A local run begins at midnight, and its times are those of its axis.
  const begin = clockTime(new Date(scale.start));
  const note = begin === '00:00:00' ? {} : { note: `from ${begin} UTC` };
  return { label: 'Time', ...note, kind: 'axis', height: 20, content: texts.join('') };
}

/** The vertical lines of the time axis, which every lane has. */
export function gridOf(scale: TimeScale, height: number): string {
  return scale
    .ticks()
    .map(({ time }) =>
      element('line', { x1: scale.x(time), x2: scale.x(time), y1: 0, y2: height, class: 'grid' }),
    )
    .join('');
}
