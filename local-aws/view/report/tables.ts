import type { RunHistory } from './history';
import { element, escaped } from './markup';
import { duration, sinceStart } from './words';

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
      deployments.flatMap(({ id, lifecycle }) =>
        lifecycle.map(({ name, hook = '', status, start, end }) => [
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
        .map((cell, column) => element('td', { class: classOf(headings[column]) }, escaped(String(cell))))
        .join(''),
    ),
  );
  const whole =
    element('thead', {}, element('tr', {}, head.join(''))) + element('tbody', {}, body.join('\n'));
  const name = caption.toLowerCase().replaceAll(' ', '-');
  return `${element('h2', { id: name }, escaped(caption))}\n${element('div', { class: 'scroll' }, element('table', { 'aria-labelledby': name }, whole))}\n`;
}

function classOf(heading = ''): string | undefined {
  if (heading.startsWith('#')) return 'number';
  if (['begins', 'from', 'deployment'].includes(heading)) return 'time';
  if (['resource', 'type', 'hook'].includes(heading)) return 'name';
  return ['reason', 'what CodeDeploy says', 'users got'].includes(heading) ? 'long' : undefined;
}
