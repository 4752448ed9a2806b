import type { StackEvent } from '@aws-sdk/client-cloudformation';
import pc from 'picocolors';
import type { Stack } from '../cloudformation/stacks/stack';

const TYPE_WIDTH = 42;
const STATUS_WIDTH = 44;

/** Virtual time of day, e.g. `00:12:30`. */
export function clockTime(date: Date): string {
  return date.toISOString().slice(11, 19);
}

function coloured(status: string): string {
  const text = status.padEnd(STATUS_WIDTH);
  if (/FAILED|ROLLBACK/.test(status))
    return status.includes('ROLLBACK_COMPLETE') ? pc.yellow(text) : pc.red(text);
  return status.endsWith('_COMPLETE') ? pc.green(text) : text;
}

/** One event as a line: time, logical id, type, status, reason. */
export function eventLine(event: StackEvent, logicalIdWidth: number): string {
  const {
    Timestamp,
    LogicalResourceId = '',
    ResourceType = '',
    ResourceStatus = '',
    ResourceStatusReason,
  } = event;
  return [
    pc.dim(Timestamp ? clockTime(Timestamp) : ''),
    LogicalResourceId.padEnd(logicalIdWidth),
    pc.dim(ResourceType.padEnd(TYPE_WIDTH)),
    coloured(ResourceStatus),
    ResourceStatusReason?.trim() ?? '',
  ]
    .join('  ')
    .trimEnd();
}

/** The width of the column of logical ids, in characters. */
export function logicalIdWidth(stack: Stack): number {
  return Math.max(...Object.keys(stack.prepared.resources).map((name) => name.length), stack.name.length);
}
