import type { RunEvent } from '../events';
import { reportPage } from './page';
import { runPicture } from './picture';
import { at, DEPLOYMENT, EVENTS, lifecycle, step } from './test-events';

test('a termination wait has its bracket and its row', () => {
  const waits = { ...DEPLOYMENT, time: at(7.2), waitsForTermination: true, terminationWaitMinutes: 5 };
  const ended = { ...DEPLOYMENT, time: at(12), status: 'Succeeded' } as const;
  const events = [DEPLOYMENT, lifecycle('AfterAllowTraffic', 'Succeeded', 6, 7), waits, ended];
  const page = reportPage('shop', events);
  expect(page).toContain('termination wait 5 min</text>');
  expect(page).toMatch(/<td[^>]*>termination wait<\/td>/);
});

test('a run begins with its first event, whatever the program said before, and the axis says when', () => {
  const said: RunEvent = { kind: 'said', time: at(-20), text: 'It waits.', tone: 'plain' };
  const late = EVENTS.map((event) => ({ ...event, time: event.time + 3_605_000 }));
  const page = reportPage('shop', [said, ...late]);
  expect(page).toContain('10 min · ');
  expect(page).toContain('from 01:00:05 UTC');
});

test('a run in which nothing happened has no picture', () => {
  const said: RunEvent = { kind: 'said', time: at(0), text: 'It waits.', tone: 'plain' };
  const page = reportPage('shop', [said], { note: 'It was interrupted.', nothing: 'Nothing happened.' });
  expect(page).toMatch(
    /<h1>shop<\/h1>\n<p>Nothing happened\.<\/p>\n<p class="bad">It was interrupted\.<\/p>/,
  );
  expect(page).not.toMatch(/<svg|<table| · /);
});

test('a picture draws the numbers of steps that have no room, with their names below, and a legend', () => {
  const picture = runPicture('shop', [...EVENTS, ...step(1, 0, 1), ...step(2, 1, 10)]);
  expect(picture).toContain('>2. Refuse another version</text>');
  for (const text of ['failed', 'rolled back', 'a call of a handler']) expect(picture).toContain(`>${text}<`);
});
