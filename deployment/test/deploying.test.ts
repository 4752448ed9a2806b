import { ServiceError } from '#local-aws';
import { inPhase } from '#test-kit';
import {
  startWithResource,
  hasSeenRunning,
  MISSING_HOOK,
  UNTIL_SHIFTED,
  count,
  type DeploymentScenario,
} from './deployment-scenario';

let scenario: DeploymentScenario;
afterEach(() => scenario.close());

const failed = { status: 'FAILED', errorCode: 'NotStabilized' };

describe('the end of an update', () => {
  test('is by default the end of the deployment: the original task set is terminated', async () => {
    scenario = await startWithResource({ waits: { termination: 10 } });
    const { answer, seconds } = await scenario.update(scenario.version(2));
    expect(answer.status).toBe('SUCCESS');
    expect(seconds).toBeGreaterThan(600);
    expect((await scenario.deployments())[0]!.status).toBe('Succeeded');
  });

  test('is with TRAFFIC_SHIFTED the end of the shift: the original task set still runs', async () => {
    scenario = await startWithResource({ waits: { termination: 10 } });
    const { answer, seconds } = await scenario.update(scenario.version(2, UNTIL_SHIFTED));
    expect(answer.status).toBe('SUCCESS');
    expect(seconds).toBeLessThan(600);
    const [deployment] = await scenario.deployments();
    expect(deployment).toMatchObject({ status: 'InProgress' });
    expect(answer.resourceModel).toMatchObject({
      TaskDefinition: scenario.service.taskDefinitions[1],
      DeploymentId: deployment!.deploymentId,
    });
  });

  test('is with TRAFFIC_SHIFTED the end of the deployment when CodeDeploy never reports a termination wait', async () => {
    scenario = await startWithResource({ waits: { termination: 1 } });
    scenario.aws.codeDeploy.faults.hideTerminationWait = true;
    const { answer } = await scenario.update(scenario.version(2, UNTIL_SHIFTED));
    expect(answer.status).toBe('SUCCESS');
  });
});

describe('the target, which tells when a canary is over', () => {
  const canary = { group: { deploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes' } };
  const update = async () => {
    const { answer, calls } = await scenario.update(scenario.version(2));
    expect(answer.status).toBe('SUCCESS');
    return {
      lists: count(calls, 'ListDeploymentTargets'),
      reads: count(calls, 'GetDeploymentTarget'),
    };
  };

  test('is read by the name of its service', async () => {
    scenario = await startWithResource(canary);
    expect(await update()).toEqual({ lists: 0, reads: 1 });
  });

  test('is looked up when CodeDeploy has none of that name', async () => {
    scenario = await startWithResource(canary);
    const none = new ServiceError('DeploymentTargetDoesNotExistException', 'No such target.', 400);
    scenario.aws.faults.fail({ service: 'codedeploy', operation: 'GetDeploymentTarget', count: 1 }, none);
    expect(await update()).toEqual({ lists: 1, reads: 2 });
  });
});

describe('a deployment with the status', () => {
  test.each(['Created', 'Queued', 'Baking', 'Ready', 'Rehearsing'])(
    '%s is polled until it ends',
    async (status) => {
      scenario = await startWithResource();
      scenario.overrideStatus(status, 6);
      const { answer, answers } = await scenario.update(scenario.version(2));
      expect(answer.status).toBe('SUCCESS');
      expect(answers.filter(({ message }) => message.includes(status))).toHaveLength(6);
    },
  );

  test.each(['Failed', 'Stopped'])('%s ends the operation', async (status) => {
    scenario = await startWithResource();
    scenario.overrideStatus(status, 1_000);
    const { answer } = await scenario.update(scenario.version(2));
    expect(answer).toMatchObject(failed);
  });
});

describe('a deployment that does not succeed', () => {
  test('is reported even when its target and its group cannot be read', async () => {
    scenario = await startWithResource();
    const operation = scenario.begin(scenario.version(2, MISSING_HOOK));
    await operation.runUntil(inPhase('rollingBack'));
    for (const operation of ['ListDeploymentTargets', 'GetDeploymentGroup'])
      scenario.aws.faults.serverError({ service: 'codedeploy', operation });
    const { answer } = await operation.run();
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
    expect(answer.message).toContain('what the service runs now could not be read');
  });

  test('is reported without a lifecycle event when it failed before it had a target', async () => {
    scenario = await startWithResource();
    scenario.aws.codeDeploy.faults.targetsLateSeconds = 10_000;
    const { answer } = await scenario.update(scenario.version(2, MISSING_HOOK));
    expect(answer).toMatchObject(failed);
    expect(answer.message).not.toContain('It ended at');
  });
});

describe('a deployment that an operator stops', () => {
  test.each([
    ['with rollback', true, /CodeDeploy rolled back \(d-\w+\): the service runs web:1 again/],
    [
      'without rollback',
      false,
      /It was not rolled back: the service runs web:1, and the task set of web:2 was left/,
    ],
  ])('%s fails the operation', async (_how, rollback, pattern) => {
    scenario = await startWithResource();
    const operation = scenario.begin(scenario.version(2));
    await operation.runUntil(hasSeenRunning);
    await scenario.aws.clock.advance(20);
    await scenario.stopByHand((await scenario.deployment()).deploymentId, rollback);
    const { answer } = await operation.run();
    expect(answer).toMatchObject(failed);
    expect(answer.message).toMatch(pattern);
  });
});

describe('a deployment that the handler finds running', () => {
  test('is polled by its own traffic plan, less often than every 15 seconds', async () => {
    scenario = await startWithResource({
      group: { deploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery3Minutes' },
    });
    await scenario.deployByHand(2);
    await scenario.aws.clock.advance(10);
    const { answer, calls, seconds } = await scenario.update(scenario.version(2));
    expect(answer.status).toBe('SUCCESS');
    expect(seconds).toBeGreaterThan(27 * 60);
    expect(count(calls, 'GetDeploymentConfig')).toBe(0);
    expect(calls.filter((call) => call === 'GetDeployment').length).toBeLessThan(seconds / 15);
  });
});
