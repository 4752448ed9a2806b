import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/types';
import { describeUnnoticed, figuresOf, fromTable, isTooLow, scoreOf, toTable } from './report';
import { SUBJECTS } from './subjects';

const sources = SUBJECTS.flatMap((subject) => subject.sources);

test('each file of a subject exists, and no source is in two subjects', () => {
  const files = [...sources, ...SUBJECTS.flatMap(({ tests }) => tests)];
  expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  expect(new Set(sources).size).toBe(sources.length);
});

test('docs/mutation-scores.md has lines of sources only, in their order, each with its least score', () => {
  const page = readFileSync(join(ROOT, 'docs', 'mutation-scores.md'), 'utf8');
  const expected = SUBJECTS.flatMap(({ sources: files, minimumScore }) =>
    files.map((file) => ({ file, minimumScore })),
  );
  const shown = fromTable(page).map(({ file, minimumScore }) => ({ file, minimumScore }));
  expect(shown.length).toBeGreaterThan(10);
  expect(shown).toEqual(expected.filter(({ file }) => shown.some((line) => line.file === file)));
});

const mutant = (status: 'Killed' | 'Survived' | 'Timeout' | 'NoCoverage' | 'Ignored') => ({
  id: '1',
  fileName: 'a.ts',
  mutatorName: 'ConditionalExpression',
  replacement: 'true',
  status,
  location: { start: { line: 2, column: 5 }, end: { line: 2, column: 10 } },
});

test('a change counts as noticed when a test fails or does not end, and not at all when a comment excepts it', () => {
  const statuses = ['Killed', 'Timeout', 'Killed', 'Survived', 'NoCoverage', 'Ignored'] as const;
  const figures = figuresOf('a.ts', 60, statuses.map(mutant));
  expect(figures).toEqual({ file: 'a.ts', minimumScore: 60, noticed: 3, unnoticed: 2 });
  expect([scoreOf(figures), isTooLow(figures)]).toEqual([60, false]);
  expect(isTooLow({ ...figures, minimumScore: 61 })).toBe(true);
  expect(scoreOf({ noticed: 0, unnoticed: 0 })).toBe(100);
  const both = [figures, { ...figures, file: 'b.ts', unnoticed: 0 }];
  expect(toTable(both).split('\n').slice(2)).toEqual([
    '| a.ts | 5 | 3 | 60.0 | 60 |',
    '| b.ts | 3 | 3 | 100.0 | 60 |',
    '| all | 8 | 6 | 75.0 |  |',
  ]);
  expect(fromTable(toTable(both))).toEqual(both);
});

test('a change that was not noticed shows its place, and both texts', () => {
  const source = 'const a = 1;\nif (a > 2)\n  run();\n';
  expect(describeUnnoticed('a.ts', source, mutant('Survived'))).toBe('a.ts:2:5\n  a > 2\n  → true');
  const long = {
    ...mutant('NoCoverage'),
    location: { start: { line: 1, column: 7 }, end: { line: 2, column: 4 } },
  };
  expect(describeUnnoticed('a.ts', source, long)).toBe(
    'a.ts:1:7 (no test reaches it)\n  a = 1; if \n  → true',
  );
});
