import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createBlueGreenService, requestAsUser, type BlueGreenService } from '#local-aws';
import { packedTypes } from '../stacks/scenario/packages';
import { stackTemplate } from '../stacks/scenario/template';
import { ROOT } from '../../scripts/types';
import { startForPrograms, type ProgramAccount } from './programs';

let account: ProgramAccount;
let service: BlueGreenService;
let environment: Record<string, string>;

beforeAll(async () => {
  account = await startForPrograms();
  const { aws, cloudFormation } = account;
  for (const zip of await packedTypes()) cloudFormation.registry.register(zip, { logGroupName: 'types' });
  service = await createBlueGreenService(aws);
  const template = stackTemplate(service, { outputs: { Id: { Value: { Ref: 'Deployment' } } } });
  const stack = await cloudFormation.createStack({ stackName: 'shop', template });
  await cloudFormation.settle(stack);
  // Time passes when the program asks.
  aws.faults.before(
    { service: 'cloudcontrolapi', operation: 'GetResourceRequestStatus', lasting: true },
    () => aws.clock.advance(60),
  );
  const [application = '', group = ''] = cloudFormation.physicalId(stack, 'Deployment').split('|');
  environment = { APPLICATION: application, GROUP: group };
});
afterAll(() => account.close());

/** The commands of the page, for these versions. Its pauses are left out. */
function deploy(taskDefinition: string): Promise<string> {
  const page = readFileSync(path.join(ROOT, 'docs', 'operations.md'), 'utf8');
  const [, section = ''] = page.split("## Cloud Control: a pipeline's door");
  const [, commands = ''] = /```bash\n(.*?)```/s.exec(section) ?? [];
  const PATH = `${path.join(ROOT, '.venv', 'bin')}:${process.env.PATH ?? ''}`;
  const env = { ...environment, TASK_DEFINITION: taskDefinition, PATH };
  return account.run('bash', ['-c', `sleep() { :; }\n${commands}`], { env });
}

test('the commands of docs/operations.md deploy a version and show the progress', async () => {
  const lines = (await deploy(service.taskDefinitions[1])).trim().split('\n');
  expect(lines[0]).toMatch(/^IN_PROGRESS: Deployment d-\w+ /);
  expect(lines.at(-1)).toBe('SUCCESS: None');
  expect(await requestAsUser(account.aws, `http://${service.dnsName}/`)).toBe('version 2');
  const { applicationName, taskDefinitions } = service;
  const shown = await account.run('aws', [
    'cloudcontrol', 'get-resource', '--type-name', 'Org::CodeDeploy::EcsDeployment',
    '--identifier', `${applicationName}|${environment.GROUP ?? ''}`,
    '--query', 'ResourceDescription.Properties', '--output', 'text',
  ]); // prettier-ignore
  expect(JSON.parse(shown)).toMatchObject({ TaskDefinition: taskDefinitions[1] });
});

test('they end with an error when the version cannot be deployed, and show why', async () => {
  const failing = deploy(service.taskDefinitions[1].replace(/:2$/, ':99'));
  await expect(failing).rejects.toThrow(/FAILED: The task definition \S+:99 does not exist\./);
});
