import { clockTime } from '../../view/lines/event-lines';

/** A time in which the same answers went to users. */
export interface Span {
  from: Date;
  /** The percentage of users who got each answer. */
  shares: ReadonlyMap<string, number>;
}

/** Whether users got the same answers in the same shares. */
export function sameShares(one: Span['shares'] | undefined, other: Span['shares']): boolean {
  return one?.size === other.size && [...other].every(([name, share]) => one.get(name) === share);
}

/**
 * What users got until now, in words, e.g. `version 2 from 00:05:41, all from 00:14:53`; empty when there was no listener.
 */
export function whatUsersGot(spans: readonly Span[]): string {
  const [first, last] = [spans[0], spans.at(-1)];
  if (first === undefined || last === undefined) return '';
  const names = [...new Set(spans.flatMap(({ shares }) => [...shares.keys()]))];
  const present = namesOf(last);
  if (names.length === 1) return `${present} all the time`;
  if (!first.shares.has(present)) return arrival(spans, present);
  const passing = names.filter((name) => !last.shares.has(name)).map((name) => visit(spans, name));
  return [present, ...passing].join('; ');
}

/** The answers in a span, e.g. `version 1 and version 2`. */
export function namesOf({ shares }: Span): string {
  return [...shares.keys()].join(' and ');
}

/** An answer that users did not get before, and now all get. */
function arrival(spans: readonly Span[], name: string): string {
  const [some] = spans.filter(({ shares }) => shares.has(name));
  const [all] = spans.filter(({ shares }) => shares.get(name) === 100);
  const from = some === undefined ? name : `${name} from ${clockTime(some.from)}`;
  return some === all || all === undefined ? from : `${from}, all from ${clockTime(all.from)}`;
}

/** An answer that users got for some time only. */
function visit(spans: readonly Span[], name: string): string {
  let [seconds, most] = [0, 0];
  for (const [index, { from, shares }] of spans.entries()) {
    const share = shares.get(name) ?? 0;
    most = Math.max(most, share);
    if (share > 0) seconds += ((spans[index + 1]?.from ?? from).getTime() - from.getTime()) / 1000;
  }
  const share = most === 100 ? '' : `up to ${most}% `;
  const time = seconds < 60 ? `${Math.round(seconds)} seconds` : `${(seconds / 60).toFixed(1)} min`;
  return `${share}${name} for ${time}`;
}
