import type { ListDeploymentsCommandInput } from '@aws-sdk/client-codedeploy';
import { startWithResource, hasSeenRunning, count, type DeploymentScenario } from './deployment-scenario';

let scenario: DeploymentScenario;
afterEach(() => scenario.close());

test.each(['throttle', 'serverError'] as const)('%s of polls does not fail a deployment', async (fault) => {
  scenario = await startWithResource();
  const operation = scenario.begin(scenario.version(2));
  await operation.runUntil(hasSeenRunning);
  scenario.aws.faults[fault]({ service: 'codedeploy', operation: 'GetDeployment', count: 4 });
  const { answer, answers } = await operation.run();
  expect(answer.status).toBe('SUCCESS');
  const paces = answers
    .map(({ callbackContext }) => callbackContext)
    .filter((context) => typeof context?.firstTransientErrorAt === 'number')
    .map((context) => context?.backoffSeconds);
  expect(paces).toEqual([5, 10, 20, 40]);
});

test('when the response of CreateDeployment is lost, the handler finds its deployment by the description marker', async () => {
  scenario = await startWithResource();
  scenario.aws.faults.loseResponse({ service: 'codedeploy', operation: 'CreateDeployment', count: 1 });
  const { answer, calls } = await scenario.update(scenario.version(2));
  expect(answer.status).toBe('SUCCESS');
  expect(count(calls, 'CreateDeployment')).toBe(1);
  expect(await scenario.deployments()).toHaveLength(1);
});

test('a missing permission fails the operation, which names it', async () => {
  scenario = await startWithResource();
  scenario.aws.faults.deny({ service: 'codedeploy', operation: 'CreateDeployment' });
  const { answer } = await scenario.update(scenario.version(2));
  expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'AccessDenied' });
  expect(answer.message).toMatch(
    /^The execution role of this resource type does not allow codedeploy:CreateDeployment\. .* AWS says: /,
  );
});

test('throttled calls of the target delay neither the end of a deployment nor its deadline', async () => {
  scenario = await startWithResource({
    group: { deploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery3Minutes' },
  });
  scenario.aws.faults.throttle({ service: 'codedeploy', operation: 'GetDeploymentTarget' });
  const { answer, seconds } = await scenario.update(scenario.version(2));
  expect(answer.status).toBe('SUCCESS');
  expect(seconds).toBeLessThan(40 * 60);

  scenario.aws.ecs.neverHealthy(scenario.service.taskDefinitions[2]);
  const operation = scenario.beginUpdate(2, 3, { TimeoutInMinutes: 40 });
  const late = await operation.run();
  expect(late.answer.message).toContain('was stopped because it had not finished after 40 minutes');
  expect(late.seconds).toBeLessThan(50 * 60);
});

test('a deployment without an answer is found although the clock of CodeDeploy is four minutes slow', async () => {
  scenario = await startWithResource();
  const { operations } = scenario.aws.codeDeploy;
  scenario.aws.register('codedeploy', {
    operations: {
      ...operations,
      ListDeployments: (input, context) =>
        operations.ListDeployments!(bySlowClock(input, 240) as never, context),
    },
  });
  scenario.aws.faults.loseResponse({ service: 'codedeploy', operation: 'CreateDeployment', count: 1 });
  const { answer, calls } = await scenario.update(scenario.version(2));
  expect(answer.status).toBe('SUCCESS');
  expect(count(calls, 'CreateDeployment')).toBe(1);
});

/** The input of ListDeployments as CodeDeploy takes it whose clock is slow: its deployments seem to be older. */
function bySlowClock(input: object, seconds: number): object {
  const { createTimeRange } = input as ListDeploymentsCommandInput;
  if (!createTimeRange?.start) return input;
  const start = new Date(createTimeRange.start.getTime() + seconds * 1000);
  return { ...input, createTimeRange: { ...createTimeRange, start } };
}
