import type { Stack } from '../cloudformation/stacks/stack';
import type { LocalAws } from '../local-aws';
import { clockTime } from './event-lines';

/** A time in which the same answers went to users. */
export interface Span {
  from: Date;
  /** The percentage of users who got each answer. */
  shares: ReadonlyMap<string, number>;
}

/** So many requests show shares in percent: the load balancer splits them exactly by weight. */
const REQUESTS = 100;

/** Asks a listener as its users would, at each moment, and remembers who got what. */
export class UserWatch {
  #spans: Span[] = [];
  /** The weights and targets that the last requests met. */
  #asked = '';

  /**
   * @param listener the logical id of the listener that users reach
   * @param nameOf the name of an answer, e.g. `version 1`
   */
  constructor(
    private readonly aws: LocalAws,
    private readonly listener: string,
    private readonly nameOf: (answer: string) => string,
  ) {}

  /** What users got since the last `restart`, oldest first. */
  get spans(): readonly Span[] {
    return this.#spans;
  }

  /** Forgets the past, except for what users get now. */
  restart(): void {
    this.#spans = this.#spans.slice(-1).map(({ shares }) => ({ from: this.aws.clock.date(), shares }));
  }

  /** Asks now. Call it after everything that may change the answers. */
  ask(stack: Stack): void {
    const routes = this.#routes(stack);
    if (routes === this.#asked) return;
    this.#asked = routes;
    const shares = this.#shares(stack);
    if (shares.size === 0 || sameShares(this.#spans.at(-1)?.shares, shares)) return;
    const from = this.aws.clock.date();
    const last = this.#spans.at(-1);
    // Several tasks of one moment count as one.
    if (last?.from.getTime() === from.getTime() && this.#spans.length > 1) this.#spans.pop();
    this.#spans.push({ from, shares });
  }

  /** The percentage of users who get an answer now that no user got at the last `restart`. */
  newShare(): number {
    const [before] = this.#spans;
    const now = this.#spans.at(-1);
    return [...(now?.shares ?? [])]
      .filter(([name]) => before?.shares.has(name) !== true)
      .reduce((sum, [, share]) => sum + share, 0);
  }

  /** All that decides who answers: as long as it is the same, so are the answers. */
  #routes(stack: Stack): string {
    const { routing, targets } = this.aws.loadBalancing;
    const arn = stack.resources.get(this.listener)?.physicalId ?? '';
    if (routing.findListener(arn) === undefined) return '';
    const forwards = routing.forwards(arn);
    const groups = new Set(forwards.flatMap(({ weights }) => weights.map((one) => one.targetGroupArn)));
    return JSON.stringify([
      forwards,
      [...groups].map((group) => targets.describe({ TargetGroupArn: group })),
    ]);
  }

  #shares(stack: Stack): Map<string, number> {
    const { listeners, loadBalancers, traffic } = this.aws.loadBalancing;
    const listener = listeners.find(stack.resources.get(this.listener)?.physicalId ?? '');
    const host = listener && loadBalancers.find(listener.LoadBalancerArn)?.DNSName;
    const shares = new Map<string, number>();
    if (host === undefined) return shares;
    const request = { method: 'GET', host, port: listener?.Port ?? 80, path: '/', headers: { host } };
    for (let sent = 0; sent < REQUESTS; sent += 1) {
      const { status, body } = traffic.route({ ...request, query: new URLSearchParams() });
      const name = status === 200 ? this.nameOf(body.trim()) : `errors ${status}`;
      shares.set(name, (shares.get(name) ?? 0) + 100 / REQUESTS);
    }
    return shares;
  }
}

function sameShares(one: Span['shares'] | undefined, other: Span['shares']): boolean {
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
