import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { clientConfiguration } from '#local-aws';
import { ROOT } from '../../scripts/types';
import { packForeignType } from '../package/foreign-type/pack';
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

/**
 * Runs the CDK, without notices and analytics from the internet.
 * @returns what it writes; with `CI`, it writes everything to the standard output
 */
const cdk = (...args: string[]) =>
  account.run(CDK, [...args, '--no-notices', '--output', output, '--ci'], {
    cwd: FOLDER,
    env: {
      NODE_PATH: MODULES,
      CI: 'true',
      NO_COLOR: '1',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      HOME: output,
    },
  });

test('cdk bootstrap, deploy with an asset and a nested stack, deploy a change, and destroy', async () => {
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

  const shown = await cdk('diff', '--context', 'version=2');
  expect(shown).toContain('VERSION');
  // The CDK reads the change set of the nested stack.
  expect(shown).toMatch(/Stack Shop-Alerts\w+-\w+\nResources\n\[~\] AWS::SNS::Topic Alerts\/Topic/);
  await cdk('deploy', '--require-approval', 'never', '--context', 'version=2');
  expect(stack.status).toBe('UPDATE_COMPLETE');
  const nested = account.cloudFormation.stacks.all.find(({ origin }) => origin.parentId === stack.id);
  expect(nested?.status).toBe('UPDATE_COMPLETE');
  await cdk('destroy', '--force');
  expect([stack.status, nested?.status]).toEqual(['DELETE_COMPLETE', 'DELETE_COMPLETE']);
});

describe('with a resource of a registered type', () => {
  /** Runs the app once for several commands. */
  const synthesize = async (name: string, context: Record<string, string>): Promise<string> => {
    const folder = path.join(output, name);
    const all = { ...context, 'aws:cdk:enable-path-metadata': true };
    const env = { NODE_PATH: MODULES, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: JSON.stringify(all) };
    await account.run(process.execPath, ['app.js'], { cwd: FOLDER, env });
    return folder;
  };
  let ssm: SSMClient;
  const put = (Value: string) =>
    ssm.send(new PutParameterCommand({ Name: 'size', Value, Type: 'String', Overwrite: true }));
  const value = async () => (await ssm.send(new GetParameterCommand({ Name: 'size' }))).Parameter?.Value;

  test('cdk import, drift, deploy --revert-drift, deploy --express, and refactor', async () => {
    ssm = new SSMClient(clientConfiguration(account.aws));
    account.cloudFormation.registry.register(await packForeignType());
    await put('large');
    const large = await synthesize('large', { setting: 'large' });
    const mapping = JSON.stringify({ Setting: { Name: 'size' } });
    const imported = await cdk('import', '--app', large, '--force', '--resource-mapping-inline', mapping);
    expect(imported).toContain('Settings/Setting: importing using Name=size');
    expect(imported).toContain('Import operation complete.');
    const stack = account.cloudFormation.getStack('Settings');
    expect(stack.status).toBe('IMPORT_COMPLETE');

    await put('huge');
    const drifted = cdk('drift', '--app', large, '--fail');
    await expect(drifted).rejects.toThrow(
      /\[~\] \/Value\s+├─ \[-\] large\s+└─ \[\+\] huge\s+1 resource has drifted/,
    );

    await cdk('deploy', '--app', large, '--revert-drift', '--require-approval', 'never');
    expect(stack.status).toBe('UPDATE_COMPLETE');
    expect(await value()).toBe('large');

    const small = await synthesize('small', { setting: 'small' });
    const express = await cdk('deploy', '--app', small, '--express', '--require-approval', 'never');
    expect(express).toContain('✅  Settings');
    expect(express).toMatch(/UPDATE_COMPLETE +\| Acme::Config::Setting/);
    expect(await value()).toBe('small');
    const planned = account.aws.calls.filter(({ operation }) => operation === 'CreateChangeSet');
    expect(planned.slice(-2).map(({ input }) => input)).toMatchObject([
      { DeploymentMode: 'REVERT_DRIFT' },
      { DeploymentConfig: { Mode: 'EXPRESS' } },
    ]);

    const moved = await synthesize('moved', { setting: 'small', id: 'Moved' });
    const refactored = await cdk('refactor', '--app', moved, '--unstable=refactor', '--force');
    expect(refactored).toMatch(/Settings\/Setting +│ Settings\/Moved/);
    expect(refactored).toContain('✅  Stack refactor complete');
    expect([...stack.resources.keys()]).toContain('Moved');
    expect(await value()).toBe('small');
    ssm.destroy();
  });
});
