import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ListRolesCommand, GetRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { clientConfiguration } from '#local-aws';
import { RESOURCE_TYPES, ROOT, schemaFileOf } from '../../scripts/types';
import { packedTypes } from './scenario/packages';
import { StackScenario } from './scenario/stack-scenario';

const TEMPLATE = readFileSync(join(ROOT, 'docs', 'narrow-roles.yaml'), 'utf8');

let scenario: StackScenario;
beforeEach(async () => {
  scenario = await StackScenario.start();
});
afterEach(() => scenario.close());

/** Makes the roles of docs/narrow-roles.yaml, in a stack of its own. @returns their ARNs: group, deployment */
async function makeRoles(parameters: Record<string, string> = {}): Promise<[string, string]> {
  const { cloudFormation } = scenario;
  const stack = await cloudFormation.createStack({ stackName: 'roles', template: TEMPLATE, parameters });
  await cloudFormation.settle(stack);
  const { GroupRoleArn, DeploymentRoleArn } = stack.outputs;
  return [GroupRoleArn!.value, DeploymentRoleArn!.value];
}

/** Registers both types with these roles: the default versions from now on. */
async function registerWith(roles: readonly [string, string]): Promise<void> {
  const packages = await packedTypes();
  for (const [index, zip] of packages.entries())
    scenario.cloudFormation.registry.register(zip, {
      executionRoleArn: roles[index]!,
      logGroupName: 'types',
      asDefault: true,
    });
}

/** Calls that IAM has refused. */
const refusals = () =>
  scenario.aws.calls
    .filter(({ error }) => error?.code.startsWith('AccessDenied'))
    .map(({ error }) => error?.message);

test('a stack lives with the narrow roles: create, updates, a cancelled update, drift, delete', async () => {
  await registerWith(await makeRoles());
  await scenario.create();
  const alarms = { OverrideAlarmConfiguration: { Enabled: false } };
  await scenario.update({ version: 2, deployment: alarms, group: { Tags: [{ Key: 'team', Value: 'web' }] } });
  expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
  await scenario.beginUpdate({ version: 3 });
  await scenario.untilDeployment('installing');
  scenario.cancel();
  await scenario.finish();
  expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await scenario.answer()).toBe('version 2');
  await scenario.drift();
  scenario.beginDelete();
  await scenario.finish();
  expect(scenario.stack.status).toBe('DELETE_COMPLETE');
  expect(refusals()).toEqual([]);
});

test('each role allows the actions of its type and no others', async () => {
  await makeRoles();
  const iam = new IAMClient(clientConfiguration(scenario.aws));
  const { Roles = [] } = await iam.send(new ListRolesCommand({}));
  for (const type of RESOURCE_TYPES) {
    const role = Roles.find(({ Description }) => Description === `Execution role of ${type.typeName}.`);
    const { PolicyDocument = '' } = await iam.send(
      new GetRolePolicyCommand({ RoleName: role!.RoleName, PolicyName: 'handlers' }),
    );
    const { Statement } = JSON.parse(decodeURIComponent(PolicyDocument)) as {
      Statement: { Action: string | string[] }[];
    };
    const { handlers } = JSON.parse(readFileSync(schemaFileOf(type), 'utf8')) as {
      handlers: Record<string, { permissions: string[] }>;
    };
    const needed = Object.values(handlers).flatMap(({ permissions }) => permissions);
    expect(Statement.flatMap(({ Action }) => Action).sort()).toEqual([...new Set(needed)].sort());
  }
});

test('the role of the group type may pass roles to CodeDeploy and to no other service', async () => {
  const [groupRole] = await makeRoles();
  const mayPassTo = (service: string) =>
    scenario.aws.iam.allows(groupRole, 'iam:PassRole', scenario.service.serviceRoleArn, {
      'iam:PassedToService': `${service}.amazonaws.com`,
    });
  expect(mayPassTo('codedeploy')).toBe(true);
  expect(['ecs-tasks', 'lambda', 'ec2'].filter(mayPassTo)).toEqual([]);
});

describe('what a narrow role does not allow is refused, and the failure names the action', () => {
  test('a deployment group of another application', async () => {
    await registerWith(await makeRoles({ ApplicationNames: 'shop-*' }));
    await scenario.create();
    expect(scenario.events.failure('Group')).toMatch(/Allow codedeploy:\w+|does not allow codedeploy:\w+/);
    expect(await scenario.groupNames()).toEqual([]);
  });

  test('a service role of another name', async () => {
    await registerWith(await makeRoles({ ServiceRoleNames: 'other' }));
    await scenario.create();
    expect(scenario.events.failure('Group')).toContain('iam:PassRole');
    expect(await scenario.groupNames()).toEqual([]);
  });
});
