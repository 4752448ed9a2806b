import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Move, STACK } from '../moving/move';
import {
  GROUP_PROPERTIES,
  ecsDeployment,
  nativeGroup,
  shop,
  taskDefinition,
  type Resources,
} from '../moving/shop';
import { ROOT } from '../../scripts/types';

/* docs/moving-in.md, "A deployment group with scripts or a pipeline": its commands, run by the AWS CLI. */

const pageOf = (name: string) => readFileSync(path.join(ROOT, 'docs', name), 'utf8');
const PAGE = pageOf('moving-in.md');
const OPERATIONS = pageOf('operations.md');
const RETAINED = { UpdateReplacePolicy: 'Retain' };
const folder = mkdtempSync(path.join(tmpdir(), 'moving-in-'));

/** A parameter without a default, and one that was set to something else than its default. */
const PARAMETERS = { Subnets: 'subnet-1,subnet-2', IdleTimeout: '120' };

const stack = (version: number, more: Resources): string => {
  const Properties = {
    Type: 'application',
    Subnets: { Ref: 'Subnets' },
    LoadBalancerAttributes: [{ Key: 'idle_timeout.timeout_seconds', Value: { Ref: 'IdleTimeout' } }],
  };
  const LoadBalancer = { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties };
  const Parameters = {
    Subnets: { Type: 'CommaDelimitedList' },
    IdleTimeout: { Type: 'String', Default: '60' },
  };
  const template = JSON.parse(shop(version, { LoadBalancer, ...more })) as object;
  return JSON.stringify({ Parameters, ...template });
};

let move: Move;
beforeAll(async () => {
  move = await Move.start(stack(1, { Group: nativeGroup() }), { parameters: PARAMETERS });
});
afterAll(() => move.close());

/** The commands of a step of the page. */
function commandsOf(step: string, page: string): string {
  const [, section = ''] = page.split(`<!-- step: ${step} -->`);
  const [, commands = ''] = /```bash\n(.*?)```/s.exec(section) ?? [];
  if (commands === '') throw new Error(`The page has no commands for the step "${step}".`);
  return commands;
}

/** Runs the commands of a step, with the page's variables. */
function run(step: string, variables: Record<string, string> = {}, page = PAGE): Promise<string> {
  const PATH = `${path.join(ROOT, '.venv', 'bin')}:${process.env.PATH ?? ''}`;
  const env = { STACK, ...variables, PATH };
  return move.account.run('bash', ['-euc', commandsOf(step, page)], { env, cwd: folder });
}

const save = (name: string, template: string) => {
  writeFileSync(path.join(folder, name), template);
};

test("a script's group becomes an EcsDeploymentGroup, without a deployment and without a lost request", async () => {
  // The script's releases: revisions that the stack does not know.
  const names = {
    CLUSTER: move.physicalId('Cluster'),
    SERVICE: move.physicalId('Service').split('/').at(-1) ?? '',
    APPLICATION: move.physicalId('Application'),
    GROUP: move.physicalId('Group'),
  };
  const registered = await move.account.run('aws', [
    'ecs', 'register-task-definition', '--family', 'shop', '--network-mode', 'awsvpc', '--cpu', '256', '--memory', '512',
    '--requires-compatibilities', 'FARGATE', '--query', 'taskDefinition.taskDefinitionArn', '--output', 'text',
    '--container-definitions',
    '[{"name":"web","image":"public.ecr.aws/nginx/nginx:1.2","portMappings":[{"containerPort":80}],"environment":[{"name":"RESPONSE","value":"version 2"}]}]',
  ]); // prettier-ignore
  const content = JSON.stringify({
    version: 0,
    Resources: [
      {
        TargetService: {
          Type: 'AWS::ECS::Service',
          Properties: {
            TaskDefinition: registered.trim(),
            LoadBalancerInfo: { ContainerName: 'web', ContainerPort: 80 },
          },
        },
      },
    ],
  });
  await move.account.run('aws', [
    'deploy', 'create-deployment', '--application-name', names.APPLICATION, '--deployment-group-name', names.GROUP,
    '--revision', JSON.stringify({ revisionType: 'AppSpecContent', appSpecContent: { content } }),
  ]); // prettier-ignore
  await move.wait(900);
  expect(await move.users.now()).toBe('version 2');
  move.users.take();

  const live = (await run('what runs', names)).trim();
  expect(live).toBe(registered.trim());

  const deployment: Resources = { Deployment: ecsDeployment(names.GROUP, live) };
  save('declared.yaml', stack(1, { Group: nativeGroup({ DeletionPolicy: 'Retain' }), ...deployment }));
  await run('declare');
  expect(move.stack.status).toBe('UPDATE_COMPLETE');

  save('without-group.yaml', stack(1, deployment));
  expect(await run('take out')).toContain('Group\tRetain');
  expect(move.stack.status).toBe('UPDATE_COMPLETE');
  expect(move.stack.resources.has('Group')).toBe(false);

  const group = {
    Group: {
      Type: 'Org::CodeDeploy::EcsDeploymentGroup',
      DeletionPolicy: 'Retain',
      Properties: { ...GROUP_PROPERTIES, DeploymentGroupName: names.GROUP },
    },
  };
  save('import.yaml', stack(1, { ...group, ...deployment }));
  await run('import', names);
  expect(move.stack.status).toBe('IMPORT_COMPLETE');
  expect(move.stack.prepared.parameters).toMatchObject({ IdleTimeout: '120' });
  await move.wait(600);
  expect(move.deployments).toBe(1);
  expect(move.users.take()).toEqual(['version 2']);

  const next = {
    ...group,
    TaskDefinition: taskDefinition(3, RETAINED),
    Deployment: ecsDeployment({ 'Fn::GetAtt': ['Group', 'Name'] }),
  };
  expect(await move.update(stack(3, next))).toBe('UPDATE_COMPLETE');
  expect(move.deployments).toBe(2);
  expect(move.users.take()).toEqual(['version 2', 'version 3']);

  // A release that cannot be deployed: docs/operations.md says how to read why.
  const wrong = ecsDeployment({ 'Fn::GetAtt': ['Group', 'Name'] });
  const refused = {
    ...next,
    Deployment: { ...wrong, Properties: { ...wrong.Properties, ContainerPort: 81 } },
  };
  expect(await move.update(stack(4, { ...refused, TaskDefinition: taskDefinition(4, RETAINED) }))).toBe(
    'UPDATE_ROLLBACK_COMPLETE',
  );
  const failures = await run('failed events', {}, OPERATIONS);
  expect(failures).toMatch(/^Deployment\t.*has no port 81 \(it has: 80\)/m);
});
