import type { CreateDeploymentGroupCommandInput } from '@aws-sdk/client-codedeploy';
import { startDeploymentScenario, type DeploymentScenario } from './deployment-scenario';

let scenario: DeploymentScenario;

beforeEach(async () => {
  scenario = await startDeploymentScenario();
});

afterEach(() => scenario.close());

const create = (over: Partial<CreateDeploymentGroupCommandInput> = {}) =>
  scenario.codedeploy.createDeploymentGroup({ ...scenario.groupInput, ...over });

const get = async () =>
  (
    await scenario.codedeploy.getDeploymentGroup({
      applicationName: 'web-application',
      deploymentGroupName: 'web',
    })
  ).deploymentGroupInfo ?? {};

const update = (over: object) =>
  scenario.codedeploy.updateDeploymentGroup({
    applicationName: 'web-application',
    currentDeploymentGroupName: 'web',
    ...over,
  });

describe('an update', () => {
  beforeEach(() => create({ alarmConfiguration: { enabled: true, alarms: [{ name: 'errors' }] } }));

  test('leaves members that it does not name unchanged', async () => {
    const before = await get();
    await update({ deploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes' });
    expect(await get()).toEqual({
      ...before,
      deploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes',
    });
  });

  test('removes alarms, triggers and rollback when it sets them to empty', async () => {
    await update({
      alarmConfiguration: { enabled: false, alarms: [], ignorePollAlarmFailure: false },
      autoRollbackConfiguration: { enabled: false, events: [] },
      triggerConfigurations: [],
    });
    expect(await get()).toMatchObject({
      alarmConfiguration: { enabled: false, alarms: [] },
      autoRollbackConfiguration: { enabled: false, events: [] },
    });
  });

  test('replaces a block as a whole', async () => {
    await update({ alarmConfiguration: { enabled: true, alarms: [{ name: 'latency' }] } });
    expect((await get()).alarmConfiguration?.alarms).toEqual([{ name: 'latency' }]);
  });

  test('with Auto Scaling groups, even none, is refused', async () => {
    await expect(update({ autoScalingGroups: [] })).rejects.toMatchObject({
      name: 'InvalidAutoScalingGroupException',
      message: 'For ECS deployment group, autoScalingGroups can not be specified',
    });
  });

  test('checks the role again', async () => {
    await scenario.distrust();
    await expect(update({ serviceRoleArn: scenario.groupInput.serviceRoleArn })).rejects.toMatchObject({
      name: 'InvalidRoleException',
    });
  });

  test('renames the group, which keeps its id and tags', async () => {
    const before = await get();
    const arn = (name: string) =>
      `arn:aws:codedeploy:us-east-1:${scenario.aws.accountId}:deploymentgroup:web-application/${name}`;
    await scenario.codedeploy.tagResource({ ResourceArn: arn('web'), Tags: [{ Key: 'team', Value: 'a' }] });
    await update({ newDeploymentGroupName: 'front' });
    await expect(get()).rejects.toMatchObject({
      name: 'DeploymentGroupDoesNotExistException',
      message: 'No Deployment Group found for name: web',
    });
    const { deploymentGroupInfo } = await scenario.codedeploy.getDeploymentGroup({
      applicationName: 'web-application',
      deploymentGroupName: 'front',
    });
    expect(deploymentGroupInfo?.deploymentGroupId).toBe(before.deploymentGroupId);
    expect((await scenario.codedeploy.listTagsForResource({ ResourceArn: arn('front') })).Tags).toHaveLength(
      1,
    );
  });

  test('does not change a running deployment', async () => {
    const id = await scenario.deploy(2);
    await scenario.clock.advance(15);
    await update({
      blueGreenDeploymentConfiguration: {
        terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 60 },
      },
    });
    await scenario.clock.advance(600);
    expect(await scenario.read(id)).toMatchObject({ status: 'Succeeded' });
  });
});
