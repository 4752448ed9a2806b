import { VirtualClock } from '../../../core/clock';
import { Run, until, type Steps } from '../workflow/run';

let clock: VirtualClock;
let log: string[];

beforeEach(() => {
  clock = new VirtualClock(0);
  log = [];
});

const note = (text: string) => log.push(`${clock.now()} ${text}`);

async function* steps(): Steps {
  note('first');
  yield 10;
  note('second');
  yield 10;
  note('third');
}

const start = (of: Steps = steps()) => {
  const run = new Run(clock, of, (error) => note(String(error)));
  run.start(1);
  return run;
};

test('carries out its steps one after the other, each after the wait of the step before', async () => {
  start();
  await clock.advance(60);
  expect(log).toEqual(['1000 first', '11000 second', '21000 third']);
});

test('continues at once when it is woken', async () => {
  const run = start();
  await clock.advance(5);
  run.wake();
  await clock.advance(0);
  expect(log).toEqual(['1000 first', '5000 second']);
});

test('does nothing after it is halted', async () => {
  const run = start();
  run.schedule('alarms', 3, () => {
    note('alarms');
  });
  await clock.advance(2);
  run.halt();
  run.schedule('alarms', 3, () => {
    note('alarms');
  });
  await clock.advance(60);
  expect(log).toEqual(['1000 first']);
});

test('runs only its end when it is stopped during a step', async () => {
  async function* stopsItself(): Steps {
    note('stop');
    run.stop(2, () => {
      note('end');
    });
    yield 0;
    note('further');
  }
  const run = start(stopsItself());
  await clock.advance(60);
  expect(log).toEqual(['1000 stop', '3000 end']);
});

test('reports the error that a step throws', async () => {
  async function* broken(): Steps {
    yield 1;
    throw new Error('broken');
  }
  start(broken());
  await clock.advance(60);
  expect(log).toEqual(['2000 Error: broken']);
});

test.each([
  ['holds in time', 3_500, true, 4_000],
  ['never holds', Infinity, false, 10_000],
])('until a condition %s', async (_, from, holds, at) => {
  async function* waits(): Steps {
    note(String(yield* until(clock, () => clock.now() >= from, 9, 1)));
  }
  start(waits());
  await clock.advance(60);
  expect(log).toEqual([`${at} ${holds}`]);
});
