import { ServiceError } from '#local-aws';
import { GROUP_NAME, type Operation, inPhase } from '#test-kit';
import {
  startWithResource,
  hasSeenRunning,
  runUntilStarting,
  count,
  type DeploymentScenario,
} from './deployment-scenario';

let scenario: DeploymentScenario;
afterEach(() => scenario.close());

test('a superseded operation ends without touching anything', async () => {
  scenario = await startWithResource();
  const superseded = scenario.beginUpdate(1, 2);
  await runUntilStarting(scenario, superseded);
  await scenario.operations.update(scenario.version(1), scenario.version(3));
  const { answer } = await superseded.run();
  expect(answer).toMatchObject({
    status: 'FAILED',
    errorCode: 'ResourceConflict',
    message: `A newer operation works on the deployment group ${scenario.service.applicationName}/${GROUP_NAME}; this operation ends without a change. Wait for the end of the newer operation. [Superseded]`,
  });
  expect(await scenario.deployments()).toHaveLength(1);
  expect(await scenario.liveVersion()).toBe(3);
});

test('a first invocation that CloudFormation repeats after a newer operation has begun ends without touching anything', async () => {
  scenario = await startWithResource();
  scenario.aws.faults.throttle({ service: 'codedeploy', count: 2 });
  const superseded = scenario.beginUpdate(1, 2);
  expect(await superseded.step()).toMatchObject({ status: 'IN_PROGRESS' });
  await scenario.aws.clock.advance(1);
  const newer = scenario.beginUpdate(1, 3);
  await newer.step();
  const { answer } = await superseded.run();
  expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'ResourceConflict' });
  expect((await newer.run()).answer.status).toBe('SUCCESS');
  expect((await scenario.deployments()).map(({ status }) => status)).toEqual(['Succeeded']);
  expect(await scenario.liveVersion()).toBe(3);
});

test.each([0, 2])(
  'a first invocation that comes late, without a context, does not take the group back from a newer operation and %i more',
  async (more) => {
    scenario = await startWithResource();
    const superseded = (): Operation => scenario.beginUpdate(1, 2, {}, { token: 'cancelled-update' });
    await superseded().step();
    await scenario.aws.clock.advance(1);
    const newer = scenario.beginRollback();
    await newer.step();
    for (let number = 0; number < more; number++) {
      await scenario.aws.clock.advance(60);
      await scenario.beginUpdate(1, 1, { Description: `change ${number}` }).step();
    }
    await scenario.aws.clock.advance(1);
    const { answer, calls } = await superseded().run();
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'ResourceConflict' });
    expect(calls).not.toContain('TagResource');
    expect((await newer.run()).answer.status).toBe('SUCCESS');
  },
);

test('a deployment that a superseded operation started and that CodeDeploy does not show yet is stopped when it shows', async () => {
  scenario = await startWithResource();
  const superseded = scenario.beginUpdate(1, 2);
  await runUntilStarting(scenario, superseded);
  await scenario.aws.clock.advance(1);
  const newer = scenario.beginRollback();
  scenario.aws.faults.before({ service: 'codedeploy', operation: 'CreateDeployment', count: 1 }, async () => {
    await newer.step();
  });
  scenario.aws.faults.fail(
    { service: 'codedeploy', operation: 'StopDeployment', count: 1 },
    new ServiceError('DeploymentDoesNotExistException', 'The deployment could not be found.'),
  );
  const { answer, calls } = await superseded.run();
  expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
  expect((await newer.run()).answer.status).toBe('SUCCESS');
  expect(count(calls, 'StopDeployment')).toBe(2);
  expect((await scenario.deployments()).map(({ status }) => status)).toEqual(['Stopped', 'Succeeded']);
  expect(await scenario.liveVersion()).toBe(1);
});

test('a deployment that was started a moment before the stack rollback and is not listed yet is stopped', async () => {
  scenario = await startWithResource();
  await scenario.aws.clock.advance(60);
  scenario.aws.codeDeploy.faults.listedLateSeconds = 6;
  await scenario.beginUpdate(1, 2).runUntil(inPhase('deploying'));
  await scenario.aws.clock.advance(1);
  const { answer, calls } = await scenario.beginRollback().run();
  expect(answer.status).toBe('SUCCESS');
  expect(count(calls, 'StopDeployment')).toBe(1);
  expect(calls).not.toContain('CreateDeployment');
  await scenario.aws.clock.advance(600);
  expect(await scenario.liveVersion()).toBe(1);
});

