import { CHARACTER, leftOutUpTo, upTo, WINDOWS } from './fit';
import { spansOf, type DeploymentHistory, type LifecycleSpan } from './history';
import type { Lane } from './lane';
import { element, escaped } from './markup';
import type { TimeScale } from './scale';
import { duration, toneOf } from './words';

const ROW_HEIGHT = 17;
/** Shorter lifecycle events without a hook have no bracket. */
const SHORTEST_BRACKET_MS = 2000;
/** Between a bracket and its label, in pixels. */
const GAP = 6;

/** Each lifecycle event that takes time or has a hook is a bracket in a row of its own, with its name beside it. */
export function deploymentLane(deployment: DeploymentHistory, scale: TimeScale): Lane {
  const rows = spansOf(deployment)
    .filter(
      ({ start, end, hook, status }) =>
        end - start >= SHORTEST_BRACKET_MS || hook !== undefined || status === 'Failed',
    )
    .filter(({ status }) => status !== 'Skipped')
    .map((span) => new Bracket(span, scale));
  const height = Math.max(1, rows.length) * ROW_HEIGHT + 4;
  const x = scale.x(deployment.start);
  const width = scale.width(deployment.start, deployment.end);
  const tone = toneOf(deployment.status);
  const box = element('rect', { x, width, y: 0, height, class: `deployment ${tone}` });
  // A deployment of a moment, such as a rollback to tasks that still run, stays visible as a line.
  const whole =
    rows.length > 0 ? box : element('line', { x1: x, x2: x, y1: 3, y2: height - 3, class: `at ${tone}` });
  const called = [...new Set(rows.flatMap(({ span }) => span.hook ?? []))];
  const upToWindow = WINDOWS.findLast((window) => rows.some(({ hookUpTo }) => hookUpTo === window));
  const purpose = deployment.rollsBack === undefined ? '' : `, undoes ${deployment.rollsBack}`;
  return {
    label: deployment.id,
    note: `${deployment.version ?? 'the first version'}: ${deployment.status}${purpose}`,
    ...(upToWindow !== undefined && {
      narrow: { text: `calls ${called.join(', ')}`, upTo: upToWindow },
    }),
    kind: 'deployment',
    height,
    content: whole + rows.map((row, index) => row.markup(2 + index * ROW_HEIGHT)).join(''),
  };
}

/** A bracket with its label where there is most room: before it, behind it, or on it. */
class Bracket {
  /** The widest window in which its label leaves the hook out; undefined without a hook. */
  readonly hookUpTo;
  readonly #side: 'before' | 'on' | 'behind';

  constructor(
    readonly span: LifecycleSpan,
    private readonly scale: TimeScale,
  ) {
    const { name, hook, start, end } = span;
    const rooms = {
      behind: 100 - scale.percent(end),
      before: scale.percent(start),
      on: scale.percent(end) - scale.percent(start),
    };
    const room = Math.max(rooms.behind, rooms.before, rooms.on);
    this.#side = room === rooms.behind ? 'behind' : room === rooms.before ? 'before' : 'on';
    const length = `${name} · ${hook ?? ''} ${duration(end - start)}`.length;
    this.hookUpTo = hook === undefined ? undefined : leftOutUpTo(2 * GAP + length * CHARACTER, room);
  }

  markup(y: number): string {
    const { name, hook, start, end, status } = this.span;
    const [left, right, middle] = [this.scale.x(start), this.scale.x(end), y + ROW_HEIGHT / 2];
    const tone = toneOf(status);
    const line = (x1: string, y1: number, x2: string, y2: number): string =>
      element('line', { x1, y1, x2, y2, class: `bracket ${tone}` });
    const called =
      hook === undefined || this.hookUpTo === undefined
        ? ''
        : element('tspan', { class: `hook ${upTo(this.hookUpTo)}` }, escaped(` · ${hook}`));
    const place = {
      behind: { x: right, dx: GAP, 'text-anchor': 'start' },
      before: { x: left, dx: -GAP, 'text-anchor': 'end' },
      on: { x: this.scale.x((start + end) / 2), 'text-anchor': 'middle' },
    }[this.#side];
    const label = { ...place, y: middle + 4, class: `event ${this.#side} ${tone}` };
    return [
      line(left, middle - 5, left, middle + 5),
      line(left, middle, right, middle),
      line(right, middle - 5, right, middle + 5),
      element('text', label, `${escaped(name)}${called} ${duration(end - start)}`),
    ].join('');
  }
}
