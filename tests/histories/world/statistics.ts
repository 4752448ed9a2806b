import { defaultReadings } from '#local-aws';
import type { Setup } from '../generate/history';

/** How many events of each kind a history has had. */
export class Statistics {
  readonly counts = new Map<string, number>();

  /** @param kind what was drawn, e.g. `oddAnswer SlowDown` */
  count(kind: string, events = 1): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + events);
  }
}

/** Counts what holds for the whole history; such a kind has one event. */
export function countSetup(
  { lags, readings, codeDeployReadings, ...setup }: Setup,
  statistics: Statistics,
): void {
  const usual: Record<string, unknown> = defaultReadings();
  for (const [name, value] of Object.entries({ ...readings, ...codeDeployReadings }))
    if (value !== usual[name]) statistics.count(`reading ${name}: ${value}`);
  for (const [name, value] of Object.entries(lags)) if (value) statistics.count(`lag ${name}`);
  if (setup.otherPorts) statistics.count('versions with other ports');
  if (setup.listenerRule) statistics.count(`listener rule in the stack: ${readings.listenerUpdates}`);
  if (setup.automaticRollback && setup.rollsBackStops) statistics.count('automatic rollback of stops');
  if (setup.groupInStack) statistics.count('group in the stack');
}

/** The sums over all histories: by kind, the histories that have had it, and its events. */
export class Totals {
  readonly #byKind = new Map<string, { histories: number; events: number }>();

  add(counts: ReadonlyMap<string, number>): void {
    for (const [kind, events] of counts) {
      const sum = this.#byKind.get(kind) ?? { histories: 0, events: 0 };
      this.#byKind.set(kind, { histories: sum.histories + 1, events: sum.events + events });
    }
  }

  /** A table with a line for each kind, in the order of their names. */
  table(): string {
    const rows = [...this.#byKind].sort(([one], [other]) => (one < other ? -1 : 1));
    const width = Math.max(4, ...rows.map(([kind]) => kind.length));
    const line = (kind: string, histories: string | number, events: string | number): string =>
      `${kind.padEnd(width)}  ${String(histories).padStart(9)}  ${String(events).padStart(8)}`;
    return [
      line('kind', 'histories', 'events'),
      ...rows.map(([kind, { histories, events }]) => line(kind, histories, events)),
    ].join('\n');
  }
}
