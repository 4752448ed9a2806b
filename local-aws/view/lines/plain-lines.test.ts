import { stripVTControlCharacters } from 'node:util';
import type { RunEvent, Share } from '../events';
import { plainLines } from './plain-lines';

const START = Date.UTC(2026, 0, 1);

/** The lines without their colours, which a CI server gets too. */
function linesOf(...events: RunEvent[]): string[] {
  const lines: string[] = [];
  const show = plainLines((line) => lines.push(stripVTControlCharacters(line)));
  for (const event of events) show(event);
  return lines;
}

const traffic = (seconds: number, ...shares: Share[]): RunEvent => ({
  kind: 'traffic',
  time: START + seconds * 1000,
  listener: 'Listener',
  role: 'production',
  shares,
});
const share = (targetGroup: string, percent: number): Share => ({ targetGroup, percent });

test('a new listener is no change of traffic, each later change has a line', () => {
  expect(
    linesOf(
      traffic(0, share('Blue', 100)),
      traffic(5, share('Blue', 90), share('Green', 10)),
      traffic(6, share('Green', 100)),
      traffic(7),
    ),
  ).toEqual([
    '00:00:05  Listener                     Blue 90%, Green 10%',
    '00:00:06  Listener                     Green 100%',
  ]);
});

test('in a brief step, one line stands for all changes of a traffic shift between the first and the last one', () => {
  const step: RunEvent = {
    kind: 'step',
    time: START,
    number: 1,
    name: 'Shift',
    about: 'slowly.',
    isBrief: true,
  };
  expect(
    linesOf(
      step,
      traffic(0, share('Blue', 100)),
      traffic(5, share('Blue', 90), share('Green', 10)),
      traffic(6, share('Blue', 80), share('Green', 20)),
      traffic(6.5, share('Blue', 70), share('Green', 30)),
      traffic(7, share('Green', 100)),
    ),
  ).toEqual([
    '',
    '1. Shift: slowly.',
    '00:00:05  Listener                     Blue 90%, Green 10%',
    '…',
    '00:00:07  Listener                     Green 100%',
  ]);
});
