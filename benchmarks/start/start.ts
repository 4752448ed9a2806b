import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { writePage } from '../report/table-pages';
import { table } from '../report/markdown';
import { sampleOf } from '../report/statistics';
import { bundle, MAXIMAL_BYTES, type Bundle } from '../../scripts/bundle';
import { folderOf, RESOURCE_TYPES, type ResourceType } from '../../scripts/types';
import type { Module } from '../../scripts/bundle/modules';

const run = promisify(execFile);

/** The number of modules with a row of their own. */
const SHOWN_MODULES = 8;

/** One start of Node.js, in milliseconds: until the process has ended, and of processor time. */
interface Start {
  wall: number;
  cpu: number;
}

/** Starts a Node.js to load a file, or nothing. */
async function start(node: string, file?: string): Promise<Start> {
  const code = `${file ? `require(${JSON.stringify(file)});` : ''}console.log(JSON.stringify(process.cpuUsage()))`;
  const startedAt = performance.now();
  const { stdout } = await run(node, ['-e', code]);
  const wall = performance.now() - startedAt;
  const { user, system } = JSON.parse(stdout) as NodeJS.CpuUsage;
  return { wall, cpu: (user + system) / 1000 };
}

/**
 * Starts Node.js with and without a file, in turns, so that other load on the machine affects both.
 * @returns by how much each start with the file exceeded the start without it
 */
async function loads(node: string, file: string, starts: number): Promise<Start[]> {
  await start(node, file);
  const over: Start[] = [];
  for (let i = 0; i < starts; i++) {
    const bare = await start(node);
    const loaded = await start(node, file);
    over.push({ wall: loaded.wall - bare.wall, cpu: loaded.cpu - bare.cpu });
  }
  return over;
}

/** Median and quartiles. */
function spread(values: readonly number[]): string {
  const {
    median,
    spread: [low, high],
  } = sampleOf(values);
  return `${median.toFixed(0)} (${low.toFixed(0)} to ${high.toFixed(0)})`;
}

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1);

function sizeTable(bundles: readonly [ResourceType, Bundle][]): string {
  const names = new Set(bundles.flatMap(([, { modules }]) => modules.map(({ name }) => name)));
  const size = (modules: readonly Module[], name: string): number =>
    modules.find((module) => module.name === name)?.bytes ?? 0;
  const rows = [...names]
    .map((name) => ({ name, sizes: bundles.map(([, { modules }]) => size(modules, name)) }))
    .sort((one, other) => Math.max(...other.sizes) - Math.max(...one.sizes));
  const rest = rows.slice(SHOWN_MODULES);
  const restSizes = bundles.map((_, type) => rest.reduce((sum, { sizes }) => sum + (sizes[type] ?? 0), 0));
  const row = (name: string, sizes: readonly number[]) => [
    name,
    ...sizes.map((bytes) => (bytes === 0 ? '' : kilobytes(bytes))),
  ];
  return table(
    ['KB', ...bundles.map(([{ typeName }]) => `\`${typeName}\``)],
    [
      row(
        `**as packed**, at most ${MAXIMAL_BYTES / 1000}`,
        bundles.map(([, { bytes }]) => bytes),
      ),
      ...rows.slice(0, SHOWN_MODULES).map(({ name, sizes }) => row(name, sizes)),
      row(`${rest.length} more`, restSizes),
    ],
  );
}

async function startTable(nodes: readonly string[], starts: number): Promise<string> {
  const rows: string[][] = [];
  for (const node of nodes) {
    const { stdout: version } = await run(node, ['--version']);
    for (const type of RESOURCE_TYPES) {
      const file = join(folderOf(type), 'build', 'TypeFunction', 'dist', 'handlers.js');
      const over = await loads(node, file, starts);
      const [wall, cpu] = [over.map((one) => one.wall), over.map((one) => one.cpu)];
      rows.push([`\`${type.typeName}\``, version.trim(), String(starts), spread(wall), spread(cpu)]);
    }
  }
  return table(
    ['', 'Node.js', 'starts', 'wall clock, ms over bare Node.js', 'processor time, ms over bare Node.js'],
    rows,
  );
}

/**
 * `start.ts [--starts 40] [--node PATH…] [--write]`: prints the contents of the packages and the time to load them, with the
 * Node.js that runs this or with others.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      starts: { type: 'string', default: '40' },
      node: { type: 'string', multiple: true, default: [process.execPath] },
      write: { type: 'boolean', default: false },
    },
  });
  const bundles: [ResourceType, Bundle][] = [];
  for (const type of RESOURCE_TYPES) bundles.push([type, await bundle(type)]);
  const tables = [
    ['package', sizeTable(bundles)],
    ['start', await startTable(values.node, Number(values.starts))],
  ] as const;
  for (const [name, text] of tables) {
    console.log(`${text}\n`);
    if (values.write) await writePage(name, text);
  }
}

void main();
