import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

/** Runs one of the local AWS's programs in a process of its own, as npm does. Any exit code but 0 is an error. */
const run = (program: string, ...words: string[]) =>
  promisify(execFile)(process.execPath, ['--import', 'tsx', path.join(__dirname, program), ...words]);

test.each([
  ['main.ts', '--help', 'npm start -- --template FILE [options]'],
  ['main.ts', '-h', 'Options'],
  ['serve.ts', '--help', 'npx tsx local-aws/cli/serve.ts [options]'],
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
