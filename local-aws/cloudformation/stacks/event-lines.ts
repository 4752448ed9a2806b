import type { Stack } from './stack';

/**
 * A stack's events after the first `after` ones, as lines: logical id, status, and reason without request tokens.
 */
export function eventLines(stack: Stack, after = 0): string[] {
  return stack.events.slice(after).map(({ LogicalResourceId, ResourceStatus, ResourceStatusReason }) => {
    const reason = ResourceStatusReason?.replace(/RequestToken: [0-9a-f-]{36}/, 'RequestToken: …');
    return [LogicalResourceId, ResourceStatus, ...(reason === undefined ? [] : [reason])].join(' ');
  });
}
