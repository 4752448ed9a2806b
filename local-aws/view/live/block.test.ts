import { stripVTControlCharacters } from 'node:util';
import type { StackEvent } from '@aws-sdk/client-cloudformation';
import type { RunEvent } from '../events';
import { blockLines } from './block';
import { advance, emptyState, type LiveState } from './state';

const START = Date.UTC(2026, 0, 1);
const at = (seconds: number): number => START + seconds * 1000;

const stack = (seconds: number, logicalId: string, status: string): RunEvent => ({
  kind: 'stack',
  time: at(seconds),
  event: {
    StackId: 'stack-id',
    StackName: 'shop',
    EventId: '',
    Timestamp: new Date(at(seconds)),
    LogicalResourceId: logicalId,
    PhysicalResourceId: logicalId === 'shop' ? 'stack-id' : logicalId,
    ResourceStatus: status as StackEvent['ResourceStatus'],
  },
});
const shift = (seconds: number, blue: number): RunEvent => ({
  kind: 'traffic',
  time: at(seconds),
  listener: 'Listener',
  role: 'production',
  shares: [
    { targetGroup: 'Blue', percent: blue },
    { targetGroup: 'Green', percent: 100 - blue },
  ],
});
const lifecycle = (
  name: string,
  status: 'Succeeded' | 'InProgress' | 'Pending',
  start?: number,
  end?: number,
  hook?: string,
): RunEvent => ({
  kind: 'lifecycle',
  time: at(end ?? start ?? 0),
  deploymentId: 'd-111111111',
  name,
  status,
  hook,
  start: start === undefined ? undefined : at(start),
  end: end === undefined ? undefined : at(end),
});

const moment = (seconds: number): RunEvent => ({ kind: 'moment', time: at(seconds) });
/** Task sets of these versions behind one target group, whose health is not known. */
const taskSets = (...versions: string[]): RunEvent => ({
  kind: 'taskSets',
  time: at(210),
  service: 'web',
  taskSets: versions.map((version) => ({
    id: version,
    status: 'ACTIVE',
    version,
    targetGroup: 'Green',
    running: 2,
    desired: 2,
    healthy: undefined,
  })),
});

const DEPLOYMENT: RunEvent & { kind: 'deployment' } = {
  kind: 'deployment',
  time: at(6),
  id: 'd-111111111',
  status: 'InProgress',
  rollsBack: undefined,
  version: 'web:2',
  waitsForTermination: false,
  terminationWaitMinutes: undefined,
  error: undefined,
};

const EVENTS: RunEvent[] = [
  stack(0, 'shop', 'UPDATE_IN_PROGRESS'),
  stack(5, 'Deployment', 'UPDATE_IN_PROGRESS'),
  DEPLOYMENT,
  lifecycle('Install', 'Succeeded', 6, 130),
  lifecycle('AfterAllowTestTraffic', 'Succeeded', 131, 134, 'smoke-test'),
  lifecycle('AllowTraffic', 'InProgress', 135),
  lifecycle('AfterAllowTraffic', 'Pending'),
  {
    kind: 'traffic',
    time: at(130),
    listener: 'Test',
    role: 'test',
    shares: [{ targetGroup: 'Green', percent: 100 }],
  },
  {
    kind: 'taskSets',
    time: at(130),
    service: 'web',
    taskSets: [
      {
        id: '1',
        status: 'PRIMARY',
        version: 'web:1',
        targetGroup: 'Blue',
        running: 2,
        desired: 2,
        healthy: 2,
      },
      {
        id: '2',
        status: 'ACTIVE',
        version: 'web:2',
        targetGroup: 'Green',
        running: 2,
        desired: 2,
        healthy: 1,
      },
    ],
  },
  shift(135, 100),
  shift(140, 90),
  shift(200, 80),
  {
    kind: 'users',
    time: at(200),
    answers: { 'version 1': 16, 'version 2': 3, 'errors 503': 1 },
    problems: [],
  },
  { kind: 'alarm', time: at(200), name: 'high', state: 'OK' },
  moment(220),
];

function stateAfter(events: readonly RunEvent[]): LiveState {
  const state = emptyState();
  for (const event of events) advance(state, event);
  return state;
}

const linesAt = (width: number, events = EVENTS): string[] =>
  blockLines(stateAfter(events), width).map((line) => stripVTControlCharacters(line).trimEnd());

