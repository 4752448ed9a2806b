import { startDeploymentScenario, type DeploymentScenario } from './deployment-scenario';

let scenario: DeploymentScenario;

beforeEach(async () => {
  scenario = await startDeploymentScenario({ pageSize: 2 });
});

afterEach(() => scenario.close());

describe('deployment configurations', () => {
  const create = (deploymentConfigName: string, over: object = {}) =>
    scenario.codedeploy.createDeploymentConfig({
      deploymentConfigName,
      computePlatform: 'ECS',
      trafficRoutingConfig: {
        type: 'TimeBasedLinear',
        timeBasedLinear: { linearPercentage: 50, linearInterval: 1 },
      },
      ...over,
    });

  test.each([
    ['ECSAllAtOnce', { type: 'AllAtOnce' }],
    [
      'ECSCanary10Percent5Minutes',
      { type: 'TimeBasedCanary', timeBasedCanary: { canaryPercentage: 10, canaryInterval: 5 } },
    ],
    [
      'ECSCanary10Percent15Minutes',
      { type: 'TimeBasedCanary', timeBasedCanary: { canaryPercentage: 10, canaryInterval: 15 } },
    ],
    [
      'ECSLinear10PercentEvery1Minutes',
      { type: 'TimeBasedLinear', timeBasedLinear: { linearPercentage: 10, linearInterval: 1 } },
    ],
    [
      'ECSLinear10PercentEvery3Minutes',
      { type: 'TimeBasedLinear', timeBasedLinear: { linearPercentage: 10, linearInterval: 3 } },
    ],
  ])('CodeDeployDefault.%s is there from the start', async (name, trafficRoutingConfig) => {
    const deploymentConfigName = `CodeDeployDefault.${name}`;
    const { deploymentConfigInfo } = await scenario.codedeploy.getDeploymentConfig({ deploymentConfigName });
    expect(deploymentConfigInfo).toMatchObject({
      deploymentConfigName,
      computePlatform: 'ECS',
      trafficRoutingConfig,
    });
  });

  test('of a user control the traffic shift, and cannot be deleted while a group uses them', async () => {
    await create('Half');
    await scenario.createGroup({ deploymentConfigName: 'Half' });
    await scenario.deploy(2);
    await scenario.clock.advance(60);
    expect(await scenario.weights(scenario.prodListener)).toBe('one:50 two:50');
    await expect(
      scenario.codedeploy.deleteDeploymentConfig({ deploymentConfigName: 'Half' }),
    ).rejects.toMatchObject({ name: 'DeploymentConfigInUseException' });
    await scenario.codedeploy.deleteApplication({ applicationName: 'web-application' });
    await scenario.codedeploy.deleteDeploymentConfig({ deploymentConfigName: 'Half' });
    await expect(
      scenario.codedeploy.getDeploymentConfig({ deploymentConfigName: 'Half' }),
    ).rejects.toMatchObject({
      name: 'DeploymentConfigDoesNotExistException',
    });
  });

  test('of the Server platform have a number of healthy hosts', async () => {
    const minimumHealthyHosts = { type: 'FLEET_PERCENT', value: 75 } as const;
    const server = { computePlatform: undefined, trafficRoutingConfig: undefined };
    await create('Most', { ...server, minimumHealthyHosts });
    const { deploymentConfigInfo } = await scenario.codedeploy.getDeploymentConfig({
      deploymentConfigName: 'Most',
    });
    expect(deploymentConfigInfo).toMatchObject({ computePlatform: 'Server', minimumHealthyHosts });
    await expect(
      create('All', { ...server, minimumHealthyHosts: { type: 'FLEET_PERCENT', value: 100 } }),
    ).rejects.toMatchObject({ name: 'InvalidMinimumHealthyHostValueException' });
  });

  test.each([
    ['a reserved name', 'CodeDeployDefault.Mine', {}, 'InvalidDeploymentConfigNameException'],
    ['a name in use', 'Taken', {}, 'DeploymentConfigAlreadyExistsException'],
    ['an unknown platform', 'New', { computePlatform: 'EKS' }, 'InvalidComputePlatformException'],
    [
      'an unknown routing type',
      'New',
      { trafficRoutingConfig: { type: 'Slowly' } },
      'InvalidTrafficRoutingConfigurationException',
    ],
    [
      'increments of 100 percent',
      'New',
      {
        trafficRoutingConfig: {
          type: 'TimeBasedCanary',
          timeBasedCanary: { canaryPercentage: 100, canaryInterval: 1 },
        },
      },
      'InvalidTrafficRoutingConfigurationException',
    ],
    [
      'no interval',
      'New',
      { trafficRoutingConfig: { type: 'TimeBasedCanary', timeBasedCanary: { canaryPercentage: 10 } } },
      'InvalidTrafficRoutingConfigurationException',
    ],
    [
      'a shift of more than two days',
      'New',
      {
        trafficRoutingConfig: {
          type: 'TimeBasedLinear',
          timeBasedLinear: { linearPercentage: 1, linearInterval: 30 },
        },
      },
      'InvalidTrafficRoutingConfigurationException',
    ],
  ])('are refused with %s', async (_, deploymentConfigName, over, name) => {
    await create('Taken');
    await expect(create(deploymentConfigName, over)).rejects.toMatchObject({ name });
  });

  test('that are predefined cannot be deleted', async () => {
    await expect(
      scenario.codedeploy.deleteDeploymentConfig({ deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce' }),
    ).rejects.toMatchObject({ name: 'InvalidOperationException' });
  });

  test('are listed page by page', async () => {
    await create('Half');
    const names: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = await scenario.codedeploy.listDeploymentConfigs({ nextToken });
      names.push(...(page.deploymentConfigsList ?? []));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(names).toContain('CodeDeployDefault.OneAtATime');
    expect(names).toContain('CodeDeployDefault.LambdaAllAtOnce');
    expect(names.at(-1)).toBe('Half');
    expect(new Set(names).size).toBe(names.length);
  });
});
