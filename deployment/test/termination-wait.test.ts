import {
  startWithResource,
  hasSeenShift,
  UNTIL_SHIFTED,
  count,
  type DeploymentScenario,
} from './deployment-scenario';

let scenario: DeploymentScenario;
afterEach(() => scenario.close());

const failed = { status: 'FAILED', errorCode: 'NotStabilized' };

test.each([10, 600])(
  'targets that cannot be read for the first %i seconds (DeploymentNotStartedException) do not keep TRAFFIC_SHIFTED from ending the update',
  async (seconds) => {
    scenario = await startWithResource({ waits: { termination: 20 } });
    scenario.aws.codeDeploy.faults.targetsLateSeconds = seconds;
    scenario.aws.codeDeploy.faults.hideTerminationWait = true;
    const { answer } = await scenario.update(scenario.version(2, UNTIL_SHIFTED));
    expect(answer.status).toBe('SUCCESS');
  },
);

test('a deployment that an operator stops without rollback in its termination wait has brought the version, but fails the update', async () => {
  scenario = await startWithResource({ waits: { termination: 30 } });
  const operation = scenario.begin(scenario.version(2));
  await operation.runUntil(hasSeenShift);
  await scenario.stopByHand((await scenario.deployment()).deploymentId, false);
  const { answer } = await operation.run();
  expect(answer).toMatchObject(failed);
  expect(answer.message).toContain(
    'the service runs web:2, and the task set of web:1 was left with 0 % of the production traffic',
  );
});

test('D6 in the termination wait the stack rollback returns the traffic within a minute, without a new deployment', async () => {
  scenario = await startWithResource({ waits: { termination: 60 } });
  const shifted = UNTIL_SHIFTED;
  const forward = await scenario.operations.update(
    scenario.version(1, shifted),
    scenario.version(2, shifted),
  );
  expect(forward.answer.status).toBe('SUCCESS');
  expect(await scenario.liveVersion()).toBe(2);
  const back = await scenario.operations.update(scenario.version(2, shifted), scenario.version(1, shifted), {
    rollback: true,
  });
  expect(back.answer.status).toBe('SUCCESS');
  expect(back.calls).not.toContain('CreateDeployment');
  expect(back.seconds).toBeLessThan(60);
  expect(await scenario.liveVersion()).toBe(1);
});

test('D7 a third version ends the termination wait of the second', async () => {
  scenario = await startWithResource({ waits: { termination: 60 } });
  const shifted = UNTIL_SHIFTED;
  await scenario.operations.update(scenario.version(1, shifted), scenario.version(2, shifted));
  const next = await scenario.operations.update(scenario.version(2, shifted), scenario.version(3, shifted));
  expect(next.answer.status).toBe('SUCCESS');
  expect(count(next.calls, 'ContinueDeployment')).toBe(1);
  expect(next.seconds).toBeLessThan(60 * 60);
  expect(await scenario.liveVersion()).toBe(3);
});
