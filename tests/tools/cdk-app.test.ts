import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CdkProject } from '../../cdk/test/project';
import { ROOT } from '../../scripts/types';
import { Users } from '../moving/users';
import { packedTypes } from '../stacks/scenario/packages';
import { startForPrograms, type ProgramAccount } from './programs';

/* The package of cdk/, installed from its archive, and its example, driven by the AWS CDK CLI. */

const CDK = path.join(ROOT, 'cdk', 'node_modules', '.bin', 'cdk');

let account: ProgramAccount;
let project: CdkProject;
beforeAll(async () => {
  account = await startForPrograms();
  for (const zip of await packedTypes())
    account.cloudFormation.registry.register(zip, { logGroupName: 'types' });
  project = await CdkProject.create();
  await cdk('bootstrap', 'aws://123456789012/us-east-1');
});
afterAll(async () => {
  await account.close();
  await project.remove();
});

/**
 * Runs the CDK in the project, without notices and analytics from the internet.
 * @returns what it has printed
 */
const cdk = (...args: string[]) =>
  account.run(CDK, [...args, '--no-notices'], {
    cwd: project.folder,
    env: { CI: 'true', NO_COLOR: '1', CDK_DISABLE_CLI_TELEMETRY: 'true', HOME: project.folder },
  });

const deploy = (...context: string[]) =>
  cdk(
    'deploy',
    ...['--require-approval', 'never', '--progress', 'events'],
    ...context.flatMap((pair) => ['--context', pair]),
  );

/** The example before it moves: with the construct of `@cdklabs/cdk-ecs-codedeploy`. */
function withOldConstruct(): void {
  const shop = readFileSync(path.join(ROOT, 'cdk', 'example', 'shop.ts'), 'utf8');
  project.write('shop.ts', shop.replace("from 'cdk-ecs-blue-green'", "from '@cdklabs/cdk-ecs-codedeploy'"));
}

/** How many deployments CodeDeploy has started, for any caller. */
const deployments = () =>
  account.aws.calls.filter(({ operation, error }) => operation === 'CreateDeployment' && !error).length;

test('cdk deploys the example, releases, is refused, is cancelled, and destroys', async () => {
  project.copy('example');
  await project.compile('app.ts');

  expect(await deploy()).toMatch(/✅ {2}Shop\n/);
  expect(deployments()).toBe(0);
  const stack = account.cloudFormation.getStack('Shop');
  const users = new Users(account.aws, new URL(stack.outputs.Url?.value ?? '').host);
  expect(await users.now()).toBe('ok from version 1');
  users.start();

  expect(await deploy('version=2')).toMatch(/Shop\.DeploymentId = d-[A-Z0-9]+\n/);
  expect(deployments()).toBe(1);
  expect(users.take()).toEqual(['ok from version 1', 'ok from version 2']);

  // The CDK prints the handler's sentence, with the path of the construct beside it.
  await expect(deploy('version=3', 'answer=broken')).rejects.toThrow(
    /Web\/DeploymentGroup\/Deployment\/EcsDeployment .*Deployment d-[A-Z0-9]+ failed: HOOK_EXECUTION_FAILURE: .* the service runs ShopWebTaskDefinition\w+:2 again/,
  );
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(users.take()).toEqual(['ok from version 2']);

  const deployed = deployments();
  account.aws.clock.after(6 * 60, () => {
    account.cloudFormation.cancelUpdateStack('Shop');
  });
  await expect(deploy('version=4')).rejects.toThrow(/EcsDeployment .*Resource update cancelled/);
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(deployments()).toBe(deployed + 1);
  expect(users.take()).toEqual(['ok from version 2', 'ok from version 4']);
  expect(await users.now()).toBe('ok from version 2');

  users.stop();
  await cdk('destroy', '--force');
  expect(stack.status).toBe('DELETE_COMPLETE');
});

test('the app moves from cdk-ecs-codedeploy by a change of the import, without a deployment', async () => {
  project.copy('example');
  withOldConstruct();
  const before = deployments();

  // The old construct deploys at its creation too. Its state machine asks until the deployment is over.
  await deploy();
  const stack = account.cloudFormation.getStack('Shop');
  const users = new Users(account.aws, new URL(stack.outputs.Url?.value ?? '').host);
  expect(deployments()).toBe(before + 1);
  await deploy('version=2');
  expect(stack.status).toBe('UPDATE_COMPLETE');
  expect(deployments()).toBe(before + 2);
  expect(await users.now()).toBe('ok from version 2');
  const types = () => [...stack.resources.values()].map(({ type }) => type);
  expect(types()).toContain('AWS::StepFunctions::StateMachine');

  project.copy('example');
  users.start();
  await deploy('version=2');
  expect(stack.status).toBe('UPDATE_COMPLETE');
  expect(deployments()).toBe(before + 2);
  expect(types()).not.toContain('AWS::StepFunctions::StateMachine');
  expect(types()).not.toContain('Custom::EcsDeployment');
  expect(users.take()).toEqual(['ok from version 2']);
  users.stop();
});
