import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

// Each test starts a process that compiles the command line first.
jest.setTimeout(30_000);

test('npm start -- --help prints the usage and exits with 0', async () => {
  const words = ['--import', 'tsx', path.join(__dirname, 'start.ts'), '--help'];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, words);
  expect(stdout).toContain('npm start -- --template FILE [options]');
  expect(stderr).toBe('');
});
