import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../scripts/types';

const DOCUMENTS = [
  'README.md',
  'CHANGELOG.md',
  ...['docs', 'deployment/docs', 'deployment-group/docs'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { encoding: 'utf8', recursive: true })
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name)),
  ),
];

const read = (document: string) => readFileSync(join(ROOT, document), 'utf8');

/** The places in a page that a link may lead to, as GitHub names them. */
function anchorsOf(document: string): string[] {
  return [...read(document).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test.each(DOCUMENTS)('each link in %s leads somewhere', (document) => {
  const text = read(document).replace(/<code>.*?<\/code>/g, '');
  const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)];
  const lost = links.filter(([, path = '', anchor]) => {
    const target = path === '' ? document : join(dirname(document), path);
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && !anchorsOf(target).includes(anchor);
  });
  expect(lost.map(([link]) => link)).toEqual([]);
});

test('each npm script that a page names is one', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const named = DOCUMENTS.flatMap((document) =>
    [...read(document).matchAll(/npm (?:run ([\w:-]+)|start|test)/g)].map(
      ([words, name = words.slice('npm '.length)]) => name,
    ),
  );
  expect(named).toContain('test:histories');
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test('each assumption of the local AWS has an id of its own', () => {
  const rows = read('docs/local-aws/assumptions.md').matchAll(/^\| (?!id |---)([^|]*) \|/gm);
  const ids = [...rows].map(([, id = '']) => id);
  expect(ids.length).toBeGreaterThan(100);
  expect(ids.filter((id) => !/^[a-z]+-\d{2}$/.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
});
