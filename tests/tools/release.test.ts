import { cpSync, mkdtempSync, readFileSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { release } from '../../scripts/release';
import { moduleSchema } from '../../scripts/release/module-package';
import { MODULE, RESOURCE_TYPES, ROOT } from '../../scripts/types';
import { startForPrograms, type ProgramAccount } from './programs';

/** The commands below a heading of docs/release.md. */
function commandsOf(heading: string): string {
  const page = readFileSync(path.join(ROOT, 'docs', 'release.md'), 'utf8');
  const section = page.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  const commands = [...section.matchAll(/```bash\n(.*?)```/gs)].map(([, text = '']) => text);
  expect(commands).not.toEqual([]);
  return commands.join('');
}

let account: ProgramAccount;
/** Where the commands run: a folder with `dist/` and `examples/`. */
let folder: string;
const releases = new Map<string, string>();
beforeAll(async () => {
  account = await startForPrograms();
  folder = mkdtempSync(path.join(tmpdir(), 'release-'));
  symlinkSync(path.join(ROOT, 'examples'), path.join(folder, 'examples'));
  for (const version of ['0.1.0', '0.2.0']) {
    const made = await release({ folder: path.join(folder, version), version });
    releases.set(version, made.folder);
  }
});
afterAll(() => account.close());

/** Runs the commands of the page as a user does in Bash, with `dist/` of this release. */
async function run(commands: string, version = '0.1.0'): Promise<string> {
  const dist = path.join(folder, 'dist');
  try {
    unlinkSync(dist);
  } catch {
    // The first run.
  }
  symlinkSync(releases.get(version)!, dist);
  const env = {
    BUCKET: 'releases',
    VERSION: version,
    PATH: `${path.join(ROOT, '.venv/bin')}:${process.env.PATH ?? ''}`,
  };
  return account.run('bash', ['-euo', 'pipefail', '-c', commands], { cwd: folder, env });
}

const deployExample = (version: string) =>
  run(
    `aws cloudformation deploy --template-file examples/blue-green.yaml --stack-name shop --capabilities CAPABILITY_IAM \
       --parameter-overrides VpcId=vpc-1 SubnetIds=subnet-1,subnet-2 Version=${version}`,
  );

const deployments = () =>
  account.aws.calls.filter(({ operation }) => operation === 'CreateDeployment').length;

/** The default version of each type, with the last words of its description. */
const defaults = () =>
  RESOURCE_TYPES.map(({ typeName }) => {
    const { version, schema } = account.cloudFormation.registry.getVersion(typeName);
    return `${version} ${/Release [\d.]+\./.exec(JSON.stringify(schema?.description))?.[0] ?? ''}`;
  });

test('the commands of docs/release.md: register, upgrade, go back, remove, while a stack lives', async () => {
  const { cloudFormation } = account;
  await run('aws s3 mb s3://releases');
  await run(commandsOf('Register'));
  expect(defaults()).toEqual(['00000001 Release 0.1.0.', '00000001 Release 0.1.0.']);
  for (const { typeName } of RESOURCE_TYPES) {
    const { executionRoleArn, logGroupName, logRoleArn } = cloudFormation.registry.getVersion(typeName);
    expect(executionRoleArn).toMatch(/:role\/ecs-blue-green-types-(Group|Deployment)ExecutionRole-/);
    expect(logRoleArn).toMatch(/:role\/ecs-blue-green-types-LogRole-/);
    expect(logGroupName).toMatch(/^ecs-blue-green-types-(Group|Deployment)Logs-/);
  }
  await deployExample('1');
  expect(cloudFormation.getStack('shop').status).toBe('CREATE_COMPLETE');

  const table = await run(commandsOf('Upgrade'), '0.2.0');
  expect(defaults()).toEqual(['00000002 Release 0.2.0.', '00000002 Release 0.2.0.']);
  expect(cloudFormation.registry.getVersion(MODULE.typeName).version).toBe('00000002');
  expect(table).toMatch(/00000001\tFalse\tRelease 0\.1\.0\. .*\n00000002\tTrue\tRelease 0\.2\.0\. /);
  await deployExample('2');
  expect([cloudFormation.getStack('shop').status, deployments()]).toEqual(['UPDATE_COMPLETE', 1]);

  await run(commandsOf('Go back'));
  expect(defaults()).toEqual(['00000001 Release 0.1.0.', '00000001 Release 0.1.0.']);
  await deployExample('3');
  expect([cloudFormation.getStack('shop').status, deployments()]).toEqual(['UPDATE_COMPLETE', 2]);

  const users = await run(commandsOf('The types').split(/^aws cloudformation deregister-type/m)[0] ?? '');
  expect(users.trim().split(/\s+/)).toEqual(['shop', 'DeploymentGroup', 'shop', 'Deployment']);
  await run(
    'aws cloudformation delete-stack --stack-name shop && aws cloudformation wait stack-delete-complete --stack-name shop',
  );
  await run(commandsOf('Old versions'));
  await run(commandsOf('The types'));
  expect(cloudFormation.stacks.all.map(({ name, status }) => [name, status])).toEqual([
    ['ecs-blue-green-types', 'DELETE_COMPLETE'],
    ['shop', 'DELETE_COMPLETE'],
  ]);
  const { registry } = cloudFormation;
  expect([registry.typeNames(), [...registry.fragments().keys()]]).toEqual([[], []]);
});

test('the local AWS makes the bucket of the page', async () => {
  const page = readFileSync(path.join(ROOT, 'docs', 'release.md'), 'utf8');
  const [, commands = ''] = /```\n(echo .*?)```/s.exec(page) ?? [];
  // It would run until Ctrl-C, in the user's folder.
  const once = commands
    .replace(' --keep --port 4566', '')
    .replaceAll('bucket.yaml', path.join(folder, 'bucket.yaml'));
  const output = await account.run('bash', ['-euc', once], { cwd: ROOT });
  expect(output).toContain('The stack was created and deleted as expected.');
});

test('the AWS CLI takes the commands for a StackSet', async () => {
  const commands = commandsOf('In many accounts and regions').split(/^(?=aws )/m);
  const checked = commands.map(
    (command) => `${command.trimEnd()} --generate-cli-skeleton output > /dev/null\n`,
  );
  await run(checked.join(''));
  expect(checked).toHaveLength(3);
});

test('a release is registered with execution roles of the operator, and makes none then', async () => {
  const roleNamed = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
  const [GroupRoleArn, DeploymentRoleArn] = [roleNamed('group'), roleNamed('deployment')];
  const { cloudFormation } = account;
  const stack = await cloudFormation.createStack({
    stackName: 'own-roles',
    template: readFileSync(path.join(releases.get('0.1.0')!, 'register.yaml'), 'utf8'),
    parameters: { Bucket: 'releases', Prefix: 'ecs-blue-green/0.1.0/', GroupRoleArn, DeploymentRoleArn },
  });
  await cloudFormation.settle(stack);
  expect(stack.status).toBe('CREATE_COMPLETE');
  const roles = RESOURCE_TYPES.map(
    ({ typeName }) => cloudFormation.registry.getVersion(typeName).executionRoleArn,
  );
  expect(roles).toEqual([GroupRoleArn, DeploymentRoleArn]);
  expect([...stack.resources.keys()].filter((name) => name.endsWith('Role'))).toEqual(['LogRole']);
});

test('cfn-lint checks a template by the schemas of a release', async () => {
  await run(commandsOf('Lint templates'));
  const example = readFileSync(path.join(ROOT, 'examples', 'blue-green.yaml'), 'utf8');
  const wrong = example
    .replace('ContainerPort: 80\n      Hooks', 'ContainerPrt: 80\n      WhenBusy: PERHAPS\n      Hooks')
    .replace('!GetAtt DeploymentGroup.Name', '!GetAtt DeploymentGroup.Nmae');
  writeFileSync(path.join(folder, 'wrong.yaml'), wrong);
  const found = await run(
    'cfn-lint --append-rules dist/schemas --format parseable --template wrong.yaml',
  ).then(() => 'nothing', String);
  expect(found).toMatch(/E3002:.*'ContainerPrt' was unexpected/);
  expect(found).toMatch(/E1010:.*'Nmae' is not one of/);
  expect(found).toMatch(/E3030:.*'PERHAPS' is not one of \['WAIT'/);
});

test('the package of the module has the schema that the CloudFormation CLI writes', async () => {
  const project = path.join(folder, 'module');
  for (const name of ['.rpdk-config', 'fragments'])
    cpSync(path.join(ROOT, name), path.join(project, name), { recursive: true });
  await account.run('cfn', ['generate'], { cwd: project });
  expect(moduleSchema(readFileSync(path.join(ROOT, MODULE.fragment), 'utf8'))).toEqual(
    JSON.parse(readFileSync(path.join(project, 'schema.json'), 'utf8')),
  );
});
