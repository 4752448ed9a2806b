import { StackScenario } from './scenario/stack-scenario';
import { loadBalancerInfo, type TemplateOptions, type ResourceDeclaration } from './scenario/template';

let scenario: StackScenario;
beforeEach(async () => {
  scenario = await StackScenario.start();
  await scenario.createGroupByHand('by-hand');
});
afterEach(() => scenario.close());

/** CloudFormation imports only resources with a DeletionPolicy. */
function retained(deployment: boolean, version: 1 | 2 = 1): TemplateOptions {
  const group = {
    DeploymentGroupName: 'by-hand',
    LoadBalancerInfo: loadBalancerInfo(scenario.service, false),
  };
  const { Resources } = JSON.parse(scenario.template({ version, group })) as {
    Resources: Record<'Group' | 'Deployment', ResourceDeclaration>;
  };
  const keep = (logicalId: 'Group' | 'Deployment') => ({
    ...Resources[logicalId],
    DeletionPolicy: 'Retain',
  });
  return { resources: { Group: keep('Group'), Deployment: deployment ? keep('Deployment') : undefined } };
}

test('a group that an operator made is imported unchanged, and then belongs to the stack', async () => {
  const before = await scenario.groupInfo();
  await scenario.import(retained(false), ['Group']);
  expect(scenario.stack.status).toBe('IMPORT_COMPLETE');
  expect((await scenario.groupInfo()).deploymentGroupId).toBe(before.deploymentGroupId);
  expect(await scenario.drift()).toEqual(['Group IN_SYNC']);

  await scenario.update(retained(true, 2));
  expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
  expect(await scenario.answer()).toBe('version 2');
});

test('a group that does not exist cannot be imported', async () => {
  const group = await scenario.group();
  await scenario.operator.deleteGroup(group);
  jest.spyOn(scenario, 'group').mockResolvedValue(group);
  await expect(scenario.import(retained(false), ['Group'])).rejects.toThrow(
    'There is no deployment group by-hand of application web-application for ECS.',
  );
});

test('a new stack imports the group and the deployment that a deleted stack has retained, and deploys nothing', async () => {
  await scenario.import(retained(false), ['Group']);
  await scenario.update(retained(true));
  scenario.beginDelete();
  await scenario.finish();
  expect(scenario.stack.status).toBe('DELETE_COMPLETE');
  expect(await scenario.groupNames()).toEqual(['by-hand']);

  await scenario.import(retained(true), ['Group', 'Deployment']);
  expect(scenario.stack.status).toBe('IMPORT_COMPLETE');
  expect(scenario.callsOf('CreateDeployment')).toBe(0);
  expect(await scenario.drift()).toEqual(['Group IN_SYNC', 'Deployment IN_SYNC']);

  await scenario.update(retained(true, 2));
  expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
  expect(await scenario.deployments()).toEqual(['version 2 Succeeded']);
});

test('a deployment cannot be imported from a group that has none, and nothing changes', async () => {
  await expect(scenario.import(retained(true), ['Group', 'Deployment'])).rejects.toThrow(
    'There is no Org::CodeDeploy::EcsDeployment for deployment group web-application/by-hand: the group, its owner tag or its service does not exist.',
  );
  expect(await scenario.allTags()).toEqual({});
  expect(await scenario.answer()).toBe('version 1');
});
