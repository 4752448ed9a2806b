import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { VirtualClock } from '../../core/clock';
import { Sandbox } from './sandbox';

let folder: string;
let sandboxes: Sandbox[];
const clock = new VirtualClock(Date.UTC(2026, 0, 1));

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sandbox-'));
  sandboxes = [];
});
afterEach(async () => {
  await Promise.all(sandboxes.map((sandbox) => sandbox.kill()));
  rmSync(folder, { recursive: true });
});

function sandbox(code: string, options: Partial<ConstructorParameters<typeof Sandbox>[0]> = {}): Sandbox {
  const file = path.join(folder, options.file ?? 'index.js');
  writeFileSync(file, code);
  const made = new Sandbox({ handler: 'index.handler', environment: {}, clock, ...options, file });
  sandboxes.push(made);
  return made;
}

it('runs a handler with its own environment variables', async () => {
  const made = sandbox('exports.handler = async (event) => ({ event, env: process.env });', {
    environment: { STAGE: 'test' },
  });
  expect(await made.invoke({ a: 1 })).toEqual({ event: { a: 1 }, env: { STAGE: 'test' } });
});

it('runs an ES module, and a handler with a callback', async () => {
  const module = sandbox('export const handler = async () => 1;', { file: 'index.mjs' });
  const callback = sandbox(
    'exports.handler = (event, context, done) => { setImmediate(() => done(null, 2)); };',
  );
  expect([await module.invoke({}), await callback.invoke({})]).toEqual([1, 2]);
});

it('shows the virtual time', async () => {
  const made = sandbox(
    'exports.handler = async () => [new Date(), Date.now(), new Date(0), new Date() instanceof Date];',
  );
  await clock.advance(3600);
  const now = clock.date();
  expect(await made.invoke({})).toEqual([now.toISOString(), now.getTime(), '1970-01-01T00:00:00.000Z', true]);
});

it("rejects with the function's own error", async () => {
  const made = sandbox('exports.handler = async () => { throw new TypeError("wrong"); };');
  await expect(made.invoke({})).rejects.toMatchObject({ name: 'TypeError', message: 'wrong' });
});

it('rejects when the module cannot be loaded, or has no such export', async () => {
  await expect(sandbox('require("no-such-module")').invoke({})).rejects.toThrow(/no-such-module/);
  await expect(sandbox('exports.other = 1').invoke({})).rejects.toMatchObject({
    name: 'Runtime.HandlerNotFound',
  });
});

it('keeps module state for the next invocation, and gives simultaneous invocations an environment each', async () => {
  const made = sandbox(
    'let n = 0; exports.handler = async () => { n += 1; await new Promise(setImmediate); return n; };',
  );
  expect([await made.invoke({}), await made.invoke({})]).toEqual([1, 2]);
  const both = await Promise.all([made.invoke({}), made.invoke({})]);
  expect(both).toEqual([3, 1]);
});

it('can be killed during an invocation, and starts again', async () => {
  const made = sandbox(
    'exports.handler = async ({ hang }) => hang ? new Promise((r) => setTimeout(r, 1e6)) : "alive";',
  );
  const running = made.invoke({ hang: true });
  const outcome = expect(running).rejects.toMatchObject({ name: 'Sandbox.Killed' });
  await made.kill();
  await outcome;
  expect(await made.invoke({})).toBe('alive');
});

it('answers null for a handler whose promise never resolves', async () => {
  expect(await sandbox('exports.handler = () => new Promise(() => {});').invoke({})).toBeNull();
});

it('ends an endless loop', async () => {
  const made = sandbox('exports.handler = async () => { for (;;); };', { timeoutSeconds: 1 });
  await expect(made.invoke({})).rejects.toThrow('Task timed out after 1.00 seconds');
});

it('passes on the lines that the function prints', async () => {
  const lines: string[] = [];
  await sandbox('exports.handler = async () => { console.log("one %d", 1); };', {
    log: (line) => lines.push(line),
  }).invoke({});
  expect(lines).toEqual(['one 1']);
});
