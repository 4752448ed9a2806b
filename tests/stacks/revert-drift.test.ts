import { revertDrift } from './scenario/revert-drift';
import { StackScenario } from './scenario/stack-scenario';
import { CANARY, type TemplateOptions } from './scenario/template';

/* A drift-aware change set (DeploymentMode REVERT_DRIFT) compares with what is live: see docs/operations.md. */

let scenario: StackScenario;
beforeEach(async () => {
  scenario = await StackScenario.start();
});
afterEach(() => scenario.close());

/** What an UPDATE of a drift-aware change set has as previous properties; AWS does not say. */
const PREVIOUS = ['live', 'merged', 'template'] as const;

async function deployPastTheStack(template: TemplateOptions = {}): Promise<void> {
  await scenario.create(template);
  await scenario.deployByHand(3);
  await scenario.untilDeployment('ended');
}

describe.each(PREVIOUS)('REVERT_DRIFT (previous properties: %s)', (previous) => {
  beforeEach(() => {
    scenario.cloudFormation.settings.revertDriftPrevious = previous;
  });

  test("takes an operator's deployment back, by one blue/green deployment", async () => {
    const template = { group: CANARY, deployment: { RedeployToken: '1', Description: 'the web shop' } };
    await deployPastTheStack(template);
    expect(await revertDrift(scenario, template)).toEqual(['Deployment']);
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await scenario.deployments()).toEqual(['version 3 by hand Succeeded', 'version 1 Succeeded']);
    expect(await scenario.answer()).toBe('version 1');
    expect(await scenario.drift()).toEqual(['Group IN_SYNC', 'Deployment IN_SYNC']);
  });

  test('deploys nothing when a RedeployToken is all that the live state lacks', async () => {
    await scenario.create({ deployment: { RedeployToken: '1' } });
    await expect(revertDrift(scenario, { deployment: { RedeployToken: '1' } })).rejects.toThrow();
    expect(scenario.callsOf('CreateDeployment')).toBe(0);
  });

  test('deploys a new version from the live one', async () => {
    await deployPastTheStack();
    await revertDrift(scenario, { version: 2 });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await scenario.deployments()).toEqual(['version 3 by hand Succeeded', 'version 2 Succeeded']);
  });

  test('that fails at a hook leaves the live version, and the stack is rolled back', async () => {
    await deployPastTheStack();
    await revertDrift(scenario, { version: 2, deployment: { Hooks: { AfterInstall: 'no-such-function' } } });
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await scenario.deployments()).toEqual([
      'version 3 by hand Succeeded',
      'version 2 Failed',
      'rollback Succeeded',
    ]);
    expect(await scenario.answer()).toBe('version 3');
  });
});

test('REVERT_DRIFT of a group that an operator has deleted creates group and deployment again', async () => {
  await scenario.create();
  await scenario.operator.deleteGroup(await scenario.group());
  await revertDrift(scenario, {});
  expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
  expect(await scenario.groupNames()).toHaveLength(1);
  await scenario.update({ version: 2 });
  expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
  expect(await scenario.answer()).toBe('version 2');
});
