import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { createHookFunction } from '#test-kit';
import { Move, STACK } from '../moving/move';
import {
  GROUP_PROPERTIES,
  ecsDeployment,
  service,
  shop,
  taskDefinition,
  type Resources,
} from '../moving/shop';
import type { ResourceDeclaration } from '../stacks/scenario/template';
import { ROOT } from '../../scripts/types';
import { startForPrograms } from './programs';

/*
 * docs/moving-on.md: the blocks that `npm run handover` prints are pasted into the template as they are, and its commands
 * are run by the AWS CLI, while users ask.
 */

const KEPT = { UpdateReplacePolicy: 'Retain' };
const folder = mkdtempSync(path.join(tmpdir(), 'moving-on-'));

/** A parameter without a default, and one that was set to something else than its default. */
const PARAMETERS = { Subnets: 'subnet-1,subnet-2', IdleTimeout: '120' };

let hook: string;
let move: Move;

/** @param blocks YAML that stands among the resources */
const stack = (version: number, retained: object, more: Resources = {}, blocks: string[] = []): string => {
  const Deployment = ecsDeployment({ 'Fn::GetAtt': ['Group', 'Name'] });
  Object.assign(Deployment.Properties!, { Hooks: { AfterAllowTestTraffic: hook } });
  const resources: Resources = {
    LoadBalancer: {
      Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
      Properties: {
        Type: 'application',
        Subnets: { Ref: 'Subnets' },
        LoadBalancerAttributes: [{ Key: 'idle_timeout.timeout_seconds', Value: { Ref: 'IdleTimeout' } }],
      },
    },
    TaskDefinition: taskDefinition(version, KEPT),
    Service: { ...service(), ...retained },
    Group: {
      Type: 'Org::CodeDeploy::EcsDeploymentGroup',
      ...retained,
      Properties: {
        ...GROUP_PROPERTIES,
        DeploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes',
        BlueGreenDeploymentConfiguration: {
          TerminateBlueInstancesOnDeploymentSuccess: {
            Action: 'TERMINATE',
            TerminationWaitTimeInMinutes: 5,
          },
        },
      },
    },
    Deployment: { ...Deployment, ...retained },
    ...more,
  };
  const Parameters = {
    Subnets: { Type: 'CommaDelimitedList' },
    IdleTimeout: { Type: 'String', Default: '60' },
  };
  const template = stringify({ Parameters, ...(JSON.parse(shop(version, resources)) as object) });
  const pasted = blocks.join('').replace(/^(?=.)/gm, '  ');
  return template.replace(/^Resources:\n/m, (line) => line + pasted);
};

beforeAll(async () => {
  const account = await startForPrograms();
  hook = await createHookFunction(account.aws, 'smoke', 'Succeeded');
  move = await Move.start(stack(1, {}), { account, parameters: PARAMETERS });
  // One release, so that the running tasks are in the other target group than the template names.
  expect(await move.update(stack(2, {}))).toBe('UPDATE_COMPLETE');
  move.users.take();
});
afterAll(() => move.close());

const handover = (...args: string[]) =>
  move.account.run('npx', ['tsx', 'scripts/handover.ts', ...args], { cwd: ROOT });

/** The blocks of a step of what the command has printed. */
function blocksOf(page: string, step: number, language: string): string[] {
  const section = page.split(/^## /m)[step] ?? '';
  return [...section.matchAll(/```(\w+)\n(.*?)```/gs)]
    .filter(([, each]) => each === language)
    .map(([, , text = '']) => text);
}

/** Runs commands as a shell does into which they are pasted: a line that fails does not end it. */
async function run(commands: string): Promise<string> {
  const PATH = `${path.join(ROOT, '.venv', 'bin')}:${process.env.PATH ?? ''}`;
  return move.account.run('bash', ['-c', commands], { env: { STACK, PATH }, cwd: folder });
}

const save = (name: string, template: string) => {
  writeFileSync(path.join(folder, name), template);
};

test('the service goes to ECS without a new task and without a lost request, and ECS deploys the next release', async () => {
  const [application = '', group = ''] = move.physicalId('Deployment').split('|');
  const page = await handover('--group', `${application}/${group}`);
  const supporting = blocksOf(page, 1, 'yaml');
  const imported = blocksOf(page, 4, 'yaml');
  const retained = { DeletionPolicy: 'Retain' };

  // Each step changes nothing while the step before is not done.
  await expect(run(blocksOf(page, 3, 'bash')[0]!)).rejects.toThrow('Nothing was changed: ');
  await expect(run(blocksOf(page, 4, 'bash')[0]!)).rejects.toThrow('Nothing was imported: ');
  await expect(run(blocksOf(page, 5, 'bash')[0]!)).rejects.toThrow('Nothing was deleted: ');
  expect(await move.update(stack(2, retained, {}, supporting))).toBe('UPDATE_COMPLETE');
  await expect(run(blocksOf(page, 3, 'bash')[0]!)).rejects.toThrow('Nothing was changed: ');

  const without = { Service: undefined, Group: undefined, Deployment: undefined };
  save('without-service.yaml', stack(2, {}, without, supporting));
  const policies = (await run(blocksOf(page, 2, 'bash')[0]!))
    .split('\n')
    .filter((line) => line.includes('\t'));
  expect(policies.sort()).toEqual(['Deployment\tRetain', 'Group\tRetain', 'Service\tRetain']);
  expect(move.stack.status).toBe('UPDATE_COMPLETE');

  expect(await run(blocksOf(page, 3, 'bash')[0]!)).toBe('ECS\n');

  save('import.yaml', stack(2, {}, without, [...supporting, ...imported]));
  await run(blocksOf(page, 4, 'bash')[0]!);
  expect(move.stack.status).toBe('IMPORT_COMPLETE');
  await run(blocksOf(page, 5, 'bash')[0]!);
  await move.wait(600);
  expect(move.users.take()).toEqual(['version 2']);
  expect(move.deployments).toBe(1);
  expect(move.stack.prepared.parameters).toMatchObject({ IdleTimeout: '120' });

  const { Service } = parse(imported.join('')) as { Service: ResourceDeclaration };
  const { DeploymentConfiguration, ...properties } = Service.Properties as Record<string, object>;
  // The local AWS does not run the hooks of ECS.
  const withoutHooks = { ...DeploymentConfiguration, LifecycleHooks: undefined };
  const named = {
    ...properties,
    DeploymentConfiguration: withoutHooks,
    TaskDefinition: { Ref: 'TaskDefinition' },
  };
  const next = (version: number) =>
    stack(version, {}, { ...without, Service: { ...Service, Properties: named } }, supporting);
  expect(await move.update(next(3))).toBe('UPDATE_COMPLETE');
  await move.wait(600);
  expect(move.users.take()).toEqual(['version 2', 'version 3']);
  expect(await move.update(next(4))).toBe('UPDATE_COMPLETE');
  await move.wait(600);
  expect(move.users.take()).toEqual(['version 3', 'version 4']);
  // CodeDeploy has deployed version 2 only.
  expect(move.deployments).toBe(1);
}, 600_000);
