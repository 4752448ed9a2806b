import { StackScenario } from './scenario/stack-scenario';

let scenario: StackScenario;
beforeEach(async () => {
  scenario = await StackScenario.start();
});
afterEach(() => scenario.close());

describe('hooks', () => {
  const hooked = { deployment: { Hooks: { AfterAllowTestTraffic: 'CodeDeployHook_smoke' } } };

  test('that succeed let the update complete', async () => {
    await scenario.operator.makeHook('CodeDeployHook_smoke', 'Succeeded');
    await scenario.create(hooked);
    await scenario.update({ ...hooked, version: 2 });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    expect(await scenario.deployments()).toEqual(['version 2 Succeeded']);
  });

  test('one that fails is named, and the automatic rollback restores version 1', async () => {
    await scenario.operator.makeHook('CodeDeployHook_smoke', 'Failed');
    await scenario.create(hooked);
    await scenario.update({ ...hooked, version: 2 });
    expect(scenario.events.failure('Deployment')).toContain(
      'It ended at AfterAllowTestTraffic (hook CodeDeployHook_smoke).',
    );
    expect(scenario.events.failure('Deployment')).toMatch(
      /CodeDeploy rolled back \(d-\w+\): the service runs web:1 again\./,
    );
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await scenario.deployments()).toEqual(['version 2 Failed', 'rollback Succeeded']);
  });

  test('one that never reports fails the update after an hour', async () => {
    await scenario.operator.makeHook('CodeDeployHook_smoke', 'nothing');
    await scenario.create(hooked);
    const begun = scenario.aws.clock.now();
    await scenario.update({ ...hooked, version: 2 });
    expect((scenario.aws.clock.now() - begun) / 60_000).toBeGreaterThan(60);
    expect((scenario.aws.clock.now() - begun) / 60_000).toBeLessThan(70);
    expect(scenario.events.failure('Deployment')).toContain(
      'It ended at AfterAllowTestTraffic (hook CodeDeployHook_smoke).',
    );
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await scenario.answer()).toBe('version 1');
  });

  test('one that never reports fails the update after TimeoutInMinutes', async () => {
    await scenario.operator.makeHook('CodeDeployHook_smoke', 'nothing');
    const limited = { deployment: { ...hooked.deployment, TimeoutInMinutes: 20 } };
    await scenario.create(limited);
    const begun = scenario.aws.clock.now();
    await scenario.update({ ...limited, version: 2 });
    expect((scenario.aws.clock.now() - begun) / 60_000).toBeLessThan(22);
    expect(scenario.events.failure('Deployment')).toContain(
      'was stopped because it had not finished after 20 minutes (TimeoutInMinutes)',
    );
    expect(await scenario.deployments()).toEqual(['version 2 Stopped', 'rollback Succeeded']);
    expect(await scenario.answer()).toBe('version 1');
  });

  test('do not run before the first successful deployment with AFTER_FIRST_SUCCESS', async () => {
    await scenario.operator.makeHook('CodeDeployHook_smoke', 'Failed');
    const safe = { deployment: { ...hooked.deployment, HookPolicy: 'AFTER_FIRST_SUCCESS' } };
    await scenario.create(safe);
    await scenario.update({ ...safe, version: 2 });
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
    await scenario.update({ ...safe, version: 3 });
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await scenario.answer()).toBe('version 2');
  });
});
