import { setTimeout as pause } from 'node:timers/promises';
import type { Stack } from '../cloudformation/stacks/stack';
import type { Emit } from '../view/events';
import { LocalSource } from './local-source';
import type { Account } from './open-account';

const TICK_MILLISECONDS = 200;
const LONGEST_OPERATION_MS = 48 * 3_600_000;

/** What happens besides the stack, at moments of its own. */
export interface Company {
  /** The next moment at which something happens, in milliseconds since the epoch; undefined when nothing does. */
  next(): number | undefined;
  /** Called at each moment, after everything else of that moment. */
  act(stack: Stack): Promise<void>;
}

const ALONE: Company = { next: () => undefined, act: async () => undefined };

/** Advances the time, and tells what happens in it. */
export class StackRunner {
  readonly #source: LocalSource;

  /** @param speed virtual seconds in one real second; undefined: as fast as possible */
  constructor(
    private readonly account: Account,
    private readonly speed: number | undefined,
    private readonly emit: Emit,
  ) {
    this.#source = new LocalSource(account, emit);
  }

  /**
   * Advances the time until the stack's operation has ended.
   * @param enough called at each moment; the time stops earlier when it answers true
   */
  async finish(stack: Stack, company = ALONE, enough: () => boolean = () => false): Promise<void> {
    const { clock } = this.account.aws;
    const end = clock.now() + LONGEST_OPERATION_MS;
    for (;;) {
      await this.#source.observe();
      await company.act(stack);
      const next = clock.next();
      if (enough() || stack.operation === undefined || next === undefined || next > end) return;
      const moment = Math.min(next, company.next() ?? next);
      if (this.speed !== undefined) {
        if (moment > clock.now()) this.emit({ kind: 'moment', time: clock.now(), isOver: true });
        await pause(Math.max(0, moment - clock.now()) / this.speed);
      }
      await clock.advanceTo(moment);
    }
  }

  /**
   * Advances the time at this speed until the process ends, and tells what happens to every stack.
   * @param afterwards called whenever that was told
   */
  async keepRunning(speed: number, afterwards: () => void = () => undefined): Promise<never> {
    const { aws } = this.account;
    for (;;) {
      await pause(TICK_MILLISECONDS);
      try {
        await aws.clock.advance((speed * TICK_MILLISECONDS) / 1000);
      } catch (error) {
        // A defect in one task of the clock must not end the stacks of all the others.
        console.error('The local AWS failed in a task of its clock:', error);
      }
      await this.#source.observe();
      afterwards();
    }
  }
}
