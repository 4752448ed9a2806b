import type { StackEvent } from '@aws-sdk/client-cloudformation';
import type { VirtualClock } from '#local-aws';

/** What happened in a history, one line each, with the virtual time since its beginning. */
export class EventLog {
  readonly lines: string[] = [];
  readonly #start: number;

  constructor(private readonly clock: VirtualClock) {
    this.#start = clock.now();
  }

  add(actor: string, event: string): void {
    const seconds = Math.round((this.clock.now() - this.#start) / 1000);
    const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    const time = parts.map((part) => String(part).padStart(2, '0')).join(':');
    this.lines.push(`${time}  ${actor.padEnd(12)} ${event}`);
  }

  addStackEvent({ LogicalResourceId, ResourceStatus, ResourceStatusReason }: StackEvent): void {
    const reason = ResourceStatusReason ? `: ${ResourceStatusReason}` : '';
    this.add('stack', `${LogicalResourceId ?? ''} ${ResourceStatus ?? ''}${reason}`);
  }
}
