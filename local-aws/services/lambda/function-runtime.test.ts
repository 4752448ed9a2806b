import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { VirtualClock } from '../../core/clock';
import { FunctionRuntime } from './function-runtime';

let folder: string;
let runtimes: FunctionRuntime[];
const clock = new VirtualClock(Date.UTC(2026, 0, 1));

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'function-'));
  runtimes = [];
});
afterEach(async () => {
  await Promise.all(runtimes.map((runtime) => runtime.kill()));
  rmSync(folder, { recursive: true });
});

function runtime(
  code: string,
  options: Partial<ConstructorParameters<typeof FunctionRuntime>[0]> = {},
): FunctionRuntime {
  const file = path.join(folder, options.file ?? 'index.js');
  writeFileSync(file, code);
  const made = new FunctionRuntime({ handler: 'index.handler', environment: {}, clock, ...options, file });
  runtimes.push(made);
  return made;
}

it('runs a handler with its own environment variables', async () => {
  const made = runtime('exports.handler = async (event) => ({ event, env: process.env });', {
    environment: { STAGE: 'test' },
  });
  expect(await made.invoke({ a: 1 })).toEqual({ event: { a: 1 }, env: { STAGE: 'test' } });
});

it('runs an ES module, and a handler with a callback', async () => {
  const module = runtime('export const handler = async () => 1;', { file: 'index.mjs' });
  const callback = runtime(
    'exports.handler = (event, context, done) => { setImmediate(() => done(null, 2)); };',
  );
  expect([await module.invoke({}), await callback.invoke({})]).toEqual([1, 2]);
});

it('shows the virtual time', async () => {
  const made = runtime(
    'exports.handler = async () => [new Date(), Date.now(), new Date(0), new Date() instanceof Date];',
  );
  await clock.advance(3600);
  const now = clock.date();
  expect(await made.invoke({})).toEqual([now.toISOString(), now.getTime(), '1970-01-01T00:00:00.000Z', true]);
});

it("rejects with the function's own error", async () => {
  const made = runtime('exports.handler = async () => { throw new TypeError("wrong"); };');
  await expect(made.invoke({})).rejects.toMatchObject({ name: 'TypeError', message: 'wrong' });
});

it('rejects when the module cannot be loaded, or has no such export', async () => {
  await expect(runtime('require("no-such-module")').invoke({})).rejects.toThrow(/no-such-module/);
  await expect(runtime('exports.other = 1').invoke({})).rejects.toMatchObject({
    name: 'Runtime.HandlerNotFound',
  });
});

it('keeps module state for the next invocation, and gives simultaneous invocations an environment each', async () => {
  const made = runtime(
    'let n = 0; exports.handler = async () => { n += 1; await new Promise(setImmediate); return n; };',
  );
  expect([await made.invoke({}), await made.invoke({})]).toEqual([1, 2]);
  const both = await Promise.all([made.invoke({}), made.invoke({})]);
  expect(both).toEqual([3, 1]);
});

it('fails when the function ends its process, and starts again', async () => {
  const made = runtime('exports.handler = async ({ ends }) => (ends ? process.exit(1) : 1);');
  await expect(made.invoke({ ends: true })).rejects.toMatchObject({
    name: 'Runtime.ExitError',
    message: 'Runtime exited with error: exit status 1',
  });
  expect(await made.invoke({})).toBe(1);
});

it('can be killed during an invocation, and starts again', async () => {
  const made = runtime(
    'exports.handler = async ({ hang }) => hang ? new Promise((r) => setTimeout(r, 1e6)) : "alive";',
  );
  const running = made.invoke({ hang: true });
  const outcome = expect(running).rejects.toMatchObject({ name: 'Function.Killed' });
  await made.kill();
  await outcome;
  expect(await made.invoke({})).toBe('alive');
});

it('answers null for a handler whose promise never resolves', async () => {
  expect(await runtime('exports.handler = () => new Promise(() => {});').invoke({})).toBeNull();
});

it('ends an endless loop', async () => {
  const made = runtime('exports.handler = async () => { for (;;); };', { timeoutSeconds: 1 });
  await expect(made.invoke({})).rejects.toThrow('Task timed out after 1.00 seconds');
});

it('passes on the lines that the function prints', async () => {
  const lines: string[] = [];
  await runtime('exports.handler = async () => { console.log("one %d", 1); };', {
    log: (line) => lines.push(line),
  }).invoke({});
  expect(lines).toEqual(['one 1']);
});
