import { setTimeout as pause } from 'node:timers/promises';
import type { Stack } from '../cloudformation/stacks/stack';
import type { Account } from './open-account';
import { EventLines } from './event-lines';
import { wrapped } from './layout';
import { TrafficWatch } from './traffic';

const TICK_MILLISECONDS = 200;
const LONGEST_OPERATION_SECONDS = 48 * 3600;

/** Advances the time, and prints the stack events and the traffic shifts of that time. */
export class StackRunner {
  readonly #traffic: TrafficWatch;
  readonly #lines: EventLines;
  readonly #printed = new Map<Stack, number>();

  /** @param speed virtual seconds in one real second; undefined: as fast as possible */
  constructor(
    private readonly account: Account,
    private readonly speed: number | undefined,
    private readonly print: (line: string) => void = console.log,
  ) {
    this.#traffic = new TrafficWatch(account.aws, print);
    this.#lines = new EventLines(print);
  }

  /** Whether each change of a traffic shift is shown, or only its begin and its end. */
  set showsEachShift(shows: boolean) {
    this.#traffic.showsEachShift = shows;
  }

  /**
   * Advances the time until the stack's operation has ended.
   * @param enough called after each task of the clock; the time stops earlier when it answers true
   */
  async finish(stack: Stack, enough: () => boolean = () => false): Promise<void> {
    await this.#advance(() => {
      this.#show(stack);
      return enough() || stack.operation === undefined;
    });
    this.#lines.flush();
  }

  async #advance(ended: () => boolean): Promise<void> {
    const { clock } = this.account.aws;
    if (this.speed === undefined) {
      await clock.advanceUntil(ended, LONGEST_OPERATION_SECONDS);
      return;
    }
    for (let next = clock.next(); next !== undefined && !ended(); next = clock.next()) {
      const seconds = Math.max(0, next - clock.now()) / 1000;
      if (seconds > 0) this.#lines.flush();
      await pause((seconds * 1000) / this.speed);
      await clock.advance(seconds);
    }
  }

  /** Advances the time at this speed until the signal is aborted, and shows every stack. */
  async keepRunning(speed: number, signal: AbortSignal): Promise<void> {
    const { cloudFormation, aws } = this.account;
    while (!signal.aborted) {
      await pause(TICK_MILLISECONDS);
      try {
        await aws.clock.advance((speed * TICK_MILLISECONDS) / 1000);
      } catch (error) {
        // A defect in one task of the clock must not end the stacks of all the others.
        console.error('The local AWS failed in a task of its clock:', error);
      }
      for (const stack of cloudFormation.stacks.all) this.#show(stack);
      this.#lines.flush();
    }
  }

  /** One line with all types that have no behaviour here, and one with such properties of the other types. */
  #showStandIns(stack: Stack): void {
    const { cloudFormation } = this.account;
    const resources = Object.values(stack.prepared.resources);
    const types = new Set(resources.map(({ Type }) => Type));
    const withoutEffect = resources.flatMap(({ Type, Properties = {} }) =>
      (cloudFormation.findProvider(Type)?.withoutEffect?.(Properties) ?? []).map((name) => `${Type} ${name}`),
    );
    const standIns = [...types].filter((type) => cloudFormation.findProvider(type)?.isStandIn === true);
    if (standIns.length > 0)
      this.print(
        wrapped(
          `${stack.name}: these types have no behaviour here, only made-up values: ${standIns.sort().join(', ')}`,
          0,
        ),
      );
    if (withoutEffect.length > 0)
      this.print(
        wrapped(
          `${stack.name}: these properties have no effect here: ${[...new Set(withoutEffect)].sort().join(', ')}`,
          0,
        ),
      );
  }

  #show(stack: Stack): void {
    const from = this.#printed.get(stack) ?? 0;
    if (from === 0 && stack.events.length > 0) this.#showStandIns(stack);
    for (const event of stack.events.slice(from)) this.#lines.add(event);
    this.#printed.set(stack, stack.events.length);
    this.#lines.printBefore(this.account.aws.clock.date());
    this.#traffic.printChanges(stack);
  }
}
