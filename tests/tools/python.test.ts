import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packForeignType } from '../package/foreign-type/pack';
import { example } from '../package/project';
import { startForPrograms, type ProgramAccount } from './programs';

let account: ProgramAccount;
beforeAll(async () => {
  account = await startForPrograms();
});
afterAll(() => account.close());

test("pytest runs the test in the local AWS's README", async () => {
  account.cloudFormation.registry.register(await packForeignType());
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'python-')), 'test_readme.py');
  writeFileSync(file, example('python'));
  const words = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', file];
  expect(await account.run('python', words)).toContain('1 passed');
  expect(account.cloudFormation.stacks.all).toMatchObject([{ name: 'python', status: 'DELETE_COMPLETE' }]);
});
