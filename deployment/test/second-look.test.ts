import { hasCalled } from '#test-kit';
import { count, startWithResource, type DeploymentScenario } from './deployment-scenario';

let scenario: DeploymentScenario;
afterEach(() => scenario.close());

/* ListDeployments does not show the deployment that the operation before has just started. */

const statuses = async (): Promise<string[]> =>
  (await scenario.deployments()).map(({ creator, status }) => `${creator} ${status}`);

/** Runs a stack rollback, then what it may have left. */
async function versionAfter(rollback: { run(): Promise<unknown> }): Promise<number | undefined> {
  await rollback.run();
  await scenario.aws.clock.advance(3600);
  return scenario.liveVersion();
}

describe('a stack rollback looks again', () => {
  test.each(['one', 'two', 'three'])('when it was throttled after its tag (token %s)', async (token) => {
    scenario = await startWithResource();
    await scenario.makeHook('silent', 'nothing');
    scenario.aws.codeDeploy.faults.listedLateSeconds = 9;
    await scenario.begin(scenario.version(2, { Hooks: { BeforeInstall: 'silent' } })).step();
    scenario.aws.faults.throttle({ service: 'codedeploy', operation: 'ListDeployments', count: 1 });
    await scenario.beginRollback({}, { token }).run();
    await scenario.aws.clock.advance(30);
    expect(await statuses()).toEqual(['user Stopped']);
  });

  test('when its first event is delivered twice', async () => {
    scenario = await startWithResource();
    scenario.aws.codeDeploy.faults.listedLateSeconds = 8;
    await scenario.beginUpdate(1, 2).step();
    await scenario.beginRollback({}, { token: 'back' }).step();
    expect(await versionAfter(scenario.beginRollback({}, { token: 'back' }))).toBe(1);
  });

  test('when the newest deployment that shows is of another team', async () => {
    scenario = await startWithResource();
    await scenario.aws.clock.advance(60);
    const cancelled = scenario.beginUpdate(1, 2);
    scenario.aws.faults.throttle({ service: 'codedeploy', operation: 'TagResource', count: 1 });
    await cancelled.step();
    await scenario.aws.clock.advance(1);
    await scenario.deployByHand(1);
    await scenario.aws.clock.advance(5);
    await cancelled.step();
    await scenario.aws.clock.advance(1);
    scenario.aws.codeDeploy.faults.listedLateSeconds = 8;
    await cancelled.runUntil(hasCalled('CreateDeployment'));
    expect(await versionAfter(scenario.beginRollback())).toBe(1);
  });

  test('when the tag shows late', async () => {
    scenario = await startWithResource();
    await scenario.update(scenario.version(2));
    await scenario.aws.clock.advance(600);
    scenario.aws.codeDeploy.faults.listedLateSeconds = 8;
    await scenario.beginUpdate(2, 3).step();
    scenario.aws.codeDeploy.faults.staleTagSeconds = 8;
    await scenario.aws.clock.advance(1);
    expect(await versionAfter(scenario.beginUpdate(3, 2, {}, { rollback: true }))).toBe(2);
  });
});

describe('a delete looks again', () => {
  test('and stops the deployment of a cancelled update', async () => {
    scenario = await startWithResource();
    scenario.aws.codeDeploy.faults.listedLateSeconds = 8;
    await scenario.beginUpdate(1, 2).step();
    const { answer } = await scenario.operations.delete(scenario.version(2));
    expect(answer.status).toBe('SUCCESS');
    expect(await statuses()).toEqual(['user Stopped', 'codeDeployRollback Succeeded']);
    expect(await scenario.groupTags()).toEqual({});
  });

  test('and leaves the resource that was created again since', async () => {
    scenario = await startWithResource();
    const deletion = scenario.operations.begin('DELETE', { properties: scenario.version(1) });
    await deletion.step();
    await scenario.aws.clock.advance(5);
    const creation = scenario.operations.begin('CREATE', { properties: scenario.version(2) });
    await creation.runUntil(hasCalled('CreateDeployment'));
    await deletion.run();
    expect((await creation.run()).answer.status).toBe('SUCCESS');
    expect(await statuses()).toEqual(['user Succeeded']);
  });

  test('not when the newest deployment is that of the last operation', async () => {
    scenario = await startWithResource();
    await scenario.update(scenario.version(2));
    const { calls, seconds } = await scenario.operations.delete(scenario.version(2));
    expect(count(calls, 'ListDeployments')).toBe(2);
    expect(seconds).toBe(0);
  });

  test('nor when the last operation began longer ago than any can take', async () => {
    scenario = await startWithResource();
    await scenario.aws.clock.advance(2101 * 60);
    const { calls, seconds } = await scenario.operations.delete(scenario.version(1));
    expect(count(calls, 'GetDeployment')).toBe(0);
    expect(seconds).toBe(0);
  });
});
