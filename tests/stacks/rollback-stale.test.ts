import { FailedRelease } from './scenario/failed-release';
import type { StackScenario } from './scenario/stack-scenario';
import { CANARY, waits } from './scenario/template';
import type { Worker } from './scenario/worker';

/* DescribeServices may show the task sets of some seconds ago. */

let scenario: StackScenario;
let worker: Worker;
let release: FailedRelease;
beforeEach(async () => {
  release = await FailedRelease.start();
  ({ scenario, worker } = release);
});
afterEach(() => scenario.close());

async function expectNoFurtherDeployment(staleSeconds: number): Promise<void> {
  expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(scenario.callsOf('CreateDeployment')).toBe(1);
  expect(await scenario.answer()).toBe('version 1');
  expect(scenario.events.rollbackSeconds('Deployment')).toBeLessThan(20 + staleSeconds);
}

describe.each([4, 10, 30])('task sets that show %i seconds late', (staleServicesSeconds) => {
  test.each([
    ['traffic shift', CANARY],
    ['termination wait', waits({ termination: 60 })],
  ] as const)('need no further deployment after a stop with rollback in the %s', async (state, group) => {
    await release.create({ group });
    await release.begin({ group });
    await scenario.untilDeployment(state);
    scenario.aws.ecs.faults.staleServicesSeconds = staleServicesSeconds;
    scenario.cancel();
    await scenario.finish();
    await expectNoFurtherDeployment(staleServicesSeconds);
  });

  test('need no further deployment after a hook that failed', async () => {
    await release.create();
    scenario.aws.ecs.faults.staleServicesSeconds = staleServicesSeconds;
    await release.begin({ deployment: { Hooks: { AfterInstall: 'no-such-function' } } });
    await scenario.finish();
    await expectNoFurtherDeployment(staleServicesSeconds);
  });

  test('do not keep a rollback from a deployment that it needs', async () => {
    await release.create();
    scenario.aws.ecs.faults.staleServicesSeconds = staleServicesSeconds;
    await release.run({});
    expect(scenario.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await scenario.deployments()).toEqual(['version 2 Succeeded', 'version 1 Succeeded']);
    expect(await scenario.answer()).toBe('version 1');
  });

  test('do not delay the update to a third version', async () => {
    await release.create();
    scenario.aws.ecs.faults.staleServicesSeconds = staleServicesSeconds;
    await scenario.update({ version: 2, resources: worker.resource(1) });
    const begun = scenario.aws.clock.now();
    await scenario.beginUpdate({ version: 3, resources: worker.resource(1) });
    await scenario.untilCall('CreateDeployment');
    expect((scenario.aws.clock.now() - begun) / 1000).toBeLessThan(5);
    await scenario.finish();
    expect(scenario.stack.status).toBe('UPDATE_COMPLETE');
  });
});
