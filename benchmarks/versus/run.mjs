import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `npm run bench`: installs the alternatives when they are missing, then runs the comparison. */
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const alternatives = join('benchmarks', 'versus', 'alternatives');
const step = (program, args) => {
  const { status } = spawnSync(program, args, { stdio: 'inherit', cwd: root });
  if (status !== 0) process.exit(status ?? 1);
};

if (!existsSync(join(root, alternatives, 'node_modules')))
  step('npm', ['ci', '--prefix', alternatives, '--no-audit', '--no-fund']);
step('npx', ['tsx', 'benchmarks/versus/main.ts', ...process.argv.slice(2)]);
