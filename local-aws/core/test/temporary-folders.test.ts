import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { makeTemporaryFolder, removeTemporaryFolder } from '../temporary-folders';

const ROOT = path.join(__dirname, '..', '..', '..');
let parent: string;
beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'folders-'));
});
afterEach(() => {
  rmSync(parent, { recursive: true });
});

const PROGRAM = `
  const { makeTemporaryFolder } = require('./local-aws/core/temporary-folders.ts');
  makeTemporaryFolder(process.argv[1], 'one');
  makeTemporaryFolder(process.argv[1], 'two');
  console.log('made');
`;
const node = (rest: string) => ['--import', 'tsx', '-e', PROGRAM + rest, parent];

it('removes a folder with its content', () => {
  const folder = makeTemporaryFolder(parent, 'mine');
  mkdirSync(path.join(folder, 'a', 'b'), { recursive: true });
  expect(folder).toMatch(new RegExp(`-${process.pid}-\\d+-mine$`));
  removeTemporaryFolder(folder);
  expect(existsSync(folder)).toBe(false);
});

it.each([
  ['ends', ''],
  ['exits', 'process.exit(3)'],
  ['throws', 'throw new Error("defect")'],
])('removes the folders of a process that %s', (_, rest) => {
  const { stdout } = spawnSync(process.execPath, node(rest), { cwd: ROOT, encoding: 'utf8' });
  expect(stdout).toBe('made\n');
  expect(readdirSync(parent)).toEqual([]);
});

it.each(['SIGINT', 'SIGTERM'] as const)(
  'removes the folders of a process that gets %s, which then ends by it',
  async (signal) => {
    const child = spawn(process.execPath, node('setInterval(() => undefined, 1000)'), { cwd: ROOT });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    expect(readdirSync(parent)).toHaveLength(2);
    child.kill(signal);
    expect(
      await new Promise((resolve) =>
        child.once('exit', (_, by) => {
          resolve(by);
        }),
      ),
    ).toBe(signal);
    expect(readdirSync(parent)).toEqual([]);
  },
);

it('removes the folders of processes that were killed, and leaves those of others', () => {
  spawnSync(process.execPath, node('process.kill(process.pid, "SIGKILL")'), { cwd: ROOT });
  expect(readdirSync(parent)).toHaveLength(2);
  const host = hostname().replace(/[^\w]/g, '_');
  const others = [
    `local-aws-${host}-${process.pid}-99-alive`,
    'local-aws-otherhost-999999999-1-x',
    'another-program',
  ];
  for (const name of others) mkdirSync(path.join(parent, name));
  const mine = makeTemporaryFolder(parent, 'mine');
  expect(readdirSync(parent).sort()).toEqual([...others, path.basename(mine)].sort());
});
