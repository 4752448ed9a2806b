import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { grouped } from './moments';

/** Events as `LogicalId STATUS reason`. `Stack` is the stack itself. */
const events = (...lines: string[]): StackEvent[] =>
  lines.map((line) => {
    const [logicalId = '', status = '', ...reason] = line.split(' ');
    return {
      StackId: 'stack-id',
      LogicalResourceId: logicalId,
      PhysicalResourceId: logicalId === 'Stack' ? 'stack-id' : `id-of-${logicalId}`,
      ResourceStatus: status as StackEvent['ResourceStatus'],
      ResourceStatusReason: reason.join(' '),
    } as StackEvent;
  });

const lines = (given: StackEvent[]): string[] =>
  grouped(given, ({ LogicalResourceId = '' }) => LogicalResourceId).map(({ status, logicalIds, reason }) =>
    [status, logicalIds.join(', '), ...(reason === undefined ? [] : [reason])].join(' '),
  );

test.each([
  [
    'a resource that is done at once shows its end only',
    ['A CREATE_IN_PROGRESS', 'A CREATE_IN_PROGRESS Resource creation Initiated', 'A CREATE_COMPLETE'],
    ['CREATE_COMPLETE A'],
  ],
  [
    'resources with the same status share a line, also when others are between them',
    ['A CREATE_COMPLETE', 'B CREATE_IN_PROGRESS', 'C CREATE_COMPLETE'],
    ['CREATE_COMPLETE A, C', 'CREATE_IN_PROGRESS B'],
  ],
  [
    'a failure has a line of its own, and what follows it stays below it',
    ['A UPDATE_COMPLETE', 'B UPDATE_FAILED It broke.', 'A UPDATE_IN_PROGRESS', 'A UPDATE_COMPLETE'],
    ['UPDATE_COMPLETE A', 'UPDATE_FAILED B It broke.', 'UPDATE_COMPLETE A'],
  ],
  [
    'the begin of a rollback stays, even when the rollback ends in the same moment',
    [
      'Stack UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to update: [B].',
      'Stack UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'Stack UPDATE_ROLLBACK_COMPLETE',
    ],
    ['UPDATE_ROLLBACK_IN_PROGRESS Stack', 'UPDATE_ROLLBACK_COMPLETE Stack'],
  ],
])('%s', (_, given, expected) => {
  expect(lines(events(...given))).toEqual(expected);
});
