import { count, startWithResource, type DeploymentScenario } from './deployment-scenario';

let scenario: DeploymentScenario;
afterEach(() => scenario.close());

/* The default timeout counts from the start of the deployment, which CodeDeploy may refuse for long. */

function throttleStarts(minutes: number): void {
  const end = scenario.aws.clock.now() + minutes * 60_000;
  scenario.aws.faults.throttle({
    service: 'codedeploy',
    operation: 'CreateDeployment',
    when: () => scenario.aws.clock.now() < end,
  });
}

test('a throttled start leaves the deployment its whole default timeout', async () => {
  scenario = await startWithResource({
    localAws: { tasks: { startSeconds: 1200, healthySeconds: 5, drainSeconds: 5 } },
  });
  throttleStarts(55);
  const { answer, calls } = await scenario.update(scenario.version(2));
  expect(answer.status).toBe('SUCCESS');
  expect(count(calls, 'StopDeployment')).toBe(0);
});

test('a stack rollback starts its deployment however long that was throttled', async () => {
  scenario = await startWithResource();
  await scenario.update(scenario.version(2));
  throttleStarts(75);
  expect((await scenario.beginRollback().run()).answer.status).toBe('SUCCESS');
});

test('TimeoutInMinutes counts from the start of the operation', async () => {
  scenario = await startWithResource();
  throttleStarts(55);
  const { answer, seconds } = await scenario.update(scenario.version(2, { TimeoutInMinutes: 30 }));
  expect(answer.message).toContain('[TimeoutBeforeStart]');
  expect(seconds).toBeLessThan(35 * 60);
});
