import { stripVTControlCharacters } from 'node:util';
import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { EventLines } from './event-lines';

const event = (second: number, logicalId: string, status: string, reason = ''): StackEvent =>
  ({
    StackId: 'stack-id',
    StackName: 'app',
    Timestamp: new Date(Date.UTC(2026, 0, 1, 0, 0, second)),
    LogicalResourceId: logicalId,
    PhysicalResourceId: `id-of-${logicalId}`,
    ResourceStatus: status as StackEvent['ResourceStatus'],
    ResourceStatusReason: reason,
  }) as StackEvent;

/** The lines without their colours, which a CI server gets too. */
function linesOf(...events: StackEvent[]): string[] {
  const lines: string[] = [];
  const printer = new EventLines((line) => lines.push(line));
  for (const one of events) printer.add(one);
  printer.flush();
  return lines.map(stripVTControlCharacters);
}

test('events of different moments have lines of their own', () => {
  expect(
    linesOf(
      event(0, 'Log', 'CREATE_IN_PROGRESS'),
      event(0, 'Log', 'CREATE_COMPLETE'),
      event(5, 'Api', 'CREATE_COMPLETE'),
    ),
  ).toEqual(['00:00:00  CREATE_COMPLETE              Log', '00:00:05  CREATE_COMPLETE              Api']);
});

test('a short reason stands behind the resource, a long one below it', () => {
  const long = `It broke, ${'and '.repeat(30)}that is all.`;
  const [short, first, ...rest] = linesOf(
    event(0, 'Log', 'UPDATE_FAILED', 'Resource update cancelled'),
    event(0, 'Api', 'UPDATE_FAILED', long),
  );
  expect(short).toBe('00:00:00  UPDATE_FAILED                Log: Resource update cancelled');
  expect(first).toBe('00:00:00  UPDATE_FAILED                Api');
  expect(rest.join(' ').replaceAll(/\s+/g, ' ').trim()).toBe(long);
});

test('a create that goes on has one line, although CloudFormation has two events', () => {
  const initiated = event(5, 'Api', 'CREATE_IN_PROGRESS', 'Resource creation Initiated');
  expect(linesOf(event(0, 'Api', 'CREATE_IN_PROGRESS'), initiated)).toEqual([
    '00:00:00  CREATE_IN_PROGRESS           Api',
  ]);
});

test('resources of two stacks share no line, so that those of the second one stay behind its begin', () => {
  const ofNested = { StackId: 'other', StackName: 'app-Nested' };
  expect(
    linesOf(event(0, 'Log', 'DELETE_COMPLETE'), event(0, 'Nested', 'DELETE_IN_PROGRESS'), {
      ...event(0, 'Queue', 'DELETE_COMPLETE'),
      ...ofNested,
    }).map((line) => line.replaceAll(/ +/g, ' ')),
  ).toEqual([
    '00:00:00 DELETE_COMPLETE Log',
    '00:00:00 DELETE_IN_PROGRESS Nested',
    '00:00:00 DELETE_COMPLETE app-Nested/Queue',
  ]);
});

test('resources of another stack than the first one are shown with the name of their stack', () => {
  const nested = { ...event(0, 'Queue', 'CREATE_COMPLETE'), StackId: 'other', StackName: 'app-Nested' };
  expect(linesOf(event(0, 'Log', 'DELETE_COMPLETE'), nested)[1]).toContain('  app-Nested/Queue');
});
