import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../scripts/types';

/** A page of docs/performance/ with the tables of one measurement. */
interface Page {
  title: string;
  /** The command that writes the page. */
  command: string;
  /** The heading of docs/performance.md that explains the figures. */
  section: string;
}

const COMPARE = 'npm run bench -- --write';
const START = 'npm run measure:start -- --write';

/** The pages by the name of their file. */
export const PAGES = {
  functions: { title: 'Package, start and poll of a function', command: COMPARE, section: 'A function' },
  deployments: { title: 'Updates that succeed', command: COMPARE, section: 'Updates that succeed' },
  failures: { title: 'Updates that are undone', command: COMPARE, section: 'Updates that are undone' },
  rollback: {
    title: 'Stack rollbacks after an update',
    command: 'npm run bench -- --rollback --write',
    section: 'Stack rollbacks after an update',
  },
  memory: { title: 'Memory', command: COMPARE, section: 'Memory' },
  package: { title: 'Contents of the packages', command: START, section: 'Package and start' },
  start: { title: 'Start', command: START, section: 'Package and start' },
  lag: { title: 'Lag and calls', command: 'npm run measure -- lag --write', section: 'Lag and calls' },
  poll: { title: 'One poll', command: 'npm run measure -- poll --write', section: 'One poll' },
  scale: { title: 'Many stacks at once', command: 'npm run measure -- scale --write', section: 'Scale' },
  stack: {
    title: 'Stacks on the local AWS',
    command: 'npm run measure -- stack --write',
    section: 'Stacks on the local AWS',
  },
  list: { title: 'LIST', command: 'npm run measure -- list --write', section: 'LIST' },
} satisfies Record<string, Page>;

export type PageName = keyof typeof PAGES;

/** The text of a page. */
export function pageOf(name: PageName, tables: string): string {
  const { title, command, section } = PAGES[name];
  const anchor = section.toLowerCase().replaceAll(' ', '-');
  return `# ${title}

Written by \`${command}\`. [Performance](../performance.md#${anchor}) explains the figures.

${tables}
`;
}

/** Writes the page with the tables of a measurement to docs/performance/. */
export async function writePage(name: PageName, tables: string): Promise<void> {
  const folder = join(ROOT, 'docs', 'performance');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.md`), pageOf(name, tables));
}
