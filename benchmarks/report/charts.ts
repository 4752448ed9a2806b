import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { barChart, type BarChart } from '#view';
import { ROOT } from '../../scripts/types';

const TABLES = join(ROOT, 'docs', 'performance');
export const PICTURES = join(ROOT, 'docs', 'pictures');

/** The rows of a page's first table, without its headings; cells without their bold print. */
async function rowsOf(page: string): Promise<string[][]> {
  const text = await readFile(join(TABLES, page), 'utf8');
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.replaceAll('**', '').trim()),
  );
}

/** A cell as the chart shows it. */
function valueOf(cell = ''): number | string {
  const number = Number(cell);
  return cell === '' || Number.isNaN(number) ? cell : number;
}

const LAG_ROWS = ['all at once: succeeds', 'canary: succeeds', 'linear: succeeds', 'all'];
const LAG_SERIES = ['this type', 'a poll every 15 seconds'];

/** @param columns the columns of this type and of the fixed poll in the table of lag and calls */
async function lagChart(title: string, columns: readonly number[]): Promise<BarChart> {
  const rows = (await rowsOf('lag.md')).filter(([label = '']) => LAG_ROWS.includes(label));
  const groups = rows.map((row) => ({
    label: row[0] === 'all' ? `all ${row[1] ?? ''} cases` : (row[0] ?? ''),
    values: columns.map((column) => valueOf(row[column])),
  }));
  return { title, series: LAG_SERIES, groups };
}

async function rollbackChart(): Promise<BarChart> {
  const rows = await rowsOf('rollback.md');
  // Each deployment has two rows; its name is in the first one.
  const groups = rows.flatMap((row, index) =>
    row[0]?.startsWith('stack rolled back') === true
      ? [
          {
            label: (rows[index - 1]?.[0] ?? '').split(':')[0] ?? '',
            // Where there is no time, the row above says why.
            values: row
              .slice(1)
              .map((cell, column) => valueOf(cell === '—' ? rows[index - 1]?.[column + 1] : cell)),
          },
        ]
      : [],
  );
  const title = 'Minutes until a stack is rolled back';
  const series = ['this type', 'this type, AS_CONFIGURED', 'cdk-ecs-codedeploy', 'origin'];
  return { title, series, groups, notes: ['origin: the custom resources that these types replace'] };
}

async function scaleChart(): Promise<BarChart> {
  const groups = (await rowsOf('scale.md')).map((row) => ({
    label: `${row[0] ?? ''} stacks at once`.replace(/^1 stacks/, '1 stack'),
    values: [valueOf(row[8]), valueOf(row[9])],
  }));
  return { title: 'Minutes until the stacks are done', series: ['median', 'last one'], groups };
}

/** The charts of docs/performance.md by the names of their files, made from the tables in docs/performance/. */
export async function charts(): Promise<Record<string, string>> {
  return {
    'lag.svg': barChart(await lagChart('Median lag in seconds', [2, 5])),
    'calls.svg': barChart(await lagChart('Calls of CodeDeploy and ECS', [4, 7])),
    'rollback.svg': barChart(await rollbackChart()),
    'scale.svg': barChart(await scaleChart()),
  };
}

/** `npm run charts` writes the charts. */
async function main(): Promise<void> {
  await mkdir(PICTURES, { recursive: true });
  for (const [name, chart] of Object.entries(await charts())) await writeFile(join(PICTURES, name), chart);
}

if (require.main === module) void main();
