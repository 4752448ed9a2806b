import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

// Each test starts a process that compiles the command line first.
jest.setTimeout(30_000);

const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };

/** Runs the command line in a process of its own. Any exit code but 0 is an error. */
const run = (...words: string[]) =>
  promisify(execFile)(process.execPath, ['--import', 'tsx', path.join(__dirname, 'main.ts'), ...words], {
    env,
  });

test.each([
  [['--help'], '--template FILE [options]'],
  [['-h'], 'Options'],
  [['serve', '--help'], 'main.ts serve [options]'],
])('%j prints the usage and exits with 0', async (words, usage) => {
  const { stdout, stderr } = await run(...words);
  expect(stdout).toContain(usage);
  expect(stderr).toBe('');
});

test.each([
  ['an unknown option of serve', ['serve', '--prot', '1'], /^Unknown option '--prot'.*--help/],
  ['a port that does not exist', ['serve', '--port', '70000'], /^--port takes a number from 0 to 65535/],
  ['no template', [], /^Name a template with --template\./],
  [
    'a report below a file',
    ['--template', __filename, '--report', path.join(__filename, 'sub', 'run.html')],
    /^The report cannot be written to .*run\.html: a part of .*sub is a file, no folder\.$/m,
  ],
  [
    'a report in a file',
    ['--template', __filename, '--report', path.join(__filename, 'run.html')],
    /^The report cannot be written to .*run\.html: .*help\.test\.ts is a file, no folder\.$/m,
  ],
  [
    'a report in a folder that does not exist',
    ['--template', __filename, '--report', path.join(__dirname, 'none', 'run.html')],
    /^The report cannot be written to .*run\.html: .*none does not exist or may not be read\.$/m,
  ],
  ['a template that does not exist', ['--template', 'none.yaml'], /^The file .*none\.yaml does not exist\./],
])('%s is refused with a sentence and exit code 1', async (_, words, sentence) => {
  await expect(run(...words)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(sentence) as string,
  });
});
