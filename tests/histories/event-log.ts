import type { StackEvent } from '@aws-sdk/client-cloudformation';
import type { VirtualClock } from '#local-aws';
import { INVARIANTS, type Violation } from './invariants/invariants';

/** What happened in a history, one line each, with the virtual time since its beginning. */
export class Chronicle {
  readonly lines: string[] = [];
  #clock: VirtualClock | undefined;
  #start = 0;

  begin(clock: VirtualClock): void {
    this.#clock = clock;
    this.#start = clock.now();
  }

  add(who: string, what: string): void {
    const seconds = Math.round(((this.#clock?.now() ?? 0) - this.#start) / 1000);
    const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    this.lines.push(
      `${parts.map((part) => String(part).padStart(2, '0')).join(':')}  ${who.padEnd(12)} ${what}`,
    );
  }

  stackEvent({ LogicalResourceId, ResourceStatus, ResourceStatusReason }: StackEvent): void {
    const reason = ResourceStatusReason ? `: ${ResourceStatusReason}` : '';
    this.add('stack', `${LogicalResourceId ?? ''} ${ResourceStatus ?? ''}${reason}`);
  }
}

/** A history and what it broke, as a reader wants it. */
export function story(lines: readonly string[], violations: readonly Violation[]): string {
  const broken = violations.map(({ invariant, text }) => `BROKEN  ${INVARIANTS[invariant]}\n        ${text}`);
  return [...lines, ...broken].join('\n');
}