test('a deployment without a task set is known by its description marker: the same version follows it, another one stops it', async () => {
  scenario = await startWithResource();
  await scenario.beginUpdate(1, 2).runUntil(inPhase('deploying'));
  const again = scenario.beginUpdate(1, 2);
  await again.step();
  expect(again.calls()).not.toContain('StopDeployment');
  const third = await scenario.beginUpdate(2, 3).run();
  expect(third.answer.status).toBe('SUCCESS');
  expect(third.calls).toContain('StopDeployment');
  expect(await scenario.liveVersion()).toBe(3);
});

test('at the deadline a superseded operation leaves the stop to the newer one', async () => {
  scenario = await startWithResource();
  scenario.aws.ecs.neverHealthy(scenario.service.taskDefinitions[1]);
  const superseded = scenario.begin(scenario.version(2, { TimeoutInMinutes: 10 }));
  await superseded.runUntil(hasSeenRunning);
  const newer = scenario.begin(scenario.version(2));
  await newer.step();
  const { answer, calls } = await superseded.run();
  expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'ResourceConflict' });
  expect(count(calls, 'StopDeployment')).toBe(0);
  expect((await scenario.deployment()).status).toBe('InProgress');
});

test('D3 the next operation adopts the deployment of a cancelled one that wants the same', async () => {
  scenario = await startWithResource();
  const cancelled = scenario.beginUpdate(1, 2);
  await cancelled.runUntil(hasSeenRunning);
  const { answer } = await scenario.operations.update(scenario.version(1), scenario.version(2));
  expect(answer.status).toBe('SUCCESS');
  expect(await scenario.deployments()).toHaveLength(1);
});

test('D5 the stack rollback stops a redeployment that was cancelled instead of following it', async () => {
  scenario = await startWithResource();
  const cancelled = scenario.begin(scenario.version(1, { RedeployToken: 'a' }));
  await cancelled.runUntil(hasSeenRunning);
  const { answer, calls } = await scenario.operations.update(
    scenario.version(1, { RedeployToken: 'a' }),
    scenario.version(1),
    { rollback: true },
  );
  expect(answer.status).toBe('SUCCESS');
  expect(calls).toContain('StopDeployment');
  expect(calls).not.toContain('CreateDeployment');
});

test('D5 a stack that rolls back before the shift stops its deployment and deploys nothing', async () => {
  scenario = await startWithResource();
  const cancelled = scenario.beginUpdate(1, 2);
  await cancelled.runUntil(hasSeenRunning);
  const { answer, calls, seconds } = await scenario.operations.update(
    scenario.version(2),
    scenario.version(1),
    {
      rollback: true,
    },
  );
  expect(answer).toMatchObject({ status: 'SUCCESS', resourceModel: { DeploymentId: '' } });
  expect(count(calls, 'StopDeployment')).toBe(1);
  expect(calls).not.toContain('CreateDeployment');
  expect(seconds).toBeLessThan(60);
  expect(await scenario.liveVersion()).toBe(1);
});

test('D5 a third version stops the second and is deployed', async () => {
  scenario = await startWithResource();
  const cancelled = scenario.beginUpdate(1, 2);
  await cancelled.runUntil(hasSeenRunning);
  const { answer } = await scenario.operations.update(scenario.version(2), scenario.version(3));
  expect(answer.status).toBe('SUCCESS');
  expect(await scenario.liveVersion()).toBe(3);
});

test('a deployment whose start got no answer is stopped when a newer operation has ended without seeing it', async () => {
  scenario = await startWithResource();
  await scenario.aws.clock.advance(60);
  // While the hook runs, there is no task set that tells of the deployment.
  await scenario.makeHook('silent', 'nothing');
  const superseded = scenario.begin(scenario.version(2, { Hooks: { BeforeInstall: 'silent' } }));
  scenario.aws.codeDeploy.faults.listedLateSeconds = 20;
  scenario.aws.faults.loseResponse({ service: 'codedeploy', operation: 'CreateDeployment', count: 1 });
  await superseded.runUntil(inPhase('starting', ({ unansweredSince }) => unansweredSince !== undefined));
  await scenario.aws.clock.advance(1);
  const newer = await scenario.beginRollback().run();
  expect(newer.answer.status).toBe('SUCCESS');
  expect(newer.calls).not.toContain('StopDeployment');
  const { answer, calls } = await superseded.run();
  expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
  expect(count(calls, 'StopDeployment')).toBe(1);
  expect(count(calls, 'CreateDeployment')).toBe(1);
  expect((await scenario.deployment()).status).toBe('Stopped');
  expect(await scenario.liveVersion()).toBe(1);
});
