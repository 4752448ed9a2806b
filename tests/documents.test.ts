import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../scripts/types';

/** Folders whose pages are not written by hand for this repository. */
const SKIPPED = ['node_modules', 'build', 'coverage'];

/** Paths of the Markdown pages below a folder, relative to the root. */
function pagesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return entry.name.endsWith('.md') ? [path] : [];
    return entry.name.startsWith('.') || SKIPPED.includes(entry.name) ? [] : pagesBelow(path);
  });
}

const PAGES = pagesBelow('');

const read = (page: string) => readFileSync(join(ROOT, page), 'utf8');

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test.each(PAGES)('each link in %s leads to a file and a heading that exist', (page) => {
  const text = read(page).replace(/<code>.*?<\/code>/g, '');
  const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)];
  const broken = links.filter(([, path = '', anchor]) => {
    const target = path === '' ? page : join(dirname(page), path);
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && !anchorsOf(target).includes(anchor);
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});

/** Files of the repository, relative to the root. */
function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return [path];
    return entry.name === '.git' || SKIPPED.includes(entry.name) ? [] : filesBelow(path);
  });
}

test('each file that the pages for contributors name exists', () => {
  const files = filesBelow('').map((path) => `/${path}`);
  const pages = [
    'CONTRIBUTING.md',
    'docs/design.md',
    'tests/README.md',
    'runtime/README.md',
    'deployment/README.md',
  ];
  const named = pages.flatMap((page) =>
    [...read(page).matchAll(/`([\w./-]+\.(?:ts|mjs|json|yaml|md))`/g)].map(([, path = '']) => path),
  );
  expect(named).toContain('deployment/src/reconcile/start/preflight.ts');
  expect(named.filter((path) => !files.some((file) => file.endsWith(`/${path}`)))).toEqual([]);
});

test('each npm script that a page names exists', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const named = PAGES.flatMap((page) =>
    [...read(page).matchAll(/npm (?:run ([\w:-]+)|start|test)/g)].map(
      ([words, name = words.slice('npm '.length)]) => name,
    ),
  );
  expect(named).toContain('test:histories');
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test('tests/stacks/README.md has a line for each file', () => {
  const files = readdirSync(join(ROOT, 'tests/stacks')).filter((name) => name.endsWith('.test.ts'));
  const rows = [...read('tests/stacks/README.md').matchAll(/^\| `([\w-]+\.test\.ts)` +\| \S/gm)];
  expect(rows.map(([, name]) => name)).toEqual(files.sort());
});

/** The rows of the first table after a text, by their first cell. */
function rowsAfter(page: string, text: string): Map<string, string[]> {
  const [, after = ''] = read(page).split(text);
  const [table = ''] = /(?:^\|.*\n)+/m.exec(after) ?? [];
  const cells = table.split('\n').map((row) => row.split('|').map((cell) => cell.trim()));
  return new Map(cells.map(([, name = '', ...others]) => [name, others]));
}

test('the cost of an update follows from the measured invocations', () => {
  const invocations = rowsAfter('docs/performance/deployments.md', 'Billed seconds of Lambda');
  const costs = [...rowsAfter('docs/operations.md', 'What an update costs in dollars')].slice(2);
  expect(costs.length).toBeGreaterThan(6);
  for (const [name, [minutes, a, b, c, cdk]] of costs.filter(([name]) => name !== '')) {
    const measured = (invocations.get(name) ?? []).map((cell) => Number(/\((\d+)\)/.exec(cell)?.[1]));
    const [ours = 0, , peer = 0] = measured;
    expect([name, a]).toEqual([name, '0.0009']);
    expect([name, b]).toEqual([name, (0.0009 + (Number(minutes) * 60 - 30) * 0.00008).toFixed(4)]);
    expect([name, c]).toEqual([name, (ours * 0.0009).toFixed(4)]);
    const steps = peer * 0.0000002 + (peer / 2) * 0.000025;
    if (cdk?.startsWith('fails') !== true) expect([name, cdk]).toEqual([name, steps.toFixed(4)]);
  }
});
