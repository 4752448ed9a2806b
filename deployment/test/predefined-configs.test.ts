import { GetDeploymentConfigCommand, ListDeploymentConfigsCommand } from '@aws-sdk/client-codedeploy';
import { startScenario, type Scenario } from '#test-kit';
import { predefinedConfig } from '../src/desired-state/predefined-configs';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await startScenario();
});
afterAll(() => scenario.close());

test('every predefined configuration for ECS is known as CodeDeploy has it', async () => {
  const { codeDeploy } = scenario;
  const { deploymentConfigsList: names = [] } = await codeDeploy.send(new ListDeploymentConfigsCommand({}));
  const predefined = names.filter((name) => name.startsWith('CodeDeployDefault.ECS'));
  expect(predefined).toHaveLength(5);
  for (const deploymentConfigName of predefined) {
    const { deploymentConfigInfo } = await codeDeploy.send(
      new GetDeploymentConfigCommand({ deploymentConfigName }),
    );
    expect(deploymentConfigInfo).toMatchObject(predefinedConfig(deploymentConfigName) ?? {});
    expect(predefinedConfig(deploymentConfigName)).toBeDefined();
  }
});

test('CodeDeploy is asked about every other configuration, of another platform too', () => {
  expect(predefinedConfig('shop.slow')).toBeUndefined();
  expect(predefinedConfig('CodeDeployDefault.LambdaAllAtOnce')).toBeUndefined();
});
