import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../../scripts/types';
import { startForPrograms, type ProgramAccount } from './programs';

let account: ProgramAccount;
beforeAll(async () => {
  account = await startForPrograms();
});
afterAll(() => account.close());

const FOLDER = path.join(__dirname, 'cdk');
/** The CDK is installed with its package of this repository. */
const MODULES = path.join(ROOT, 'cdk', 'node_modules');
const CDK = path.join(MODULES, '.bin', 'cdk');
const output = mkdtempSync(path.join(tmpdir(), 'cdk-out-'));

/** Runs the CDK, without notices and analytics from the internet. */
const cdk = (...args: string[]) =>
  account.run(CDK, [...args, '--no-notices', '--output', output, '--progress', 'events'], {
    cwd: FOLDER,
    env: { NODE_PATH: MODULES, CI: 'true', CDK_DISABLE_CLI_TELEMETRY: 'true', HOME: output },
  });

test('cdk bootstrap, deploy with an asset, deploy a change, and destroy', async () => {
  await cdk('bootstrap', 'aws://123456789012/us-east-1');
  const toolkit = account.cloudFormation.getStack('CDKToolkit');
  expect(toolkit.status).toBe('CREATE_COMPLETE');
  expect(toolkit.terminationProtected).toBe(false);

  await cdk('deploy', '--require-approval', 'never');
  const stack = account.cloudFormation.getStack('Shop');
  expect(stack.status).toBe('CREATE_COMPLETE');
  const answer = path.join(output, 'answer.json');
  const name = stack.outputs.FunctionName?.value ?? '';
  await account.run('aws', ['lambda', 'invoke', '--function-name', name, answer]);
  expect(await account.run('cat', [answer])).toBe('"from an asset"');

  expect(await cdk('diff', '--context', 'version=2')).toContain('VERSION');
  await cdk('deploy', '--require-approval', 'never', '--context', 'version=2');
  expect(stack.status).toBe('UPDATE_COMPLETE');
  await cdk('destroy', '--force');
  expect(stack.status).toBe('DELETE_COMPLETE');
});
