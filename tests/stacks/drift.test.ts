import { TagResourceCommand, UpdateDeploymentGroupCommand } from '@aws-sdk/client-codedeploy';
import { readResource } from '#local-aws';
import { Shop } from './stack-scenario';
import { waits, type Choices } from './template';

let shop: Shop;
beforeEach(async () => {
  shop = await Shop.open();
});
afterEach(() => shop.close());

const IN_SYNC = ['Group IN_SYNC', 'Deployment IN_SYNC'];

/** What READ answers about a resource of the stack. */
async function read(logicalId: string) {
  const resource = shop.stack.resources.get(logicalId)!;
  return readResource(shop.cloudFormation, shop.stack, logicalId, resource);
}

/** As many properties as go together. */
const everything: Choices = {
  group: {
    DeploymentGroupName: 'web',
    DeploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes',
    DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
    AutoRollbackConfiguration: {
      Enabled: true,
      Events: ['DEPLOYMENT_STOP_ON_REQUEST', 'DEPLOYMENT_FAILURE'],
    },
    AlarmConfiguration: { Enabled: true, Alarms: [{ Name: 'errors' }] },
    Tags: [{ Key: 'team', Value: 'web' }],
    ...waits({ termination: 5 }),
  },
  deployment: {
    ContainerName: 'app',
    ContainerPort: 8080,
    PlatformVersion: '1.4.0',
    WhenBusy: 'FAIL',
    Description: 'the web shop',
    TimeoutInMinutes: 120,
  },
};

test('what the stack has made shows no drift, before and after a deployment', async () => {
  await shop.create(everything);
  expect(await shop.drift()).toEqual(IN_SYNC);
  await shop.update({ ...everything, version: 2 });
  expect(shop.stack.status).toBe('UPDATE_COMPLETE');
  expect(await shop.drift()).toEqual(IN_SYNC);
});

test('a template that leaves everything to the defaults shows no drift', async () => {
  await shop.create();
  expect(await shop.drift()).toEqual(IN_SYNC);
});

test('a deployment of somebody else shows as drift of the task definition', async () => {
  await shop.create();
  const id = await shop.byHand.deploy(await shop.group(), 3);
  await shop.until('over');
  expect(await shop.drift()).toEqual(['Group IN_SYNC', 'Deployment MODIFIED TaskDefinition']);
  expect(await read('Deployment')).toMatchObject({
    status: 'SUCCESS',
    model: { TaskDefinition: shop.service.taskDefinitions[2], DeploymentId: id },
  });
});

test('a group that somebody has changed shows what was changed', async () => {
  await shop.create(everything);
  const { applicationName, deploymentGroupName } = await shop.group();
  await shop.codeDeploy.send(
    new UpdateDeploymentGroupCommand({
      applicationName,
      currentDeploymentGroupName: deploymentGroupName,
      deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
      alarmConfiguration: { enabled: false, alarms: [] },
    }),
  );
  expect(await shop.drift()).toEqual([
    'Group MODIFIED DeploymentConfigName AlarmConfiguration/Enabled AlarmConfiguration/Alarms/0',
    'Deployment IN_SYNC',
  ]);
});

test('a group that somebody has deleted is not found, and neither is the deployment', async () => {
  await shop.create();
  await shop.byHand.deleteGroup(await shop.group());
  expect(await shop.drift()).toEqual(['Group DELETED', 'Deployment DELETED']);
});

test('tags of the stack, and tags that somebody else has put on the group, are told apart', async () => {
  const choices = { group: { Tags: [{ Key: 'team', Value: 'web' }] } };
  await shop.create(choices, { tags: { stage: 'test' } });
  expect(await shop.drift()).toEqual(IN_SYNC);
  await shop.codeDeploy.send(
    new TagResourceCommand({ ResourceArn: await shop.groupArn(), Tags: [{ Key: 'team', Value: 'api' }] }),
  );
  expect(await shop.drift()).toEqual(['Group MODIFIED Tags/0 Tags/1', 'Deployment IN_SYNC']);
});

test('the reserved tags are in no answer of READ, and the stack’s own tags are', async () => {
  await shop.create({}, { tags: { stage: 'test' } });
  const { model } = await read('Group');
  expect(model!.Tags).toEqual([{ Key: 'stage', Value: 'test' }]);
  expect(JSON.stringify(await read('Deployment'))).not.toContain('org-codedeploy');
});
