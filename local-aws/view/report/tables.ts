import type { RunHistory } from './history';
import { element, escaped, linked } from './markup';
import { spansOf } from './history';
import { duration, sinceStart } from './words';

/** A table with so many rows is printed on one page. */
const ROWS_ON_ONE_PAGE = 12;

type Cell = string | number;

/** The facts of the picture as tables, for those who cannot see it. */
export function tablesOf(history: RunHistory): string {
  const at = (time: number): string => sinceStart(time, history.start);
  const { steps, operations, calls, deployments, listeners } = history;
  const tables = [
    table(
      'Steps',
      ['begins', 'step', 'outcome', '#took', '#deployments', '#requests', 'users got'],
      steps.map(({ start, end, number, name, outcome }) => [
        at(start),
        `${number}. ${name}`,
        outcome?.status ?? '',
        duration(end - start),
        outcome?.deployments ?? '',
        outcome?.requests ?? '',
        outcome?.users ?? '',
      ]),
    ),
    table(
      'Deployments',
      ['begins', 'deployment', 'brings', 'status', '#took', 'what CodeDeploy says'],
      deployments.map(({ start, end, id, version = '', rollsBack, status, error = '' }) => [
        at(start),
        id,
        rollsBack === undefined ? version : `${version} (undoes ${rollsBack})`,
        status,
        duration(end - start),
        error,
      ]),
    ),
    table(
      'Lifecycle events',
      ['begins', 'deployment', 'event', 'hook', 'status', '#took'],
      deployments.flatMap(({ id, ...deployment }) =>
        spansOf(deployment).map(({ name, hook = '', status, start, end }) => [
          at(start),
          id,
          name,
          hook,
          status,
          duration(end - start),
        ]),
      ),
    ),
    table(
      'Traffic',
      ['from', 'listener', 'used for', 'target groups'],
      listeners.flatMap(({ name, role = '', spans }) =>
        spans.map(({ start, shares }) => [
          at(start),
          name,
          role,
          shares.map(({ targetGroup, percent }) => `${targetGroup} ${percent}%`).join(', ') || 'none',
        ]),
      ),
    ),
    table(
      'Operations of CloudFormation',
      ['begins', 'resource', 'type', 'status', '#took', '#handler calls', 'reason'],
      operations.map(({ start, end, resource, type, status, reason = '' }) => [
        at(start),
        resource,
        type,
        status,
        duration(end - start),
        calls.filter(({ time, logicalId }) => logicalId === resource && time >= start && time <= end).length,
        reason,
      ]),
    ),
  ];
  return tables.join('');
}

/** @param headings those that begin with # are of numbers */
function table(caption: string, headings: readonly string[], rows: readonly (readonly Cell[])[]): string {
  if (rows.length === 0) return '';
  const head = headings.map((heading) =>
    element('th', { scope: 'col', class: classOf(heading) }, escaped(heading.replace('#', ''))),
  );
  const body = rows.map((row) =>
    element(
      'tr',
      {},
      row
        .map((cell, column) => element('td', { class: classOf(headings[column]) }, linked(String(cell))))
        .join(''),
    ),
  );
  const whole =
    element('thead', {}, element('tr', {}, head.join(''))) + element('tbody', {}, body.join('\n'));
  const name = caption.toLowerCase().replaceAll(' ', '-');
  // A table that is wider than the window can be scrolled with keys, too.
  const place = { class: 'scroll', tabindex: 0, role: 'region', 'aria-labelledby': name };
  const content = [
    element('h2', { id: name }, escaped(caption)),
    element('div', place, element('table', { 'aria-labelledby': name }, whole)),
  ];
  const isShort = rows.length <= ROWS_ON_ONE_PAGE;
  return `${element('section', { class: isShort ? 'short' : undefined }, content.join('\n'))}\n`;
}

function classOf(heading = ''): string | undefined {
  if (heading.startsWith('#')) return 'number';
  if (['begins', 'from', 'deployment'].includes(heading)) return 'time';
  if (['resource', 'type', 'hook'].includes(heading)) return 'name';
  return ['reason', 'what CodeDeploy says', 'users got'].includes(heading) ? 'long' : undefined;
}
