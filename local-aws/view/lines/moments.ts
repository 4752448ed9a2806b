import type { StackEvent } from '@aws-sdk/client-cloudformation';

/** Events that one line shows: they have the same status and, if they say anything, are alone. */
export interface EventGroup {
  status: string;
  logicalIds: string[];
  reason: string | undefined;
  stackId: string | undefined;
}

/** What CloudFormation writes into events that need no explanation. */
const ORDINARY =
  /^(User Initiated|Resource (creation|import) Initiated|Requested update requires the creation of a new physical|The following resource\(s\) failed to )/;

const BEGINS_ROLLBACK = /^(UPDATE_)?ROLLBACK_IN_PROGRESS$/;

/**
 * Joins the events of one moment: a resource that is done at once shows its end only, and resources of one stack with the same status
 * share a line. Failures, and the stack's own events, have lines of their own, and the order around them stays.
 * @param events of one moment, oldest first
 * @param nameOf the name to show for an event's resource
 */
export function grouped(events: readonly StackEvent[], nameOf: (event: StackEvent) => string): EventGroup[] {
  const groups: EventGroup[] = [];
  let joinable = 0;
  for (const [index, event] of events.entries()) {
    const { ResourceStatus: status = '' } = event;
    if (isSuperseded(event, events.slice(index + 1))) continue;
    const reason = reasonOf(event);
    const isAlone = reason !== undefined || isOfStack(event);
    const same = isAlone
      ? undefined
      : groups.slice(joinable).find((group) => group.status === status && group.stackId === event.StackId);
    if (same) {
      if (!same.logicalIds.includes(nameOf(event))) same.logicalIds.push(nameOf(event));
      continue;
    }
    groups.push({ status, logicalIds: [nameOf(event)], reason, stackId: event.StackId });
    if (isAlone) joinable = groups.length;
  }
  return groups;
}

/** Whether a later event of the same moment says more: the resource was not only begun, but is done. */
function isSuperseded(event: StackEvent, later: readonly StackEvent[]): boolean {
  const { ResourceStatus: status = '' } = event;
  if (!status.endsWith('_IN_PROGRESS') || BEGINS_ROLLBACK.test(status)) return false;
  return later.some(
    (other) => other.StackId === event.StackId && other.LogicalResourceId === event.LogicalResourceId,
  );
}

/** What an event says about its status; undefined when that needs no explanation. */
export function reasonOf({ ResourceStatusReason: reason }: StackEvent): string | undefined {
  const text = reason?.trim() ?? '';
  return text === '' || ORDINARY.test(text) ? undefined : text;
}

function isOfStack({ PhysicalResourceId, StackId }: StackEvent): boolean {
  return PhysicalResourceId === StackId;
}