test('the block shows stack, resources, deployment, traffic, tasks, users and alarms', () => {
  expect(linesAt(120)).toEqual([
    'shop  UPDATE_IN_PROGRESS  3 min 40 s  00:03:40',
    'resources   Deployment  UPDATE_IN_PROGRESS  3 min 35 s',
    'deployment  d-111111111  InProgress  brings web:2',
    '            ✔ Install 2 min 4 s  ✔ AfterAllowTestTraffic smoke-test 3 s  ◌ AllowTraffic 1 min 25 s',
    '            · AfterAllowTraffic',
    `production  Blue  ${'█'.repeat(32)}${'░'.repeat(8)}  80%  web:1 2/2 healthy`,
    `            Green ${'█'.repeat(8)}${'░'.repeat(32)}  20%  web:2 1/2 healthy`,
    '            next move at about 00:04:20',
    'test        Green 100%',
    'users       20 answers: version 1 16 · version 2 3 · errors 1',
    'alarms      high OK',
  ]);
});

test.each([20, 40, 60, 80, 200])('no line is longer than a terminal of %d columns', (width) => {
  expect(linesAt(width).filter((line) => line.length > width)).toEqual([]);
});

test('at 60 columns the bars get shorter, at 40 the tasks have lines of their own: names and percentages stay whole', () => {
  const bars = (width: number): string[] => linesAt(width).filter((line) => /[█%]|web:\d \d/.test(line));
  expect(bars(60)).toEqual([
    `production  Blue  ${'█'.repeat(14)}${'░'.repeat(4)}  80%  web:1 2/2 healthy`,
    `            Green ${'█'.repeat(4)}${'░'.repeat(14)}  20%  web:2 1/2 healthy`,
    'test        Green 100%',
  ]);
  expect(bars(40)).toEqual([
    `production  Blue  ${'█'.repeat(14)}${'░'.repeat(3)}  80%`,
    '            web:1 2/2 healthy',
    `            Green ${'█'.repeat(3)}${'░'.repeat(14)}  20%`,
    '            web:2 1/2 healthy',
    'test        Green 100%',
  ]);
});

test('all bars have one length, also when one line has more to say', () => {
  const bars = linesAt(60, [...EVENTS, taskSets('web:2', 'web:3')])
    .map((line) => line.replaceAll(/[^█░]/g, '').length)
    .filter((length) => length > 0);
  expect(new Set(bars).size).toBe(1);
});

test('what has no room in a line begins the next one, and an ellipsis stands for the end of a word that has none', () => {
  expect(linesAt(40).slice(0, 6)).toEqual([
    'shop  UPDATE_IN_PROGRESS  3 min 40 s',
    '            00:03:40',
    'resources   Deployment',
    '            UPDATE_IN_PROGRESS',
    '            3 min 35 s',
    'deployment  d-111111111  InProgress',
  ]);
  expect(linesAt(24)).toContain('            UPDATE_IN_P…');
});

test('health that is not known is left out', () => {
  const unknown = linesAt(120, [...EVENTS, taskSets('web:2')]).find((line) => line.includes('Green ')) ?? '';
  expect(unknown).toMatch(/ 20% {2}web:2$/);
});

test('the duration of an operation ends with it', () => {
  const ended = [...EVENTS, stack(230, 'shop', 'UPDATE_COMPLETE'), moment(1000)];
  expect(linesAt(120, ended)[0]).toBe('shop  UPDATE_COMPLETE  3 min 50 s  00:16:40');
});

test('a cancelled update moves on no more', () => {
  expect(linesAt(120, [...EVENTS, moment(270)])).toContain('            next move: due since 00:04:20');
  const cancelled = linesAt(120, [...EVENTS, stack(230, 'shop', 'UPDATE_ROLLBACK_IN_PROGRESS')]);
  expect(cancelled.join('\n')).not.toContain('next move');
});

test('a termination wait says until about when', () => {
  const waits: RunEvent = { ...DEPLOYMENT, waitsForTermination: true, terminationWaitMinutes: 5 };
  const ended = lifecycle('AfterAllowTraffic', 'Succeeded', 250, 300);
  expect(linesAt(120, [...EVENTS, ended, waits])).toContain(
    'deployment  d-111111111  InProgress  brings web:2  waits until about 00:10:00 before the old tasks end',
  );
});

test('a rollback begins with its own lifecycle events, and says what it undoes', () => {
  const rollback: RunEvent = {
    kind: 'deployment',
    time: at(230),
    id: 'd-222222222',
    status: 'InProgress',
    rollsBack: 'd-111111111',
    version: 'web:1',
    waitsForTermination: false,
    terminationWaitMinutes: undefined,
    error: undefined,
  };
  const lines = linesAt(120, [...EVENTS, rollback]);
  expect(lines).toContain('deployment  d-222222222  InProgress  brings web:1  undoes d-111111111');
  expect(lines.join('\n')).not.toContain('Install');
});
