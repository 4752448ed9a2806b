import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RESOURCE_TYPES, ROOT, folderOf } from '../../scripts/types';
import { instructions, serveTypes, type ServedTypes } from '../contract/serve';
import { startForPrograms, type ProgramAccount } from './programs';

/* tests/contract/README.md: the CloudFormation CLI by hand. */

const PAGE = readFileSync(path.join(ROOT, 'tests', 'contract', 'README.md'), 'utf8');
const [GROUP] = RESOURCE_TYPES;

let account: ProgramAccount;
let served: ServedTypes;
beforeAll(async () => {
  account = await startForPrograms();
  served = await serveTypes(0);
});
afterAll(async () => {
  await served.close();
  await account.close();
});

const commands = (): string[] => {
  const [, section = ''] = PAGE.split('<!-- step: invoke -->');
  const [, text = ''] = /```bash\n(.*?)```/s.exec(section) ?? [];
  return text.trim().split('\n');
};

/** Runs commands of the page as a user does in Bash. */
const run = (lines: string[]): Promise<string> =>
  account.run('bash', ['-euc', lines.join('\n')], { cwd: ROOT, env: served.environment });

/** The answers of the handler that the CLI has printed. */
const answers = (printed: string): Record<string, unknown>[] =>
  [...printed.matchAll(/^=== Handler response ===\n(\{\n.*?^\})$/gms)].map(
    ([, text = '']) => JSON.parse(text) as Record<string, unknown>,
  );

test('the commands of the page create, read and delete a group, and the CLI prints the answers', async () => {
  // The exit code of the last command is 0, although its handler fails: Bash would end with an error otherwise.
  const printed = await run([...commands(), commands().find((line) => line.includes('resource READ')) ?? '']);
  const [created, read, deleted, failed, ...others] = answers(printed);
  expect(others).toEqual([]);
  expect(failed).toMatchObject({ status: 'FAILED', errorCode: 'NotFound' });
  expect(created).toMatchObject({
    status: 'SUCCESS',
    resourceModel: { DeploymentGroupName: 'contract-test', Name: 'contract-test' },
  });
  expect(read).toEqual(created);
  expect(deleted).toMatchObject({ status: 'SUCCESS', message: '' });
  expect(deleted).not.toHaveProperty('resourceModel');
  const [example = ''] = /^=== Handler response ===\n.*?(?=```)/ms.exec(PAGE) ?? [];
  expect(printed).toContain(example);
});

test('the server prints the first command of the page', () => {
  const [, , create = ''] = commands();
  const [, argumentsOfPage = ''] = create.replaceAll('"', '').split('cfn ');
  expect(instructions(path.join(ROOT, '.venv/bin/cfn'), served)).toContain(`cfn.py ${argumentsOfPage}\n`);
});

test('cfn generate writes what the page says', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cfn-generate-'));
  const [written, kept] = [
    ['docs', 'resource-role.yaml', 'src'],
    ['.rpdk-config', 'template.yml', `${GROUP.hyphenatedName}.json`],
  ];
  for (const name of kept) cpSync(path.join(folderOf(GROUP), name), path.join(folder, name));
  // The plugin writes into this folder, but does not make it.
  mkdirSync(path.join(folder, 'src'));
  await account.run('cfn', ['generate'], { cwd: folder });
  const text = (name: string) => readFileSync(path.join(folder, name), 'utf8');
  expect(readdirSync(folder).filter((name) => name !== 'rpdk.log')).toEqual([...written, ...kept].sort());
  expect(readdirSync(path.join(folder, 'src'))).toEqual(['models.ts']);
  expect(kept.map(text)).toEqual(kept.map((name) => readFileSync(path.join(folderOf(GROUP), name), 'utf8')));
  rmSync(folder, { recursive: true });
});
