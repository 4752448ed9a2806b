import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `npm run bench`: installs what the comparison needs where it is missing, then runs it. */
const folder = dirname(fileURLToPath(import.meta.url));
const step = (program, args) => {
  const { status } = spawnSync(program, args, { stdio: 'inherit', cwd: dirname(folder) });
  if (status !== 0) process.exit(status ?? 1);
};

if (!existsSync(join(folder, 'node_modules')))
  step('npm', ['ci', '--prefix', 'bench', '--no-audit', '--no-fund']);
step('npx', ['tsx', 'bench/main.ts', ...process.argv.slice(2)]);
