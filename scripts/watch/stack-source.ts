import type { StackEvent } from '@aws-sdk/client-cloudformation';
import type { Emit, Part, RunEvent } from '#view';
import type { WatchedAccount } from './account';

const NESTED_STACK = 'AWS::CloudFormation::Stack';

/** Begins an operation, as opposed to its rollback or clean-up. */
const BEGINS = /^(CREATE|UPDATE|DELETE|IMPORT|REVIEW)_IN_PROGRESS$/;
const isOfStack = ({ PhysicalResourceId, StackId }: StackEvent): boolean => PhysicalResourceId === StackId;

/** The events of one stack and of the stacks nested in it, from the begin of the operation that is watched. */
export class StackSource {
  readonly #parts = new Map<string, Part>();
  readonly #nested = new Map<string, StackSource>();
  /** Resources whose operation is in progress. */
  readonly #changing = new Set<string>();
  #lastEventId: string | undefined;
  #isRead = false;
  /** The status in the newest event of the stack itself. */
  status: string;
  /** The time of that event, in milliseconds since the epoch. */
  changedAt: number | undefined;
  /** Whether the last look found new events. */
  hasChanged = false;
  /** When the operation began, in milliseconds since the epoch; undefined while none was seen. */
  began: number | undefined;

  /** @param since events before this moment are not told; undefined: those before the operation in progress */
  constructor(
    private readonly stackId: string,
    status: string,
    private readonly emit: Emit,
    private readonly since?: number,
  ) {
    this.status = status;
  }

  /** Whether an operation of the stack goes on. */
  get isInProgress(): boolean {
    return this.status.endsWith('_IN_PROGRESS');
  }

  /** Among events of one moment, the end of this stack's operation is the last one. */
  rank(event: RunEvent): number {
    if (event.kind !== 'stack' || event.event.StackId !== this.stackId) return 0;
    return isOfStack(event.event) && event.event.ResourceStatus?.endsWith('_IN_PROGRESS') === false ? 1 : 0;
  }

  /** The resources of the stack, and of those nested in it. */
  get parts(): Part[] {
    return [...this.#parts.values(), ...[...this.#nested.values()].flatMap(({ parts }) => parts)];
  }

  /** Tells what is new. */
  async observe(account: WatchedAccount): Promise<void> {
    if (!this.#isRead) {
      for (const part of await account.resources(this.stackId)) this.#parts.set(part.logicalId, part);
      this.#isRead = true;
    }
    const newest = await account.events(this.stackId, ({ EventId }) => EventId === this.#lastEventId);
    const known = this.#lastEventId !== undefined;
    this.#lastEventId = newest[0]?.EventId ?? this.#lastEventId;
    const found = (known ? newest : this.#ofThisOperation(newest)).reverse();
    for (const event of found) this.#take(event);
    this.hasChanged = found.length > 0;
    for (const { type, physicalId, logicalId } of [...this.#parts.values()])
      if (type === NESTED_STACK) await this.#observeNested(logicalId, physicalId, account);
  }

  /** The first look finds the whole history. An operation that has ended is none of this watch's. */
  #ofThisOperation(newest: readonly StackEvent[]): StackEvent[] {
    const { since } = this;
    if (since !== undefined) return newest.filter(({ Timestamp }) => (Timestamp?.getTime() ?? 0) >= since);
    if (!this.isInProgress) return [];
    const begin = newest.findIndex((event) => isOfStack(event) && BEGINS.test(event.ResourceStatus ?? ''));
    return begin === -1 ? [...newest] : newest.slice(0, begin + 1);
  }

  #take(event: StackEvent): void {
    const {
      LogicalResourceId: logicalId = '',
      PhysicalResourceId: physicalId,
      ResourceType: type = '',
    } = event;
    const time = event.Timestamp?.getTime() ?? 0;
    const status: string = event.ResourceStatus ?? '';
    if (isOfStack(event)) {
      const hadEnded = !this.isInProgress;
      if (
        BEGINS.test(status) ||
        this.began === undefined ||
        (hadEnded && status.endsWith('ROLLBACK_IN_PROGRESS'))
      )
        this.began = time;
      this.status = status;
      this.changedAt = time;
    } else {
      if (physicalId) this.#parts.set(logicalId, { logicalId, type, physicalId });
      if (status.endsWith('_IN_PROGRESS')) this.#changing.add(logicalId);
      else this.#changing.delete(logicalId);
    }
    this.emit({ kind: 'stack', time, event });
  }

  async #observeNested(logicalId: string, stackId: string, account: WatchedAccount): Promise<void> {
    const since = this.began;
    if (since === undefined || !stackId.includes(':stack/')) return;
    const known = this.#nested.get(stackId);
    const nested = known ?? new StackSource(stackId, '', this.emit, since);
    this.#nested.set(stackId, nested);
    // One that has ended is asked again only when the stack above it changes it again.
    if (known !== undefined && !known.isInProgress && !this.#changing.has(logicalId)) return;
    await nested.observe(account);
    this.hasChanged ||= nested.hasChanged;
  }
}
