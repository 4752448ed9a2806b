import {
  startWithResource,
  hasSeenRunning,
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

test.each([true, false])(
  'D6 when CodeDeploy refuses the stop in the termination wait, the operation ends the wait and deploys (stack rollback: %s)',
  async (rollback) => {
    scenario = await startWithResource({ waits: { termination: 60 } });
    scenario.aws.codeDeploy.readings.lateStop = 'refused';
    const [one, two] = [scenario.version(1, UNTIL_SHIFTED), scenario.version(2, UNTIL_SHIFTED)];
    await scenario.operations.update(one, two);
    const back = await scenario.operations.update(two, one, { rollback });
    expect(back.answer.status).toBe('SUCCESS');
    expect(count(back.calls, 'CreateDeployment')).toBe(1);
    expect(back.seconds).toBeLessThan(20 * 60);
    expect(await scenario.liveVersion()).toBe(1);
  },
);

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

test('D7 when CodeDeploy does not set its flag, the PRIMARY task set and the target tell of the termination wait', async () => {
  scenario = await startWithResource({ waits: { termination: 60 } });
  const shifted = UNTIL_SHIFTED;
  await scenario.operations.update(scenario.version(1, shifted), scenario.version(2, shifted));
  scenario.aws.codeDeploy.faults.hideTerminationWait = true;
  const next = await scenario.operations.update(scenario.version(2, shifted), scenario.version(3, shifted));
  expect(next.answer.status).toBe('SUCCESS');
  expect(count(next.calls, 'ContinueDeployment')).toBe(1);
  expect(next.calls).not.toContain('StopDeployment');
  expect(await scenario.liveVersion()).toBe(3);
});

test('while the original task set has the production traffic, the target is not asked whether the traffic is shifted', async () => {
  scenario = await startWithResource();
  await scenario.beginUpdate(1, 2).runUntil(hasSeenRunning);
  scenario.withoutTerminationWaitFlag();
  const back = scenario.beginRollback();
  await back.step();
  expect(back.calls()).toContain('StopDeployment');
  expect(back.calls()).not.toContain('ListDeploymentTargets');
});

test('an original task set that is being terminated is not gone back to: the stack rollback deploys', async () => {
  scenario = await startWithResource({ waits: { termination: 5 } });
  await scenario.beginUpdate(1, 2).runUntil(hasSeenShift);
  // CodeDeploy terminates the original task set, then sets the final status.
  while ((await scenario.taskSets()).length > 1) await scenario.aws.clock.advance(0.5);
  expect((await scenario.deployment()).status).toBe('InProgress');
  const { answer, calls } = await scenario.beginRollback().run();
  expect(answer.status).toBe('SUCCESS');
  expect(calls).not.toContain('StopDeployment');
  expect(count(calls, 'CreateDeployment')).toBe(1);
  expect(await scenario.liveVersion()).toBe(1);
});
