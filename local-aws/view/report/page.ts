import type { RunEvent } from '../events';
import { failureLane, failuresOf, type Failure } from './failures';
import { insteadUpTo } from './fit';
import { historyOf, type RunHistory } from './history';
import type { Lane } from './lane';
import { gridOf, lanesOf } from './lanes';
import { element, escaped, linked } from './markup';
import { TimeScale } from './scale';
import { PAGE_STYLE } from './style';
import { tablesOf } from './tables';
import { counted, duration, sinceStart } from './words';

/** What the colours of bars mean. */
export const KEYS: readonly (readonly [string, string])[] = [
  ['done', 'done'],
  ['failed', 'failed'],
  ['undone', 'rolled back'],
  ['removed', 'deleted'],
  ['running', 'in progress'],
];

/** Sentences about a whole run. */
export interface Remarks {
  /** Stands at the top. */
  note?: string | undefined;
  /** Stands there when nothing happened that a picture could show. */
  nothing?: string;
}

export const NOTHING = 'Nothing happened in this run.';

/**
 * The report of a run: one page of HTML without scripts, whose pictures need no other file.
 * @param name what ran, e.g. the name of the stack
 */
export function reportPage(name: string, events: readonly RunEvent[], remarks: Remarks = {}): string {
  const history = historyOf(events);
  const { note, nothing = NOTHING } = remarks;
  const top = [
    element('h1', {}, escaped(name)),
    element('p', {}, escaped(history === undefined ? nothing : summaryOf(history))),
    note === undefined ? '' : element('p', { class: 'bad' }, escaped(note)),
  ];
  return pageOf(name, [...top, ...(history === undefined ? [] : bodyOf(history))]);
}

/** The picture, and its facts in words. */
function bodyOf(history: RunHistory): string[] {
  const scale = new TimeScale(history.start, history.end);
  const failures = failuresOf(history);
  const lanes = lanesOf(history, scale);
  // Failures have their place between the stack's resources and the traffic.
  const firstTraffic = lanes.findIndex(
    ({ kind }) => kind !== 'steps' && kind !== 'axis' && kind !== 'resource',
  );
  if (failures.length > 0) lanes.splice(firstTraffic, 0, failureLane(failures, scale));
  return [
    keys(history),
    ...lanes.map((lane) => laneMarkup(lane, scale)),
    failures.length > 0 ? failureList(failures, history) : '',
    tablesOf(history),
  ];
}

function pageOf(name: string, body: readonly string[]): string {
  const head = [
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    // Nothing of this page may run, or come from elsewhere.
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    element('title', {}, escaped(name)),
    element('style', {}, PAGE_STYLE),
  ];
  return `<!doctype html>\n<html lang="en">\n<head>\n${head.join('\n')}\n</head>\n<body>\n${body.join('\n')}\n</body>\n</html>\n`;
}

function summaryOf({ start, end, steps, deployments, users, operations }: RunHistory): string {
  const last = [...operations].reverse().find(({ isStack }) => isStack);
  const asked = users.reduce(
    (sum, { answers }) => sum + Object.values(answers).reduce((a, b) => a + b, 0),
    0,
  );
  const rollbacks = deployments.filter(({ rollsBack }) => rollsBack !== undefined).length;
  const wrong = users.flatMap(({ problems }) => problems).length;
  const parts = [
    ...(steps.length > 0 ? [counted(steps.length, 'step')] : last === undefined ? [] : [last.status]),
    duration(end - start),
    `${counted(deployments.length - rollbacks, 'deployment')}${rollbacks > 0 ? ` and ${counted(rollbacks, 'automatic rollback')}` : ''}`,
    ...(asked > 0
      ? [
          `${counted(asked, 'request')} of users, ${wrong === 0 ? 'none answered wrongly' : 'some answered wrongly'}`,
        ]
      : []),
  ];
  return `${parts.join(' · ')}. The run begins at ${new Date(start).toISOString().replace('T', ' ').slice(0, 19)} UTC; times below count from there.`;
}

function keys({ calls }: RunHistory): string {
  const items = [...KEYS, ...(calls.length > 0 ? [['call', 'a call of a handler'] as const] : [])];
  const spans = items.map(([colour, text]) =>
    element('span', {}, element('i', { class: `key ${colour}` }) + escaped(text)),
  );
  return element('p', { class: 'keys' }, spans.join(' '));
}

function laneMarkup(
  { label, note, narrow, kind, height, content, legend = [] }: Lane,
  scale: TimeScale,
): string {
  const names = legend.map(({ name, colour }) =>
    element('span', { class: 'name' }, element('i', { class: `key ${colour}` }) + escaped(name)),
  );
  const text =
    element('b', {}, escaped(label)) +
    (note === undefined ? '' : element('span', {}, escaped(note))) +
    (narrow === undefined
      ? ''
      : element('span', { class: `narrow ${insteadUpTo(narrow.upTo)}` }, escaped(narrow.text)));
  const picture = element(
    'svg',
    { height, role: 'img', 'aria-label': `${label}; the tables below have its facts` },
    (kind === 'steps' || kind === 'axis' ? '' : gridOf(scale, height)) + content,
  );
  const name = kind === 'deployment' ? 'deployment-lane' : kind;
  return element(
    'div',
    { class: `lane ${name}` },
    element('div', { class: 'label' }, text + names.join(' ')) + picture,
  );
}

function failureList(failures: readonly Failure[], { start }: RunHistory): string {
  const items = failures.map(({ time, what, sentence }) =>
    element(
      'li',
      {},
      `${element('b', {}, escaped(`${sinceStart(time, start)} ${what}`))}: ${linked(sentence)}`,
    ),
  );
  return `${element('h2', {}, 'Failures')}\n${element('ol', { class: 'failures' }, items.join('\n'))}`;
}
