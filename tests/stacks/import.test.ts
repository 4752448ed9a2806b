import { Shop } from './stack-scenario';
import { loadBalancerInfo, type Choices, type Declaration } from './template';

let shop: Shop;
beforeEach(async () => {
  shop = await Shop.open();
  await shop.byHand.createGroup('by-hand');
});
afterEach(() => shop.close());

/** Each resource that is to be imported needs a DeletionPolicy. */
function retained(deployment: boolean, version: 1 | 2 = 1): Choices {
  const group = { DeploymentGroupName: 'by-hand', LoadBalancerInfo: loadBalancerInfo(shop.service, false) };
  const { Resources } = JSON.parse(shop.template({ version, group })) as {
    Resources: Record<'Group' | 'Deployment', Declaration>;
  };
  const keep = (logicalId: 'Group' | 'Deployment') => ({
    ...Resources[logicalId],
    DeletionPolicy: 'Retain',
  });
  return { resources: { Group: keep('Group'), Deployment: deployment ? keep('Deployment') : undefined } };
}

test('a group made by hand is taken over as it is, and then belongs to the stack', async () => {
  const before = await shop.groupInfo();
  await shop.import(retained(false), ['Group']);
  expect(shop.stack.status).toBe('IMPORT_COMPLETE');
  expect((await shop.groupInfo()).deploymentGroupId).toBe(before.deploymentGroupId);
  expect(await shop.drift()).toEqual(['Group IN_SYNC']);

  await shop.update(retained(true, 2));
  expect(shop.stack.status).toBe('UPDATE_COMPLETE');
  expect(await shop.answer()).toBe('version 2');
});

test('a group that is not there is not imported, and the sentence says so', async () => {
  const group = await shop.group();
  await shop.byHand.deleteGroup(group);
  jest.spyOn(shop, 'group').mockResolvedValue(group);
  await expect(shop.import(retained(false), ['Group'])).rejects.toThrow(
    'There is no deployment group by-hand of application web-application for ECS.',
  );
});

test('group and deployment that a deleted stack has left are taken over by a new one, without a deployment', async () => {
  await shop.import(retained(false), ['Group']);
  await shop.update(retained(true));
  shop.beginDelete();
  await shop.settle();
  expect(shop.stack.status).toBe('DELETE_COMPLETE');
  expect(await shop.groupNames()).toEqual(['by-hand']);

  await shop.import(retained(true), ['Group', 'Deployment']);
  expect(shop.stack.status).toBe('IMPORT_COMPLETE');
  expect(shop.callsOf('CreateDeployment')).toBe(0);
  expect(await shop.drift()).toEqual(['Group IN_SYNC', 'Deployment IN_SYNC']);

  await shop.update(retained(true, 2));
  expect(shop.stack.status).toBe('UPDATE_COMPLETE');
  expect(await shop.deployments()).toEqual(['version 2 Succeeded']);
});

test('a deployment is not imported for a group that has none: the sentence says so, and nothing is touched', async () => {
  await expect(shop.import(retained(true), ['Group', 'Deployment'])).rejects.toThrow(
    'There is no Org::CodeDeploy::EcsDeployment for deployment group web-application/by-hand.',
  );
  expect(await shop.allTags()).toEqual({});
  expect(await shop.answer()).toBe('version 1');
});
