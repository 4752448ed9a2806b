import { setTimeout as pause } from 'node:timers/promises';
import { startLocalAws } from '../../local-aws';
import { VirtualClock } from '../clock';

const START = Date.UTC(2026, 0, 1);

it('lets an advance wait while another one runs its tasks', async () => {
  const clock = new VirtualClock();
  const done: string[] = [];
  clock.after(10, async () => {
    await pause(20);
    done.push('task');
  });
  clock.after(30, () => {
    done.push('later');
  });
  const first = clock.advance(10).then(() => done.push('first'));
  const second = clock.advance(5);
  const third = clock.advanceUntil(() => done.includes('later'), 60).then(() => done.push('third'));
  await Promise.all([first, second, third]);
  expect(done).toEqual(['task', 'first', 'later', 'third']);
  expect(clock.now()).toBe(START + 30_000);
});

it('refuses a task that advances the clock that waits for it', async () => {
  const clock = new VirtualClock();
  clock.after(1, async () => {
    await pause(1);
    await clock.advance(1);
  });
  await expect(clock.advance(2)).rejects.toThrow('a task must not advance it');
  await clock.advance(1);
  expect(clock.now()).toBe(START + 2000);
});

it.each([NaN, Infinity, -Infinity, -1, 1e12])(
  'refuses to advance by %d seconds, and stays usable',
  async (seconds) => {
    const clock = new VirtualClock();
    await expect(clock.advance(seconds)).rejects.toThrow(
      /^The clock advances by 0 to 31622400 seconds, not by /,
    );
    await clock.advance(1);
    expect(clock.now()).toBe(START + 1000);
  },
);

it.each([NaN, Infinity])('refuses a task at the moment %d, which would never come', async (time) => {
  const clock = new VirtualClock();
  expect(() => clock.at(time, () => undefined)).toThrow(/^A task needs a moment/);
  expect(() => clock.after(time, () => undefined)).toThrow(/^A task needs a moment/);
});

describe('POST /_clock', () => {
  it.each([
    '',
    'null',
    '[]',
    '{}',
    '{"advanceSeconds": "1"}',
    '{"advanceSeconds": -1}',
    '{"advanceSeconds": 1e999}',
    '{"advanceSeconds": -1e999}',
    '{"advanceSeconds": 31622401}',
    '{"advanceSeconds": NaN}',
    `{"advanceSeconds": ${'['.repeat(100_000)}`,
  ])('refuses %.40s with the bounds', async (body) => {
    const aws = await startLocalAws();
    const answer = await fetch(`${aws.endpoint}/_clock`, { method: 'POST', body });
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { message: 'Send {"advanceSeconds": <a number from 0 to 31622400>}. The clock never goes back.' },
    ]);
    expect(aws.clock.now()).toBe(START);
    await aws.close();
  });

  it('waits for an advance in the process, during an operation', async () => {
    const aws = await startLocalAws();
    aws.clock.after(1, () => pause(100));
    const inProcess = aws.clock.advance(10);
    const answer = await fetch(`${aws.endpoint}/_clock`, { method: 'POST', body: '{"advanceSeconds": 5}' });
    await inProcess;
    expect([answer.status, await answer.json()]).toEqual([200, { now: '2026-01-01T00:00:15.000Z' }]);
    await aws.close();
  });
});
