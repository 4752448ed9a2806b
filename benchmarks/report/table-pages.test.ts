import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/types';
import { pageOf, PAGES, type PageName } from './table-pages';

const FOLDER = join(ROOT, 'docs', 'performance');
const NAMES = Object.keys(PAGES) as PageName[];
const overview = readFileSync(join(ROOT, 'docs', 'performance.md'), 'utf8');

test('a page names its command and links to its explanation', () => {
  expect(pageOf('list', '| pages |\n| --- |\n| 20 |')).toBe(
    '# LIST\n\nWritten by `npm run measure -- list --write`. ' +
      '[Performance](../performance.md#list) explains the figures.\n\n| pages |\n| --- |\n| 20 |\n',
  );
});

test('docs/performance has the pages of the measurements and no others', () => {
  expect(readdirSync(FOLDER).sort()).toEqual(NAMES.map((name) => `${name}.md`).sort());
});

test.each(NAMES)('the page %s is as its command writes it', (name) => {
  const file = join(FOLDER, `${name}.md`);
  expect(existsSync(file)).toBe(true);
  const text = readFileSync(file, 'utf8');
  const [, tables = ''] = text.split('explains the figures.\n\n');
  expect(tables).toMatch(/^\| .* \|$/m);
  expect(text).toBe(pageOf(name, tables.trimEnd()));
});

test.each(NAMES)('docs/performance.md explains and links the page %s, and names its command', (name) => {
  const { section, command } = PAGES[name];
  expect(overview).toMatch(new RegExp(`^#+ ${section}$`, 'm'));
  expect(overview).toContain(`(performance/${name}.md)`);
  const [script = ''] = command.split(' --');
  expect(overview).toContain(script);
});
