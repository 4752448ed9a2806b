import type { DeploymentHistory, LifecycleSpan } from './history';
import type { Lane } from './lane';
import { element, escaped } from './markup';
import type { TimeScale } from './scale';
import { duration, toneOf } from './words';

const ROW_HEIGHT = 17;
/** Shorter lifecycle events without a hook have no bracket. */
const SHORTEST_BRACKET_MS = 2000;

/** Each lifecycle event that takes time or has a hook is a bracket in a row of its own, with its name beside it. */
export function deploymentLane(deployment: DeploymentHistory, scale: TimeScale): Lane {
  const rows = deployment.lifecycle
    .filter(
      ({ start, end, hook, status }) =>
        end - start >= SHORTEST_BRACKET_MS || hook !== undefined || status === 'Failed',
    )
    .filter(({ status }) => status !== 'Skipped');
  const height = Math.max(1, rows.length) * ROW_HEIGHT + 4;
  const x = scale.x(deployment.start);
  const width = scale.width(deployment.start, deployment.end);
  const tone = toneOf(deployment.status);
  const box = element('rect', { x, width, y: 0, height, class: `deployment ${tone}` });
  // A deployment of a moment, such as a rollback to tasks that still run, stays visible as a line.
  const whole =
    rows.length > 0 ? box : element('line', { x1: x, x2: x, y1: 3, y2: height - 3, class: `at ${tone}` });
  const called = [...new Set(rows.flatMap(({ hook }) => hook ?? []))];
  const purpose = deployment.rollsBack === undefined ? '' : `, undoes ${deployment.rollsBack}`;
  return {
    label: deployment.id,
    note: `${deployment.version ?? 'the first version'}: ${deployment.status}${purpose}`,
    ...(called.length > 0 && { narrow: `calls ${called.join(', ')}` }),
    kind: 'deployment',
    height,
    content: whole + rows.map((row, index) => bracket(row, 2 + index * ROW_HEIGHT, scale)).join(''),
  };
}

function bracket({ name, hook, start, end, status }: LifecycleSpan, y: number, scale: TimeScale): string {
  const [left, right, middle] = [scale.x(start), scale.x(end), y + ROW_HEIGHT / 2];
  const tone = toneOf(status);
  const line = (x1: string, y1: number, x2: string, y2: number): string =>
    element('line', { x1, y1, x2, y2, class: `bracket ${tone}` });
  const called = hook === undefined ? '' : element('tspan', { class: 'hook' }, escaped(` · ${hook}`));
  const text = `${escaped(name)}${called} ${duration(end - start)}`;
  const isLate = scale.percent(end) > 60;
  const label = element(
    'text',
    {
      x: isLate ? left : right,
      dx: isLate ? -6 : 6,
      y: middle + 4,
      'text-anchor': isLate ? 'end' : 'start',
      class: `event ${tone}`,
    },
    text,
  );
  return [
    line(left, middle - 5, left, middle + 5),
    line(left, middle, right, middle),
    line(right, middle - 5, right, middle + 5),
    label,
  ].join('');
}
