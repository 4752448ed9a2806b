import type { EventLog } from '../event-log';
import { INVARIANTS, type Invariant } from './invariants';

export interface Violation {
  invariant: Invariant;
  /** What was observed at that moment of virtual time. */
  text: string;
}

/** The violations that the checks of one history have found. */
export class Violations {
  readonly all: Violation[] = [];

  constructor(private readonly log: EventLog) {}

  add(invariant: Invariant, text: string): void {
    this.all.push({ invariant, text });
    this.log.add('VIOLATION', `${invariant}: ${text}`);
  }
}

/** What happened in a history, followed by the invariants that it broke. */
export function report(lines: readonly string[], violations: readonly Violation[]): string {
  const broken = violations.map(
    ({ invariant, text }) => `VIOLATION  ${INVARIANTS[invariant]}\n           ${text}`,
  );
  return [...lines, ...broken].join('\n');
}
