import { ServiceError } from '#local-aws';
import { inPhase, WITHOUT_ROLLBACK } from '#test-kit';
import {
  startWithResource,
  hasSeenRunning,
  MISSING_HOOK,
  type DeploymentScenario,
} from './deployment-scenario';

let scenario: DeploymentScenario;
afterEach(() => scenario.close());

const failed = { status: 'FAILED', errorCode: 'NotStabilized' };

test('a deployment that does not succeed is reported when its rollback has ended, with what the service runs now', async () => {
  scenario = await startWithResource();
  scenario.aws.codeDeploy.faults.rollbackIdLateSeconds = 20;
  const operation = scenario.begin(scenario.version(2));
  await operation.runUntil(hasSeenRunning);
  const [deployment] = await scenario.deployments();
  await scenario.stopByHand(deployment!.deploymentId!);
  const { answer } = await operation.run();
  const [, rollback] = await scenario.deployments();
  expect(rollback!.creator).toBe('codeDeployRollback');
  expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
  expect(answer.message).toContain(`Deployment ${deployment!.deploymentId} was stopped`);
  expect(answer.message).toContain(
    `CodeDeploy rolled back (${rollback!.deploymentId}): the service runs web:1 again.`,
  );
  expect(answer.message).toContain(
    'https://us-east-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-',
  );
  expect(answer).not.toHaveProperty('resourceModel');
});

test.each([0, 20, 45])(
  'a rollback whose id CodeDeploy shows %i seconds late is found and awaited',
  async (seconds) => {
    scenario = await startWithResource();
    scenario.aws.codeDeploy.faults.rollbackIdLateSeconds = seconds;
    const { answer } = await scenario.update(scenario.version(2, MISSING_HOOK));
    expect(answer).toMatchObject(failed);
    expect(answer.message).toContain('CodeDeploy rolled back');
  },
);

test('a rollback that fails is reported, and never stopped', async () => {
  scenario = await startWithResource();
  scenario.aws.codeDeploy.faults.failRollback = true;
  const { answer, calls } = await scenario.update(scenario.version(2, MISSING_HOOK));
  expect(answer).toMatchObject(failed);
  expect(answer.message).toMatch(/Its rollback d-\w+ did not succeed either \(Failed/);
  expect(calls).not.toContain('StopDeployment');
});

test('a rollback that is switched off is not awaited, and the answer says what was left behind', async () => {
  scenario = await startWithResource({ group: WITHOUT_ROLLBACK });
  const { answer, answers } = await scenario.update(scenario.version(2, MISSING_HOOK));
  expect(answer).toMatchObject(failed);
  expect(answers.some(inPhase('rollingBack'))).toBe(false);
  expect(answer.message).toContain(
    'It was not rolled back: the service runs web:1, and the task set of web:2 was left',
  );
});

test('a rollback that went with its group is not awaited any longer', async () => {
  scenario = await startWithResource();
  scenario.aws.ecs.neverHealthy(scenario.service.taskDefinitions[1]);
  const operation = scenario.begin(scenario.version(2));
  await operation.runUntil(hasSeenRunning);
  await scenario.stopByHand((await scenario.deployment()).deploymentId);
  await operation.runUntil(inPhase('rollingBack'));
  await operation.wait();
  const { seconds } = operation.ended();
  scenario.aws.faults.fail(
    { service: 'codedeploy', operation: 'GetDeployment' },
    new ServiceError('DeploymentDoesNotExistException', 'The deployment could not be found.'),
  );
  const { answer, seconds: after } = await operation.run();
  expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
  expect(answer.message).toMatch(/Its rollback d-\w+ could not be read/);
  expect(after - seconds).toBeLessThan(120);
});

test('D4 a rollback is awaited before the handler decides again', async () => {
  scenario = await startWithResource();
  const byHand = await scenario.deployByHand(2);
  await scenario.aws.clock.advance(20);
  await scenario.stopByHand(byHand);
  const { answer, calls } = await scenario.operations.update(
    scenario.version(1),
    scenario.version(1, { Description: 'x' }),
  );
  expect(answer.status).toBe('SUCCESS');
  expect(calls).not.toContain('StopDeployment');
  expect(await scenario.liveVersion()).toBe(1);
});

test('a rollback that ends between two calls of the handler leaves nothing to deploy', async () => {
  scenario = await startWithResource();
  await scenario.beginUpdate(1, 2).runUntil(hasSeenRunning);
  const [deployment] = await scenario.deployments();
  await scenario.stopByHand(deployment!.deploymentId!);
  await scenario.aws.clock.advance(2);
  scenario.aws.faults.before({ service: 'codedeploy', operation: 'ListDeployments', count: 1 }, () =>
    scenario.aws.clock.advance(8),
  );
  const { answer, calls } = await scenario.beginRollback().run();
  expect(answer.status).toBe('SUCCESS');
  expect(calls).not.toContain('CreateDeployment');
  expect(await scenario.liveVersion()).toBe(1);
});

test.each([
  ['that runs already', 10],
  ['that is yet to come', 0],
])('a rollback %s of a deployment that others started is awaited beyond the deadline', async (_, seconds) => {
  scenario = await startWithResource();
  const byHand = await scenario.deployByHand(2);
  await scenario.aws.clock.advance(20);
  scenario.aws.codeDeploy.faults.rollbackTakesSeconds = 600;
  await scenario.stopByHand(byHand);
  await scenario.aws.clock.advance(seconds);
  const changed = scenario.version(1, { Description: 'x', TimeoutInMinutes: 5 });
  const update = await scenario.update(changed);
  expect(update.answer.status).toBe('SUCCESS');
  expect(update.calls).not.toContain('StopDeployment');
  expect(update.seconds).toBeGreaterThan(5 * 60);
});
