import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const EMULATOR = path.join(__dirname, '..');

/** Runs one of the emulator's programs in a process of its own, as npm does. Any exit code but 0 is an error. */
const run = (program: string, ...words: string[]) =>
  promisify(execFile)(process.execPath, ['--import', 'tsx', path.join(EMULATOR, program), ...words]);

test.each([
  ['cli.ts', '--help', 'npm start -- --template FILE [options]'],
  ['cli.ts', '-h', 'Options'],
  ['serve.ts', '--help', 'npx tsx emulator/serve.ts [options]'],
])('%s %s prints how it is used and ends well', async (program, option, usage) => {
  const { stdout, stderr } = await run(program, option);
  expect(stdout).toContain(usage);
  expect(stderr).toBe('');
});

test('an option that there is not is an error with a sentence', async () => {
  await expect(run('serve.ts', '--prot', '1')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^Unknown option '--prot'.*--help/) as string,
  });
});
