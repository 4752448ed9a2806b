import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const folder = mkdtempSync(path.join(tmpdir(), 'interruption-'));
const template = path.join(folder, 'balancer.yaml');
writeFileSync(
  template,
  'Resources: { Balancer: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Subnets: [subnet-1, subnet-2] } } }',
);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/**
 * Runs the command line, and sends it SIGINT when it has printed this text.
 * @param times how often: npm and tsx pass the signal of a terminal on, which the program gets, too
 */
async function interruptAfter(
  text: string,
  words: string[],
  times = 1,
): Promise<{ code: number | null; output: string }> {
  const all = ['--import', 'tsx', path.join(__dirname, 'main.ts'), '--template', template, ...words];
  const program = spawn(process.execPath, all, { env: { ...process.env, NO_COLOR: '1' } });
  let output = '';
  let interrupted = false;
  for (const stream of [program.stdout, program.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => {
      output += part;
      if (interrupted || !output.includes(text)) return;
      interrupted = true;
      for (let time = 0; time < times; time += 1) program.kill('SIGINT');
    });
  const code = await new Promise<number | null>((resolve) => program.on('close', resolve));
  return { code, output };
}

const SENTENCE =
  /\nInterrupted at \d\d:\d\d:\d\d of virtual time; the local AWS and its stacks are gone\.\n$/;

test('Ctrl-C during an operation ends the program with a sentence', async () => {
  const { code, output } = await interruptAfter('CREATE_IN_PROGRESS', ['--speed', '0.001']);
  expect(output).toMatch(SENTENCE);
  expect(output).toContain('Interrupted at 00:00:00 ');
  expect(code).toBe(130);
});

test('Ctrl-C during an operation still writes the report of what happened until then', async () => {
  const file = path.join(folder, 'report.html');
  const { code, output } = await interruptAfter('CREATE_IN_PROGRESS', ['--speed', '0.001', '--report', file]);
  expect(output).toMatch(
    /\nInterrupted at 00:00:00 [^\n]+\nThe report of what happened until then is in [^\n]+\.\n$/,
  );
  const page = readFileSync(file, 'utf8');
  expect(page).toContain('Interrupted at 00:00:00 of virtual time');
  expect(page).toContain('CREATE_IN_PROGRESS');
  expect(code).toBe(130);
});

test('Ctrl-C ends a local AWS that was kept with a sentence, and without an error', async () => {
  const { code, output } = await interruptAfter('Ctrl-C stops it.', ['--keep']);
  expect(output).toMatch(SENTENCE);
  expect(code).toBe(0);
});

test('Ctrl-C that comes several times ends a local AWS that was kept with one sentence', async () => {
  const { code, output } = await interruptAfter('Ctrl-C stops it.', ['--keep'], 3);
  expect(output).toMatch(SENTENCE);
  expect(output.match(/Interrupted/g)).toHaveLength(1);
  expect(code).toBe(0);
});

test('a report of a local AWS that was kept is written once, when Ctrl-C ends it', async () => {
  const file = path.join(folder, 'kept.html');
  const { code, output } = await interruptAfter('Ctrl-C stops it.', ['--keep', '--report', file]);
  expect(output.match(/The report /g)).toHaveLength(1);
  expect(readFileSync(file, 'utf8')).toContain('CREATE_COMPLETE');
  expect(code).toBe(0);
});

test('the program ends without an error message when its reader closes the pipe', async () => {
  const all = ['--import', 'tsx', path.join(__dirname, 'main.ts'), '--template', template];
  const program = spawn(process.execPath, all, { stdio: ['ignore', 'pipe', 'pipe'] });
  program.stdout.destroy();
  let errors = '';
  program.stderr.setEncoding('utf8').on('data', (part: string) => (errors += part));
  const code = await new Promise<number | null>((resolve) => program.on('close', resolve));
  expect(errors).toBe('');
  expect(code).toBe(141);
});
