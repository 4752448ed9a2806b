import { startDeploymentScenario, type DeploymentScenario } from './deployment-scenario';

let scenario: DeploymentScenario;

beforeEach(async () => {
  scenario = await startDeploymentScenario({ pageSize: 2 });
  await scenario.createGroup();
});

afterEach(() => scenario.close());

describe('targets', () => {
  test('cannot be read while the deployment is Created', async () => {
    const deploymentId = await scenario.deploy(2);
    const early = { name: 'DeploymentNotStartedException' };
    const targetId = 'web-cluster:web';
    await expect(scenario.codedeploy.listDeploymentTargets({ deploymentId })).rejects.toMatchObject(early);
    await expect(scenario.codedeploy.getDeploymentTarget({ deploymentId, targetId })).rejects.toMatchObject(
      early,
    );
    await expect(
      scenario.codedeploy.batchGetDeploymentTargets({ deploymentId, targetIds: [targetId] }),
    ).rejects.toMatchObject(early);
  });

  test('there is one target: the service with its task sets and eight lifecycle events', async () => {
    const deploymentId = await scenario.deploy(2);
    await scenario.clock.advance(15);
    const { targetIds } = await scenario.codedeploy.listDeploymentTargets({ deploymentId });
    expect(targetIds).toEqual(['web-cluster:web']);
    const { deploymentTargets } = await scenario.codedeploy.batchGetDeploymentTargets({
      deploymentId,
      targetIds,
    });
    expect(deploymentTargets).toMatchObject([
      {
        deploymentTargetType: 'ECSTarget',
        ecsTarget: {
          deploymentId,
          targetId: 'web-cluster:web',
          targetArn: `arn:aws:ecs:us-east-1:${scenario.aws.accountId}:service/web-cluster/web`,
          status: 'InProgress',
          taskSetsInfo: [
            {
              identifer: expect.stringMatching(/^ecs-svc\/\d{19}$/) as string,
              desiredCount: 1,
              runningCount: 1,
              status: 'PRIMARY',
              trafficWeight: 100,
              targetGroup: { name: 'web-blue' },
              taskSetLabel: 'Blue',
            },
            { status: 'ACTIVE', trafficWeight: 0, targetGroup: { name: 'web-green' }, taskSetLabel: 'Green' },
          ],
        },
      },
    ]);
    const events = deploymentTargets?.[0]?.ecsTarget?.lifecycleEvents ?? [];
    expect(events).toHaveLength(8);
    expect(events[0]?.endTime).toBeInstanceOf(Date);
    expect(events[7]).toEqual({ lifecycleEventName: 'AfterAllowTraffic', status: 'Pending' });
  });

  test('shows the weights during a shift', async () => {
    const id = await scenario.deploy(2, {
      deploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes',
    });
    await scenario.clock.advance(120);
    expect((await scenario.target(id)).taskSetsInfo?.map(({ trafficWeight }) => trafficWeight)).toEqual([
      90, 10,
    ]);
  });

  test.each([
    ['no target', { targetId: undefined }, 'DeploymentTargetIdRequiredException'],
    ['a target of another shape', { targetId: 'web' }, 'InvalidDeploymentTargetIdException'],
    ['another target', { targetId: 'web-cluster:api' }, 'DeploymentTargetDoesNotExistException'],
  ])('GetDeploymentTarget refuses %s', async (_, over, name) => {
    const deploymentId = await scenario.deploy(2);
    await scenario.clock.advance(5);
    await expect(scenario.codedeploy.getDeploymentTarget({ deploymentId, ...over })).rejects.toMatchObject({
      name,
    });
  });

  test('more than one target id and an unknown filter are refused', async () => {
    const deploymentId = await scenario.deploy(2);
    await scenario.clock.advance(5);
    await expect(
      scenario.codedeploy.batchGetDeploymentTargets({
        deploymentId,
        targetIds: ['web-cluster:web', 'web-cluster:api'],
      }),
    ).rejects.toMatchObject({ name: 'DeploymentTargetListSizeExceededException' });
    await expect(
      scenario.codedeploy.listDeploymentTargets({
        deploymentId,
        targetFilters: { Colour: ['blue'] } as object,
      }),
    ).rejects.toMatchObject({ name: 'InvalidTargetFilterNameException' });
    const filtered = await scenario.codedeploy.listDeploymentTargets({
      deploymentId,
      targetFilters: { TargetStatus: ['Failed'] },
    });
    expect(filtered.targetIds).toEqual([]);
  });
});

test('a service without a test listener has six lifecycle events', async () => {
  const plain = await startDeploymentScenario({ testListener: false });
  await plain.createGroup();
  const id = await plain.deploy(2, { hooks: { AfterAllowTestTraffic: 'missing' } });
  await plain.until(id, 'Succeeded');
  expect(await plain.events(id)).toEqual([
    'BeforeInstall Succeeded',
    'Install Succeeded',
    'AfterInstall Succeeded',
    'BeforeAllowTraffic Succeeded',
    'AllowTraffic Succeeded',
    'AfterAllowTraffic Succeeded',
  ]);
  await plain.close();
});
