import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `npm run bench`: installs what the comparison needs where it is missing, then runs it. */
const folder = dirname(fileURLToPath(import.meta.url));
const step = (program, args) => {
  const { status } = spawnSync(program, args, { stdio: 'inherit', cwd: dirname(dirname(folder)) });
  if (status !== 0) process.exit(status ?? 1);
};

if (!existsSync(join(folder, 'node_modules')))
  step('npm', ['ci', '--prefix', 'benchmarks/versus', '--no-audit', '--no-fund']);
step('npx', ['tsx', 'benchmarks/versus/main.ts', ...process.argv.slice(2)]);
