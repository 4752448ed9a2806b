import path from 'node:path';
import { ROOT } from '../../scripts/types';
import { startForPrograms, type ProgramAccount } from './programs';

let account: ProgramAccount;
beforeAll(async () => {
  account = await startForPrograms();
});
afterAll(() => account.close());

const TYPES = ['Org::CodeDeploy::EcsDeploymentGroup', 'Org::CodeDeploy::EcsDeployment'];

test('npm run submit registers both types with their roles, and a stack of theirs can be deployed', async () => {
  await account.run('npm', ['run', 'submit'], { cwd: ROOT });

  const { registry } = account.cloudFormation;
  for (const typeName of TYPES) {
    const version = registry.getVersion(typeName);
    expect(registry.isDefault(version)).toBe(true);
    expect(version.executionRoleArn).toMatch(
      /^arn:aws:iam::123456789012:role\/org-codedeploy-ecsdeployment.*-ExecutionRole-/,
    );
    expect(version.logGroupName).toBe(`${typeName.replaceAll('::', '-').toLowerCase()}-logs`);
  }
  await account.run(
    'aws',
    [
      'cloudformation', 'deploy', '--template-file', 'examples/blue-green.yaml', '--stack-name', 'blue-green',
      '--capabilities', 'CAPABILITY_IAM', '--parameter-overrides', 'VpcId=vpc-1', 'SubnetIds=subnet-1,subnet-2',
    ],
    { cwd: ROOT },
  ); // prettier-ignore
  expect(account.cloudFormation.getStack('blue-green').status).toBe('CREATE_COMPLETE');
});

test('cfn submit registers another version, and --set-default makes it the one that stacks use', async () => {
  const submit = (...args: string[]) =>
    account.run('cfn', ['submit', ...args], { cwd: path.join(ROOT, 'deployment-group') });
  const { registry } = account.cloudFormation;
  const [typeName = ''] = TYPES;
  await submit();
  expect(registry.getVersion(typeName).version).toBe('00000001');
  await submit('--set-default');
  expect(registry.getVersion(typeName).version).toBe('00000003');
});
