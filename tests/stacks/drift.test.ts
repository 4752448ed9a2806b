import { TagResourceCommand, UpdateDeploymentGroupCommand } from '@aws-sdk/client-codedeploy';
import { readResource } from '#local-aws';
import { StackScenario } from './scenario/stack-scenario';
import { waits, type TemplateOptions } from './scenario/template';

let scenario: StackScenario;
beforeEach(async () => {
  scenario = await StackScenario.start();
});
afterEach(() => scenario.close());

const IN_SYNC = ['Group IN_SYNC', 'Deployment IN_SYNC'];

/** What READ answers about a resource of the stack. */
async function read(logicalId: string) {
  const resource = scenario.stack.resources.get(logicalId)!;
  return readResource(scenario.cloudFormation, scenario.stack, logicalId, resource);
}

/** As many properties as can be combined. */
const everything: TemplateOptions = {
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

test('resources that the stack has made have no drift, before and after a deployment', async () => {
  await scenario.create(everything);
  expect(await scenario.drift()).toEqual(IN_SYNC);
  await scenario.update({ ...everything, version: 2 });
  expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
  expect(await scenario.drift()).toEqual(IN_SYNC);
});

test('resources with default properties have no drift', async () => {
  await scenario.create();
  expect(await scenario.drift()).toEqual(IN_SYNC);
});

test("an operator's deployment shows as drift of the task definition", async () => {
  await scenario.create();
  const id = await scenario.deployByHand(3);
  await scenario.untilDeployment('ended');
  expect(await scenario.drift()).toEqual(['Group IN_SYNC', 'Deployment MODIFIED TaskDefinition']);
  expect(await read('Deployment')).toMatchObject({
    status: 'SUCCESS',
    model: { TaskDefinition: scenario.service.taskDefinitions[2], DeploymentId: id },
  });
});

test('a group that an operator has changed shows the changed properties', async () => {
  await scenario.create(everything);
  const { applicationName, deploymentGroupName } = await scenario.group();
  await scenario.codeDeploy.send(
    new UpdateDeploymentGroupCommand({
      applicationName,
      currentDeploymentGroupName: deploymentGroupName,
      deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
      alarmConfiguration: { enabled: false, alarms: [] },
    }),
  );
  expect(await scenario.drift()).toEqual([
    'Group MODIFIED DeploymentConfigName AlarmConfiguration/Enabled AlarmConfiguration/Alarms/0',
    'Deployment IN_SYNC',
  ]);
});

test('when an operator has deleted the group, the group and the deployment show as deleted', async () => {
  await scenario.create();
  await scenario.operator.deleteGroup(await scenario.group());
  expect(await scenario.drift()).toEqual(['Group DELETED', 'Deployment DELETED']);
});

test('a tag that an operator has changed shows as drift, and tags of the stack do not', async () => {
  const template = { group: { Tags: [{ Key: 'team', Value: 'web' }] } };
  await scenario.create(template, { tags: { stage: 'test' } });
  expect(await scenario.drift()).toEqual(IN_SYNC);
  await scenario.codeDeploy.send(
    new TagResourceCommand({ ResourceArn: await scenario.groupArn(), Tags: [{ Key: 'team', Value: 'api' }] }),
  );
  expect(await scenario.drift()).toEqual(['Group MODIFIED Tags/0 Tags/1', 'Deployment IN_SYNC']);
});

test("READ answers the stack's tags and no reserved tag", async () => {
  await scenario.create({}, { tags: { stage: 'test' } });
  const { model } = await read('Group');
  expect(model!.Tags).toEqual([{ Key: 'stage', Value: 'test' }]);
  expect(JSON.stringify(await read('Deployment'))).not.toContain('org-codedeploy');
});
