import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import { awaitSeconds, nextLookSeconds, withJitter, type Sighting } from '../src/schedule';

const START = Date.UTC(2026, 0, 1);
const after = (seconds: number) => START + seconds * 1000;

const running: DeploymentInfo = {
  status: 'InProgress',
  startTime: new Date(START),
  blueGreenDeploymentConfiguration: {
    terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 10 },
  },
};

const at = (seconds: number, sighting: Partial<Sighting> = {}): Sighting => ({
  info: running,
  now: after(seconds),
  shiftMinutes: 0,
  shiftedAt: null,
  untilShifted: false,
  ...sighting,
});

const rows: [string, Sighting, number][] = [
  ['not visible yet: soon', at(0, { info: undefined }), 5],
  ['created: soon', at(0, { info: { status: 'Created' } }), 5],
  ['queued: soon', at(0, { info: { status: 'Queued' } }), 5],
  ['waiting for a person: now and then', at(0, { info: { status: 'Ready' } }), 30],
  ['just started: soon', at(4), 5],
  ['started a while ago: less often', at(80), 10],
  ['started long ago: at most every 15 s', at(3000), 15],
  ['a canary of five minutes cannot be over after 30 s', at(30, { shiftMinutes: 5 }), 60],
  ['towards the earliest end of the shift: shorter', at(270, { shiftMinutes: 5 }), 30],
  ['start not known: soon', at(10, { info: { status: 'InProgress' } }), 5],
  ['at the beginning of the termination wait: long', at(100, { shiftedAt: after(100) }), 60],
  ['at its end: short', at(698, { shiftedAt: after(100) }), 5],
  ['past its end: short', at(720, { shiftedAt: after(100) }), 5],
  [
    'a termination wait of unknown length: short',
    at(100, { shiftedAt: after(100), info: { status: 'InProgress' } }),
    5,
  ],
  [
    'shifted, but only the shift matters: as before it',
    at(8, { shiftedAt: after(8), untilShifted: true }),
    5,
  ],
];

test.each(rows)('%s', (_reason, sighting, seconds) => {
  expect(nextLookSeconds(sighting)).toBe(seconds);
});

const awaited: [string, DeploymentInfo | undefined, number][] = [
  ['cannot be seen', undefined, 5],
  ['is a rollback', { creator: 'codeDeployRollback', status: 'InProgress' }, 5],
  ['moves traffic', { status: 'InProgress' }, 15],
  ['waits for a person', { status: 'Ready' }, 30],
  ['is in its termination wait', { status: 'InProgress', instanceTerminationWaitTimeStarted: true }, 30],
];

test.each(awaited)('a deployment to wait for that %s', (_reason, info, seconds) => {
  expect(awaitSeconds(info)).toBe(seconds);
});

test('jitter adds up to a fifth, the same for the same seed, and never passes a minute', () => {
  const delays = Array.from({ length: 200 }, (_, index) => withJitter(30, `token-${index}`));
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(30);
  expect(Math.max(...delays)).toBeLessThanOrEqual(36);
  expect(new Set(delays).size).toBeGreaterThan(3);
  expect(withJitter(30, 'a')).toBe(withJitter(30, 'a'));
  expect(withJitter(60, 'a')).toBe(60);
});
