import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { Move, STACK } from '../moving/move';
import {
  GROUP_PROPERTIES,
  ecsDeployment,
  service,
  shop,
  taskDefinition,
  type Resources,
} from '../moving/shop';
import { ROOT } from '../../scripts/types';

/* docs/moving-on.md: what `npm run handover` prints is run by the AWS CLI, while users ask. */

const KEPT = { UpdateReplacePolicy: 'Retain' };
const folder = mkdtempSync(path.join(tmpdir(), 'moving-on-'));

const stack = (version: number, retained: object, more: Resources = {}): string => {
  const Deployment = ecsDeployment({ 'Fn::GetAtt': ['Group', 'Name'] });
  return shop(version, {
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
  });
};

let move: Move;
beforeAll(async () => {
  move = await Move.start(stack(1, {}));
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

async function run(commands: string): Promise<string> {
  const PATH = `${path.join(ROOT, '.venv', 'bin')}:${process.env.PATH ?? ''}`;
  return move.account.run('bash', ['-euc', commands], { env: { STACK, PATH }, cwd: folder });
}

const save = (name: string, template: string) => {
  writeFileSync(path.join(folder, name), template);
};

test('the service goes to ECS without a new task and without a lost request, and ECS deploys the next release', async () => {
  const [application = '', group = ''] = move.physicalId('Deployment').split('|');
  const page = await handover('--group', `${application}/${group}`);
  const supporting = parse(blocksOf(page, 1, 'yaml')[0]!) as Resources;
  const imported = parse(blocksOf(page, 4, 'yaml')[0]!) as Resources;
  const retained = { DeletionPolicy: 'Retain' };

  expect(await move.update(stack(2, retained, supporting))).toBe('UPDATE_COMPLETE');

  const without = { ...supporting, Service: undefined, Group: undefined, Deployment: undefined };
  save('without-service.yaml', stack(2, {}, without));
  const policies = (await run(blocksOf(page, 2, 'bash')[0]!))
    .split('\n')
    .filter((line) => line.includes('\t'));
  expect(policies.sort()).toEqual(['Deployment\tRetain', 'Group\tRetain', 'Service\tRetain']);
  expect(move.stack.status).toBe('UPDATE_COMPLETE');

  expect(await run(blocksOf(page, 3, 'bash')[0]!)).toBe('ECS\n');

  save('import.yaml', stack(2, {}, { ...without, ...imported }));
  await run(blocksOf(page, 4, 'bash')[0]!);
  expect(move.stack.status).toBe('IMPORT_COMPLETE');
  await run(blocksOf(page, 5, 'bash')[0]!);
  await move.wait(600);
  expect(move.users.take()).toEqual(['version 2']);
  expect(move.deployments).toBe(1);

  const Service = imported.Service!;
  const named = { ...Service.Properties, TaskDefinition: { Ref: 'TaskDefinition' } };
  const next = (version: number) =>
    stack(version, {}, { ...without, Service: { ...Service, Properties: named } });
  expect(await move.update(next(3))).toBe('UPDATE_COMPLETE');
  await move.wait(600);
  expect(move.users.take()).toEqual(['version 2', 'version 3']);
  expect(await move.update(next(4))).toBe('UPDATE_COMPLETE');
  await move.wait(600);
  expect(move.users.take()).toEqual(['version 3', 'version 4']);
  // CodeDeploy has deployed version 2 only.
  expect(move.deployments).toBe(1);
}, 600_000);
