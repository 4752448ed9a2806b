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

test('the waiters of boto3 end in the state that they wait for, or with its reason', async () => {
  const printed = await account.run('python', [path.join(__dirname, 'waiters.py')]);
  expect(printed.trim().split('\n')).toEqual([
    'stack_exists',
    'stack_create_complete',
    'services_stable',
    'load_balancer_available',
    'change_set_create_complete',
    'stack_update_complete',
    expect.stringMatching(
      /^Waiter StackCreateComplete failed: .* we matched expected path: "ROLLBACK_COMPLETE"/,
    ),
    'stack_delete_complete',
    'load_balancers_deleted',
  ]);
});
