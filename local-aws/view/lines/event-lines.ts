import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { colours as pc } from './colours';
import { wrapped } from './layout';
import { grouped, reasonOf, type EventGroup } from './moments';

const TIME_WIDTH = 10;
/** The longest status but those of a clean-up, which is rarely seen: `UPDATE_ROLLBACK_IN_PROGRESS`. */
const STATUS_WIDTH = 29;

/** The time of day (UTC), e.g. `00:12:30`. */
export function clockTime(date: Date): string {
  return date.toISOString().slice(11, 19);
}

/** A line about one moment: time, what it is about, and what there is to say about that. */
export function momentLine(
  date: Date,
  subject: string,
  text: string,
  colour = (part: string) => part,
): string {
  const indent = TIME_WIDTH + Math.max(STATUS_WIDTH, subject.length + 2);
  return `${pc.dim(clockTime(date))}  ${colour(subject.padEnd(STATUS_WIDTH - 2))}  ${wrapped(text, indent)}`;
}

function colourOf(status: string): (text: string) => string {
  if (status.includes('ROLLBACK_COMPLETE')) return pc.yellow;
  if (/FAILED|ROLLBACK/.test(status)) return pc.red;
  return status.endsWith('_COMPLETE') ? pc.green : (text) => text;
}

function linesOf(date: Date, { status, logicalIds, reason }: Omit<EventGroup, 'stackId'>): string[] {
  const line = momentLine(date, status, logicalIds.join(', '), colourOf(status));
  if (reason === undefined) return [line];
  const both = momentLine(date, status, `${logicalIds.join(', ')}: ${reason}`, colourOf(status));
  if (!both.includes('\n')) return [both];
  const paragraphs = reason.split('\n').map((text) => wrapped(text, TIME_WIDTH));
  return [line, ...paragraphs.map((text) => ' '.repeat(TIME_WIDTH) + text)];
}

/** The lines of an event that says why something failed; none of any other. */
export function failureLines(event: StackEvent): string[] {
  const {
    Timestamp: date = new Date(0),
    ResourceStatusReason: reason,
    LogicalResourceId: logicalId = '',
  } = event;
  const status: string = event.ResourceStatus ?? '';
  return status.endsWith('_FAILED') ? linesOf(date, { status, logicalIds: [logicalId], reason }) : [];
}

/** Prints the events of stacks, those of one moment together. */
export class EventLines {
  #events: StackEvent[] = [];
  /** The first stack that had an event. Resources of other stacks are shown with the name of their stack. */
  #firstStackId: string | undefined;

  /** The last status of each resource. */
  readonly #statuses = new Map<string, string>();

  constructor(private readonly print: (line: string) => void) {}

  /** Takes the next event. Events of an earlier moment are printed. */
  add(event: StackEvent): void {
    this.printBefore(event.Timestamp);
    this.#firstStackId ??= event.StackId;
    if (!this.#isKnown(event)) this.#events.push(event);
  }

  /** Prints what came before this moment. */
  printBefore(moment: Date | undefined): void {
    const [first] = this.#events;
    if (first?.Timestamp?.getTime() !== moment?.getTime()) this.flush();
  }

  /** Prints the rest. */
  flush(): void {
    const [first] = this.#events;
    if (first?.Timestamp === undefined) return;
    for (const group of grouped(this.#events, (event) => this.#nameOf(event)))
      for (const line of linesOf(first.Timestamp, group)) this.print(line);
    this.#events = [];
  }

  /** CloudFormation says twice that a create is in progress: when it begins, and when the resource has its identifier. */
  #isKnown(event: StackEvent): boolean {
    const { StackId = '', LogicalResourceId = '', ResourceStatus: status = '' } = event;
    const key = `${StackId} ${LogicalResourceId}`;
    const isSame = this.#statuses.get(key) === status;
    this.#statuses.set(key, status);
    return isSame && status.endsWith('_IN_PROGRESS') && reasonOf(event) === undefined;
  }

  #nameOf({ StackId, StackName = '', PhysicalResourceId, LogicalResourceId = '' }: StackEvent): string {
    const isForeign = StackId !== this.#firstStackId && PhysicalResourceId !== StackId;
    return isForeign ? `${StackName}/${LogicalResourceId}` : LogicalResourceId;
  }
}
