import { startWithResource, MISSING_HOOK, type DeploymentScenario } from './deployment-scenario';

let scenario: DeploymentScenario;
afterEach(() => scenario.close());

const failed = { status: 'FAILED', errorCode: 'NotStabilized' };

const EVENTS = [
  'BeforeInstall',
  'AfterInstall',
  'AfterAllowTestTraffic',
  'BeforeAllowTraffic',
  'AfterAllowTraffic',
];

describe('a hook', () => {
  test('at each lifecycle event is called once and lets the deployment through', async () => {
    scenario = await startWithResource();
    await scenario.makeHook('agrees', 'Succeeded');
    const Hooks = Object.fromEntries(EVENTS.map((event) => [event, 'agrees']));
    const { answer } = await scenario.update(scenario.version(2, { Hooks }));
    expect(answer.status).toBe('SUCCESS');
    const reports = scenario.aws.calls.filter(
      ({ operation }) => operation === 'PutLifecycleEventHookExecutionStatus',
    );
    expect(reports).toHaveLength(5);
  });

  test('that fails is named, and the service runs what it ran', async () => {
    scenario = await startWithResource();
    const { answer } = await scenario.update(scenario.version(2, MISSING_HOOK));
    expect(answer.status).toBe('FAILED');
    expect(answer.message).toContain('It ended at AfterInstall (hook no-such-function).');
    expect(await scenario.liveVersion()).toBe(1);
  });

  test('after the production traffic may still fail an update that completes with TRAFFIC_SHIFTED', async () => {
    scenario = await startWithResource({ waits: { termination: 30 } });
    await scenario.makeHook('refuses', 'Failed');
    const { answer } = await scenario.update(
      scenario.version(2, { CompleteWhen: 'TRAFFIC_SHIFTED', Hooks: { AfterAllowTraffic: 'refuses' } }),
    );
    expect(answer).toMatchObject(failed);
    expect(await scenario.liveVersion()).toBe(1);
  });

  test('that never reports is waited for as long as CodeDeploy does, an hour', async () => {
    scenario = await startWithResource();
    await scenario.makeHook('silent', 'nothing');
    const { answer, calls, seconds } = await scenario.update(
      scenario.version(2, { Hooks: { AfterAllowTestTraffic: 'silent' } }),
    );
    expect(answer).toMatchObject(failed);
    expect(seconds).toBeGreaterThan(3_600);
    expect(seconds).toBeLessThan(3_600 + 300);
    expect(calls).not.toContain('StopDeployment');
    expect(await scenario.liveVersion()).toBe(1);
  });
});

describe('HookPolicy', () => {
  test('ALWAYS is the default: hooks run in the first deployment of a group too', async () => {
    scenario = await startWithResource();
    const Hooks = { AfterInstall: 'no-such-function' };
    const always = await scenario.update(scenario.version(2, { Hooks }));
    expect(always.answer).toMatchObject(failed);
    const later = await scenario.update(scenario.version(3, { Hooks, HookPolicy: 'AFTER_FIRST_SUCCESS' }));
    expect(later.answer.status).toBe('SUCCESS');
  });

  test('AFTER_FIRST_SUCCESS leaves hooks out until a deployment of the group has succeeded', async () => {
    scenario = await startWithResource();
    const hooks = { Hooks: { AfterInstall: 'no-such-function' }, HookPolicy: 'AFTER_FIRST_SUCCESS' };
    expect((await scenario.update(scenario.version(2, hooks))).answer.status).toBe('SUCCESS');
    const second = await scenario.operations.update(scenario.version(2, hooks), scenario.version(3, hooks));
    expect(second.answer.status).toBe('FAILED');
  });

  test('AFTER_FIRST_SUCCESS counts a deployment that an operator started', async () => {
    scenario = await startWithResource();
    await scenario.deployByHand(2);
    await scenario.aws.clock.advance(600);
    const { answer } = await scenario.operations.update(
      scenario.version(2),
      scenario.version(3, { Hooks: { AfterInstall: 'no-such-function' }, HookPolicy: 'AFTER_FIRST_SUCCESS' }),
    );
    expect(answer).toMatchObject(failed);
  });
});
