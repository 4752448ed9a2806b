import { setTimeout as pause } from 'node:timers/promises';
import { duration, Observer, servingSentence, type Emit, type RunEvent } from '#view';
import { openWatchedAccount, type WatchedAccount } from './account';
import type { WatchOptions } from './options';
import { StackSource } from './stack-source';
import { troubleOf } from './trouble';
import { UsageError } from './usage-error';

/** A look is thorough when something has changed, and after so many that were not: what changes seldom is left out of those. */
const LOOKS_BETWEEN_THOROUGH_ONES = 2;
const LONGEST_PAUSE_SECONDS = 60;

/** The statuses with which an operation ends well. */
const GOOD_ENDS = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'DELETE_COMPLETE', 'IMPORT_COMPLETE'];

/** How the operation that was watched ended. */
export interface OperationEnd {
  isGood: boolean;
  time: number;
  /** Its status and duration, and what serves users now. */
  text: string;
}

/** Watches a stack until its operation ends. One that is idle is watched until its next operation ends. */
export class Watch {
  #account: WatchedAccount;
  #source: StackSource | undefined;
  #observer: Observer | undefined;
  #now = Date.now();
  #looksSinceThorough = LOOKS_BETWEEN_THOROUGH_ONES;
  #pauseSeconds: number;
  #trouble = '';
  /** What the present look has found. It is told at once, so that no view shows a half of it. */
  #found: RunEvent[] = [];
  readonly #told: RunEvent[] = [];

  constructor(
    private readonly options: WatchOptions,
    private readonly emit: Emit,
  ) {
    this.#account = openWatchedAccount(options);
    this.#pauseSeconds = options.intervalSeconds;
  }

  close(): void {
    this.#account.close();
  }

  /** The time of the last look, in milliseconds since the epoch. */
  get now(): number {
    return this.#now;
  }

  /** Whether an operation of the stack goes on. */
  get isInOperation(): boolean {
    const { began, isInProgress = false } = this.#source ?? {};
    return began !== undefined && isInProgress;
  }

  /** @throws UsageError when the stack cannot be watched */
  async toTheEnd(): Promise<OperationEnd> {
    for (;;) {
      await this.#look();
      const { began, isInProgress = true } = this.#source ?? {};
      // After trouble, the last state is not known yet.
      if (began !== undefined && !isInProgress && this.#trouble === '') return this.#end(began);
      await pause(this.#pauseSeconds * 1000);
    }
  }

  /** Looks once. Trouble is said once, and looked at again later. */
  async #look(): Promise<void> {
    try {
      this.#now = await presentMoment(this.options.address);
      this.#source ??= await this.#findStack();
      const hasChanged = await this.#observeStack(this.#source);
      if (this.#source.began !== undefined)
        await this.#observeDeployments(this.#source, this.#source.began, hasChanged);
      this.emit({ kind: 'moment', time: this.#now });
      if (this.#trouble !== '') this.#say('plain', 'AWS answers again.');
      this.#trouble = '';
      this.#pauseSeconds = this.options.intervalSeconds;
    } catch (error) {
      this.#meet(error);
    }
  }

  async #findStack(): Promise<StackSource> {
    const { stackName } = this.options;
    const found = await this.#account.findStack(stackName);
    if (found === undefined)
      throw new UsageError(`There is no stack ${stackName} in this account and region.`);
    if (!found.status.endsWith('_IN_PROGRESS'))
      this.#say(
        'plain',
        `${found.name} is ${found.status}. The watch waits for its next operation; Ctrl-C ends it.`,
      );
    return new StackSource(found.id, found.status, (event) => this.#found.push(event));
  }

  /** @returns whether the stack, or one in it, has new events */
  async #observeStack(source: StackSource): Promise<boolean> {
    try {
      await source.observe(this.#account);
    } finally {
      // Each stack has a list of its own.
      this.#found.sort((one, other) => one.time - other.time || source.rank(one) - source.rank(other));
      this.#tell();
    }
    return source.hasChanged;
  }

  async #observeDeployments(source: StackSource, began: number, hasChanged: boolean): Promise<void> {
    this.#observer ??= new Observer(
      (name, input) => this.#account.read(name, input),
      (event) => this.#found.push(event),
      () => this.#now,
      began,
    );
    const isTime = this.#looksSinceThorough >= LOOKS_BETWEEN_THOROUGH_ONES;
    try {
      const wasThorough = await this.#observer.observe(
        source.parts,
        isTime || hasChanged || !source.isInProgress,
      );
      this.#looksSinceThorough = wasThorough ? 0 : this.#looksSinceThorough + 1;
    } finally {
      this.#tell();
    }
  }

  #tell(): void {
    const found = this.#found;
    this.#found = [];
    for (const event of found) this.emit(event);
    this.#told.push(...found);
  }

  /** @throws UsageError for trouble that stays, or that a user can mend before the watch begins */
  #meet(error: unknown): void {
    if (error instanceof UsageError) throw error;
    const { what, later, first, then } = troubleOf(error, this.options);
    if (then === 'end' || (this.#source === undefined && first !== undefined))
      throw new UsageError(`${what} ${first ?? ''}`.trim());
    const sentence = `${what} ${later}`;
    if (sentence !== this.#trouble) this.#say('hint', sentence);
    this.#trouble = sentence;
    this.#pauseSeconds = Math.min(LONGEST_PAUSE_SECONDS, this.#pauseSeconds * 2);
    // What was not read is not known.
    this.#looksSinceThorough = LOOKS_BETWEEN_THOROUGH_ONES;
    if (then !== 'fresh') return;
    // The SDK keeps credentials with a client.
    this.#account.close();
    this.#account = openWatchedAccount(this.options);
  }

  #end(began: number): OperationEnd {
    const { status = '', changedAt = began } = this.#source ?? {};
    const serving = servingSentence(this.#told);
    const text = `The operation ended after ${duration(changedAt - began)}: ${status}.`;
    return {
      isGood: GOOD_ENDS.includes(status),
      time: this.#now,
      text: serving === undefined ? text : `${text} ${serving}`,
    };
  }

  #say(tone: 'plain' | 'hint', text: string): void {
    this.emit({ kind: 'said', time: this.#now, text, tone });
  }
}

/** The time of the account: that of this machine, but a local AWS has a clock of its own. */
async function presentMoment(address: string | undefined): Promise<number> {
  if (address === undefined) return Date.now();
  try {
    const answer = await fetch(new URL('/_clock', address));
    const { now } = (await answer.json()) as { now?: string };
    const moment = Date.parse(now ?? '');
    return Number.isNaN(moment) ? Date.now() : moment;
  } catch {
    return Date.now();
  }
}
