import { setTimeout as pause } from 'node:timers/promises';
import { Observer, type Emit } from '#view';
import { openWatchedAccount, type WatchedAccount } from './account';
import type { WatchOptions } from './options';
import { StackSource } from './stack-source';
import { troubleOf } from './trouble';
import { UsageError } from './usage-error';

/** One look of so many is thorough: what changes seldom is left out of the others. */
const LOOKS_BETWEEN_THOROUGH_ONES = 3;
const LONGEST_PAUSE_SECONDS = 60;

/** The statuses with which an operation ends well. */
const GOOD_ENDS = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'DELETE_COMPLETE', 'IMPORT_COMPLETE'];

/**
 * Watches a stack until its operation ends. One that is idle is watched until its next operation ends.
 * @returns the exit code: 0 when the operation ended well, else 1
 * @throws UsageError when the stack cannot be watched
 */
export async function watch(options: WatchOptions, emit: Emit): Promise<number> {
  const watched = new Watched(options, emit);
  try {
    return await watched.toTheEnd();
  } finally {
    watched.close();
  }
}

class Watched {
  #account: WatchedAccount;
  #source: StackSource | undefined;
  #observer: Observer | undefined;
  #now = Date.now();
  #looks = 0;
  #pauseSeconds: number;
  #trouble = '';

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

  async toTheEnd(): Promise<number> {
    for (;;) {
      await this.#look();
      const { status, began } = this.#source ?? {};
      if (status !== undefined && began !== undefined && !status.endsWith('_IN_PROGRESS'))
        return this.#end(status);
      await pause(this.#pauseSeconds * 1000);
    }
  }

  /** Looks once. Trouble is said once, and looked at again later. */
  async #look(): Promise<void> {
    try {
      this.#now = await presentMoment(this.options.endpoint);
      this.#source ??= await this.#findStack();
      await this.#source.observe(this.#account);
      if (this.#source.began !== undefined) await this.#observe(this.#source, this.#source.began);
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
    return new StackSource(found.id, found.status, this.emit);
  }

  async #observe(source: StackSource, began: number): Promise<void> {
    this.#observer ??= new Observer(
      (name, input) => this.#account.read(name, input),
      this.emit,
      () => this.#now,
      began,
    );
    await this.#observer.observe(source.parts, this.#looks % LOOKS_BETWEEN_THOROUGH_ONES === 0);
    this.#looks += 1;
  }

  /** @throws UsageError for trouble that stays */
  #meet(error: unknown): void {
    if (error instanceof UsageError) throw error;
    const { sentence, then } = troubleOf(error);
    if (then === 'end') throw new UsageError(sentence);
    if (then === 'fresh' && this.#source === undefined)
      throw new UsageError(
        `${sentence.split('.')[0]}. Log in, or set AWS_PROFILE, and start the watch again.`,
      );
    if (sentence !== this.#trouble) this.#say('hint', sentence);
    this.#trouble = sentence;
    this.#pauseSeconds = Math.min(LONGEST_PAUSE_SECONDS, this.#pauseSeconds * 2);
    if (then !== 'fresh') return;
    // The SDK keeps credentials with a client.
    this.#account.close();
    this.#account = openWatchedAccount(this.options);
  }

  #end(status: string): number {
    const isGood = GOOD_ENDS.includes(status);
    this.#say(isGood ? 'good' : 'bad', `The operation ended: ${status}.`);
    return isGood ? 0 : 1;
  }

  #say(tone: 'plain' | 'good' | 'bad' | 'hint', text: string): void {
    this.emit({ kind: 'said', time: this.#now, text, tone });
  }
}

/** The time of the account: that of this machine, but a local AWS has a clock of its own. */
async function presentMoment(endpoint: string | undefined): Promise<number> {
  if (endpoint === undefined) return Date.now();
  try {
    const answer = await fetch(new URL('/_clock', endpoint));
    const { now } = (await answer.json()) as { now?: string };
    const moment = Date.parse(now ?? '');
    return Number.isNaN(moment) ? Date.now() : moment;
  } catch {
    return Date.now();
  }
}
