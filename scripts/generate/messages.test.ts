import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OPERATIONS_PAGE, ROOT } from '../types';
import { failureCodes, TABLES, withTables } from './messages';

const page = readFileSync(OPERATIONS_PAGE, 'utf8');

test('docs/operations.md shows every message as the registry has it', () => {
  expect(withTables(page)).toBe(page);
});

test('a page without a place for a table is refused', () => {
  expect(() => withTables('# Operations\n')).toThrow('There is no place for the table "messages runtime".');
});

test('a code is one CamelCase word, and has one meaning', () => {
  const codes = failureCodes();
  for (const code of codes) expect(code).toMatch(/^[A-Z][A-Za-z]+$/);
  expect(new Set(codes).size).toBe(codes.length);
});

test('a table shows gaps by the names of the facts', () => {
  expect(TABLES['messages deployment']!()).toContain(
    '| OwnedByAnother | NotFound | The {groupName} has the Org::CodeDeploy::EcsDeployment of another owner, declared as {declaredAs}. It stays as it is. | Nothing is left to delete here. To delete that resource, remove it where it is declared. |',
  );
});

describe('a failure comes from the registry', () => {
  const sources = ['runtime', 'deployment/src', 'deployment-group/src'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.includes('test'))
      .map((name) => join(folder, name)),
  );

  test.each(sources)('%s makes none by itself', (name) => {
    const source = readFileSync(join(ROOT, name), 'utf8');
    if (name !== join('runtime', 'messages', 'message-registry.ts'))
      expect(source).not.toContain('new Failure(');
    expect(source).not.toMatch(/^\s+message: [`'"]/m);
  });
});
