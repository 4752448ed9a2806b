import { startWithResource, hasSeenShift, type DeploymentScenario } from './deployment-scenario';

let scenario: DeploymentScenario;
afterEach(() => scenario.close());

const failed = { status: 'FAILED', errorCode: 'NotStabilized' };

test('a group that continues on timeout has no ready wait', async () => {
  scenario = await startWithResource();
  const operation = scenario.begin(scenario.version(2));
  const ready: boolean[] = [];
  const { status } = await operation.runUntil(async () => {
    ready.push(await scenario.hasStatus('Ready')());
    return false;
  });
  expect(status).toBe('SUCCESS');
  expect(ready).not.toContain(true);
});

test('when an operator approves the deployment, the handler follows the rest of it', async () => {
  scenario = await startWithResource({ waits: { ready: 60, termination: 10 } });
  const operation = scenario.begin(scenario.version(2));
  await operation.runUntil(scenario.hasStatus('Ready'));
  await scenario.aws.clock.advance(1_200);
  await scenario.approve((await scenario.deployment()).deploymentId);
  const { answer, answers } = await operation.run();
  expect(answer.status).toBe('SUCCESS');
  expect(answers.some(hasSeenShift)).toBe(true);
  expect((await scenario.deployment()).status).toBe('Succeeded');
});

test('without an approval CodeDeploy stops the deployment, and the service runs what it ran', async () => {
  scenario = await startWithResource({ waits: { ready: 30 } });
  const { answer, calls } = await scenario.update(scenario.version(2));
  expect(answer).toMatchObject(failed);
  expect(answer.message).toContain(
    'was stopped: TIMEOUT: The deployment timed out while waiting for a notification to continue',
  );
  expect(calls).not.toContain('StopDeployment');
  expect(await scenario.liveVersion()).toBe(1);
});

test('a ready wait that is longer than an operation may take is begun nevertheless: an operator may end it', async () => {
  scenario = await startWithResource({ waits: { ready: 2_880 } });
  const operation = scenario.begin(scenario.version(2));
  await operation.runUntil(scenario.hasStatus('Ready'));
  await scenario.approve((await scenario.deployment()).deploymentId);
  expect((await operation.run()).answer.status).toBe('SUCCESS');
});

test('in a stack rollback the handler leaves the ready wait to an operator when it may not end it', async () => {
  scenario = await startWithResource({ waits: { ready: 60 } });
  scenario.aws.faults.deny({ service: 'codedeploy', operation: 'ContinueDeployment', count: 1_000 });
  const operation = scenario.begin(scenario.version(2), { rollback: true });
  await operation.runUntil(scenario.hasStatus('Ready'));
  await operation.wait();
  expect(await operation.step()).toMatchObject({ status: 'IN_PROGRESS' });
  expect(operation.calls()).not.toContain('StopDeployment');
});

test.each([
  ['SUCCEEDED', 'Succeeded', 30 * 60],
  ['TRAFFIC_SHIFTED', 'InProgress', 0],
])(
  'after an approval CompleteWhen %s ends the update while its deployment is %s',
  async (completeWhen, status, atLeast) => {
    scenario = await startWithResource({ waits: { ready: 60, termination: 30 } });
    const operation = scenario.begin(scenario.version(2, { CompleteWhen: completeWhen }));
    await operation.runUntil(scenario.hasStatus('Ready'));
    const { deploymentId } = await scenario.deployment();
    await scenario.approve(deploymentId);
    const before = scenario.aws.clock.now();
    const { answer } = await operation.run();
    expect(answer).toMatchObject({ status: 'SUCCESS', resourceModel: { DeploymentId: deploymentId } });
    expect((await scenario.deployment()).status).toBe(status);
    const seconds = (scenario.aws.clock.now() - before) / 1000;
    expect(seconds).toBeGreaterThanOrEqual(atLeast);
    expect(seconds).toBeLessThan(atLeast + 180);
    expect(await scenario.liveVersion()).toBe(2);
  },
);
