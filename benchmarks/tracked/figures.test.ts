import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare, fromText, toText, track, type Figure, type TrackedFigure } from './figures';
import { measureAll } from './measure';

// Virtual time. The limit is only there to end a test that hangs, however busy the machine is.
jest.setTimeout(20 * 60_000);

const tracked: TrackedFigure[] = [
  { name: 'calls, all at once', value: 21, unit: 'calls', commit: 'aaaaaaa' },
  { name: 'lag, all at once', value: 2.7, unit: 'seconds', commit: 'bbbbbbb' },
];

describe('the measured figures', () => {
  let measured: Figure[];
  beforeAll(async () => {
    measured = await measureAll();
  });

  const above = (name: RegExp, limit: number): string[] =>
    measured.filter((each) => name.test(each.name) && each.value > limit).map((each) => each.name);

  test('are no worse than in the file, and each one is in the file', () => {
    const file = readFileSync(join(__dirname, 'figures.md'), 'utf8');
    const differences = compare(measured, fromText(file)).filter(({ kind }) => kind !== 'better');
    expect(differences.map(({ text }) => text)).toEqual([]);
  });

  // The lag of one deployment is a matter of chance. Over many it is about four seconds: see benchmarks/lag.
  test('promise at most 12 calls that are no polls, and a lag of at most 20 seconds', () => {
    expect(above(/^calls that are no polls/, 12)).toEqual([]);
    expect(above(/^lag/, 20)).toEqual([]);
  });

  test('promise the old version within a minute, and minutes when the original task set is gone', () => {
    expect(above(/^(all users|stack).*/, 3)).toEqual([]);
    expect(above(/^(all users|stack)(?!.*a later failure)/, 0.5)).toEqual([]);
    expect(measured.filter(({ name }) => name.includes('a later failure'))).toHaveLength(6);
  });
});

test('the file is read as it is written', () => {
  expect(fromText(toText(tracked))).toEqual(tracked);
});

test('a value that is no number is refused with the name of its figure', () => {
  expect(() => fromText(toText(tracked).replace('2.7', 'fast'))).toThrow(
    'The tracked figure "lag, all at once" has the value "fast", which is no number.',
  );
});

test('a change is named with both values and the commit that set the old one', () => {
  const measured = [
    { name: 'calls, all at once', value: 22, unit: 'calls' },
    { name: 'calls, canary', value: 39, unit: 'calls' },
  ];
  expect(compare(measured, tracked)).toEqual([
    {
      name: 'calls, all at once',
      kind: 'worse',
      text: 'calls, all at once: 22 calls, worse than 21 (aaaaaaa)',
    },
    { name: 'calls, canary', kind: 'new', text: 'calls, canary: 39 calls, not tracked yet' },
    { name: 'lag, all at once', kind: 'gone', text: 'lag, all at once: not measured any more' },
  ]);
});

test('an unchanged figure keeps its commit, a changed one gets the new commit', () => {
  const measured = [
    { name: 'calls, all at once', value: 20, unit: 'calls' },
    { name: 'lag, all at once', value: 2.7, unit: 'seconds' },
  ];
  expect(track(measured, tracked, 'ccccccc').map(({ commit }) => commit)).toEqual(['ccccccc', 'bbbbbbb']);
});
