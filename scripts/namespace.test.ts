import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setNamespace } from './namespace';
import { MODULE, RESOURCE_TYPES, ROOT } from './types';

const [OLD = ''] = MODULE.typeName.split('::');
/** The one that docs/release.md and `--help` name, unless the repository has it. */
const NEW = OLD === 'Acme' ? 'Shipyard' : 'Acme';

const git = (cwd: string, ...words: string[]): string =>
  execFileSync('git', words, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });

let copy: string;
beforeAll(() => {
  copy = mkdtempSync(path.join(tmpdir(), 'namespace-'));
  const listed = git(ROOT, 'ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0');
  const present = listed.filter((file) => file !== '' && existsSync(path.join(ROOT, file)));
  for (const file of present) cpSync(path.join(ROOT, file), path.join(copy, file));
  git(copy, 'init', '--quiet');
  git(copy, 'add', '--all');
});

const read = (file: string) => readFileSync(path.join(copy, file), 'utf8');
/** Files with the text, in any spelling of its letters. */
const filesWith = (text: string) => {
  try {
    return git(copy, 'grep', '--files-with-matches', '--ignore-case', '--fixed-strings', '--untracked', text);
  } catch {
    return '';
  }
};

test.each([
  ['', 'A namespace has 2 to 64 letters and digits, such as Acme; "" is none.'],
  ['My::Team', 'A namespace has 2 to 64 letters and digits, such as Acme; "My::Team" is none.'],
  ['Amazon', 'CloudFormation keeps the namespace Amazon for itself. Choose another one.'],
  [OLD, `The types have the namespace ${OLD} already.`],
])('refuses the namespace "%s"', (namespace, expected) => {
  expect(() => setNamespace(namespace, copy)).toThrow(expected);
  expect(git(copy, 'diff', '--stat')).toBe('');
});

test('gives every name the new namespace, runs tests under it, and is undone exactly by the old one', () => {
  setNamespace(NEW, copy);
  expect(filesWith(`${OLD}::CodeDeploy`)).toBe('');
  expect(filesWith(`${OLD}-CodeDeploy-`)).toBe('');
  for (const { folder, hyphenatedName, typeName } of RESOURCE_TYPES) {
    const file = `${folder}/${hyphenatedName.replace(OLD.toLowerCase(), NEW.toLowerCase())}.json`;
    expect((JSON.parse(read(file)) as { typeName: string }).typeName).toBe(typeName.replace(OLD, NEW));
  }
  expect(read('examples/blue-green.yaml')).toContain(`Type: ${NEW}::CodeDeploy::EcsDeployment\n`);
  // Types of both namespaces in one account read each other's tags.
  expect(read('deployment/src/desired-state/description-marker.ts')).toContain(
    "'org-codedeploy:ecs-deployment'",
  );

  const installed = ['node_modules', 'cdk/node_modules'];
  for (const folder of installed) symlinkSync(path.join(ROOT, folder), path.join(copy, folder));
  const tests = ['scripts/permissions.test.ts', 'scripts/release.test.ts', 'tests/stacks/drift.test.ts'];
  const jest = [path.join(ROOT, 'node_modules/jest/bin/jest.js'), '--runInBand', '--silent', ...tests];
  execFileSync(process.execPath, jest, { cwd: copy, stdio: 'pipe' });

  setNamespace(OLD, copy);
  expect(git(copy, 'diff', '--stat')).toBe('');
  expect(git(copy, 'ls-files', '--others', '--exclude-standard').split('\n')).toEqual([
    ...installed.sort(),
    '',
  ]);
});

test('refuses a namespace of which there are names already', () => {
  setNamespace(NEW, copy);
  git(copy, 'checkout', '--quiet', '--', 'README.md');
  expect(() => setNamespace(OLD, copy)).toThrow(`README.md has names of the namespace ${OLD} already`);
});
