import { ServiceError } from '#local-aws';
import { GROUP_NAME, hasCalled } from '#test-kit';
import {
  startWithResource,
  hasSeenRunning,
  hasSeenShift,
  count,
  type DeploymentScenario,
} from './deployment-scenario';

let scenario: DeploymentScenario;
afterEach(() => scenario.close());

const LINEAR = { deploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery3Minutes' };

const startWithUnhealthyVersion2 = async (): Promise<void> => {
  scenario = await startWithResource();
  scenario.aws.ecs.neverHealthy(scenario.service.taskDefinitions[1]);
};

describe('when the deadline passes', () => {
  test('while the new tasks start, the handler stops the deployment with rollback', async () => {
    await startWithUnhealthyVersion2();
    const { answer, calls, seconds } = await scenario.update(scenario.version(2, { TimeoutInMinutes: 10 }));
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
    expect(answer.message).toContain(
      'was stopped because it had not finished after 10 minutes (TimeoutInMinutes)',
    );
    expect(count(calls, 'StopDeployment')).toBe(1);
    expect(answer.message).toContain('the service runs web:1 again');
    expect(seconds).toBeLessThan(11 * 60);
    expect(await scenario.liveVersion()).toBe(1);
  });

  test('in the ready wait, the handler stops the deployment', async () => {
    scenario = await startWithResource({ waits: { ready: 60 } });
    const { answer, calls } = await scenario.update(scenario.version(2, { TimeoutInMinutes: 20 }));
    expect(answer.message).toContain(
      'was stopped because it had not finished after 20 minutes (TimeoutInMinutes)',
    );
    expect(answer.message).toContain('the service runs web:1 again');
    expect(count(calls, 'StopDeployment')).toBe(1);
  });

  test('while traffic moves, all of it returns', async () => {
    scenario = await startWithResource({ group: LINEAR });
    const operation = scenario.begin(scenario.version(2, { TimeoutInMinutes: 28 }));
    const { answer, calls } = await operation.run();
    expect(answer.message).toContain('It ended at AllowTraffic.');
    expect(answer.message).toContain('the service runs web:1 again');
    expect(count(calls, 'StopDeployment')).toBe(1);
    expect(await scenario.liveVersion()).toBe(1);
  });

  test('in a hook, the handler does not wait for its report any longer', async () => {
    scenario = await startWithResource();
    await scenario.makeHook('silent', 'nothing');
    const { answer, seconds } = await scenario.update(
      scenario.version(2, { Hooks: { BeforeAllowTraffic: 'silent' }, TimeoutInMinutes: 15 }),
    );
    expect(answer.message).toContain('It ended at BeforeAllowTraffic (hook silent).');
    expect(seconds).toBeLessThan(16 * 60);
    expect(await scenario.liveVersion()).toBe(1);
  });

  test('in the termination wait, traffic returns to the original task set, which still runs', async () => {
    scenario = await startWithResource({ waits: { termination: 10 } });
    const { answer, calls } = await scenario.update(scenario.version(2, { TimeoutInMinutes: 11 }));
    expect(answer.message).toContain(
      'was stopped because it had not finished after 11 minutes (TimeoutInMinutes)',
    );
    expect(answer.message).toContain('the service runs web:1 again');
    expect(count(calls, 'StopDeployment')).toBe(1);
    expect(await scenario.liveVersion()).toBe(1);
  });

  test('while all calls are throttled, the handler stops the deployment afterwards and awaits its rollback', async () => {
    await startWithUnhealthyVersion2();
    const operation = scenario.begin(scenario.version(2, { TimeoutInMinutes: 10 }));
    await operation.runUntil(hasSeenRunning);
    const end = scenario.aws.clock.now() + 26 * 60_000;
    scenario.aws.faults.throttle({ service: 'codedeploy', when: () => scenario.aws.clock.now() < end });
    const { answer, calls } = await operation.run();
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
    expect(answer.message).toContain('was stopped because it had not finished after 10 minutes');
    expect(answer.message).toContain('the service runs web:1 again');
    expect(count(calls, 'StopDeployment')).toBe(1);
    expect((await scenario.deployment()).status).toBe('Stopped');
  });

  test('while only StopDeployment is throttled, the handler asks for the stop once more before it fails', async () => {
    await startWithUnhealthyVersion2();
    const operation = scenario.begin(scenario.version(2, { TimeoutInMinutes: 10 }));
    const end = scenario.aws.clock.now() + 40 * 60_000;
    scenario.aws.faults.throttle({
      service: 'codedeploy',
      operation: 'StopDeployment',
      when: () => scenario.aws.clock.now() < end,
    });
    const { answer } = await operation.run();
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
    await scenario.aws.clock.advance(60);
    expect((await scenario.deployment()).status).toBe('Stopped');
    expect(await scenario.liveVersion()).toBe(1);
  });

  test('while an automatic rollback runs, the handler awaits that and stops nothing', async () => {
    await startWithUnhealthyVersion2();
    scenario.aws.codeDeploy.faults.rollbackIdLateSeconds = 50;
    const operation = scenario.begin(scenario.version(2, { TimeoutInMinutes: 10 }));
    await operation.runUntil(() => operation.ended().seconds > 580);
    await scenario.stopByHand((await scenario.deployment()).deploymentId);
    const { answer, calls, seconds } = await operation.run();
    expect(seconds).toBeGreaterThan(600);
    expect(count(calls, 'StopDeployment')).toBe(0);
    expect(answer.message).toMatch(/was stopped: MANUAL_STOP: .* CodeDeploy rolled back/);
  });

  test("of another team's deployment that brings the same, theirs continues", async () => {
    scenario = await startWithResource({ waits: { ready: 60 } });
    const deploymentId = await scenario.deployByHand(2);
    await scenario.aws.clock.advance(10);
    const { answer, calls } = await scenario.update(scenario.version(2, { TimeoutInMinutes: 20 }));
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
    expect(answer.message).toContain(
      `Deployment ${deploymentId}, which another operation started, is Ready and continues`,
    );
    expect(count(calls, 'StopDeployment')).toBe(0);
    expect((await scenario.deployment()).status).toBe('Ready');
  });

  test("of another team's deployment and WhenBusy is STOP, the handler stops it", async () => {
    scenario = await startWithResource({ waits: { ready: 60 } });
    await scenario.deployByHand(2);
    await scenario.aws.clock.advance(10);
    const { calls } = await scenario.update(scenario.version(2, { TimeoutInMinutes: 20, WhenBusy: 'STOP' }));
    expect(count(calls, 'StopDeployment')).toBe(1);
    expect((await scenario.deployment()).status).toBe('Stopped');
  });

  test("while another team's deployment holds the group, the answer names it and theirs continues", async () => {
    scenario = await startWithResource({ waits: { termination: 120 } });
    const theirs = await scenario.deployByHand(3);
    await scenario.aws.clock.advance(10);
    const { answer, calls, seconds } = await scenario.update(scenario.version(2, { TimeoutInMinutes: 30 }));
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'ResourceConflict' });
    expect(answer.message).toContain(`Deployment ${theirs}, which does not belong to this resource, holds`);
    expect(answer.message).toContain('It did not end within 30 minutes');
    expect(count(calls, 'StopDeployment')).toBe(0);
    expect(seconds).toBeLessThan(32 * 60);
  });

  test('before the deployment could start, the handler starts none', async () => {
    scenario = await startWithResource();
    const other = await scenario.deployByHand(3);
    const operation = scenario.begin(scenario.version(2, { TimeoutInMinutes: 2, WhenBusy: 'STOP' }));
    // The other deployment ends only after the deadline.
    scenario.aws.codeDeploy.faults.stopPendingSeconds = 180;
    const { answer, calls } = await operation.run();
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
    expect(answer.message).toBe(
      `The operation reached its timeout of 2 minutes before its deployment of deployment group ${scenario.service.applicationName}/${GROUP_NAME} could start. Nothing was deployed. ` +
        '`aws deploy list-deployments` shows which deployment held the group. Update again when it has ended; TimeoutInMinutes may be up to 2100. [TimeoutBeforeStart]',
    );
    expect(calls).not.toContain('CreateDeployment');
    expect((await scenario.deployments()).map(({ deploymentId }) => deploymentId)).toEqual([other]);
  });
});

describe('the stop at the deadline', () => {
  test('that is Pending at first is awaited', async () => {
    await startWithUnhealthyVersion2();
    scenario.aws.codeDeploy.faults.stopPendingSeconds = 40;
    const { answer } = await scenario.update(scenario.version(2, { TimeoutInMinutes: 10 }));
    expect(answer.message).toContain('was stopped because it had not finished after 10 minutes');
    expect(answer.message).toContain('the service runs web:1 again');
  });

  test('whose response is lost is still known to be ours', async () => {
    await startWithUnhealthyVersion2();
    scenario.aws.faults.loseResponse({ service: 'codedeploy', operation: 'StopDeployment', count: 1 });
    const { answer } = await scenario.update(scenario.version(2, { TimeoutInMinutes: 10 }));
    expect(answer.message).toContain('was stopped because it had not finished after 10 minutes');
  });

  test('that CodeDeploy refuses at one point is tried again', async () => {
    await startWithUnhealthyVersion2();
    scenario.aws.codeDeploy.faults.refuseStop = true;
    const operation = scenario.begin(scenario.version(2, { TimeoutInMinutes: 10 }));
    await operation.runUntil(hasCalled('StopDeployment'));
    scenario.aws.codeDeploy.faults.refuseStop = false;
    const { answer } = await operation.run();
    expect(answer.message).toContain('was stopped because it had not finished after 10 minutes');
    expect(answer.message).toContain('the service runs web:1 again');
  });

  test('that CodeDeploy keeps refusing fails the operation after a quarter of an hour, and the answer says that the deployment continues', async () => {
    await startWithUnhealthyVersion2();
    scenario.aws.codeDeploy.faults.refuseStop = true;
    const { answer, seconds } = await scenario.update(scenario.version(2, { TimeoutInMinutes: 10 }));
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
    expect(answer.message).toContain('is InProgress and continues. It had not finished after 10 minutes');
    // The quarter of an hour is over at the first poll from then on, which may come in that very second.
    expect(seconds).toBeGreaterThanOrEqual(25 * 60);
    expect(seconds).toBeLessThan(27 * 60);
  });

  test('that CodeDeploy refuses because the deployment is nearly done ends in success', async () => {
    scenario = await startWithResource({ waits: { termination: 10 } });
    scenario.aws.codeDeploy.faults.refuseStop = true;
    const { answer } = await scenario.update(scenario.version(2, { TimeoutInMinutes: 11 }));
    expect(answer).toMatchObject({
      status: 'SUCCESS',
      resourceModel: { TaskDefinition: scenario.service.taskDefinitions[1] },
    });
  });

  test('that comes too late makes the handler observe what has ended meanwhile', async () => {
    await startWithUnhealthyVersion2();
    scenario.aws.faults.fail(
      { service: 'codedeploy', operation: 'StopDeployment', count: 1 },
      new ServiceError('DeploymentAlreadyCompletedException', 'The deployment has already completed.'),
    );
    const { answer } = await scenario.update(scenario.version(2, { TimeoutInMinutes: 10 }));
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
  });

  test('that the role does not allow is named, and that the deployment may continue', async () => {
    await startWithUnhealthyVersion2();
    scenario.aws.faults.deny({ service: 'codedeploy', operation: 'StopDeployment' });
    const { answer } = await scenario.update(scenario.version(2, { TimeoutInMinutes: 10 }));
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'AccessDenied' });
    expect(answer.message).toMatch(
      /^Deployment d-\w+ reached its timeout, but could not be stopped and may continue\. .* does not allow codedeploy:StopDeployment/,
    );
  });
});

describe('a stop that makes way for another version', () => {
  test('and that CodeDeploy refuses is tried again while the deployment continues', async () => {
    scenario = await startWithResource({ waits: { termination: 60 } });
    const cancelled = scenario.begin(scenario.version(2));
    await cancelled.runUntil(hasSeenShift);
    scenario.aws.codeDeploy.faults.refuseStop = true;
    const back = scenario.beginRollback();
    await back.runUntil(hasCalled('StopDeployment'));
    scenario.aws.codeDeploy.faults.refuseStop = false;
    const { answer, calls } = await back.run();
    expect(answer.status).toBe('SUCCESS');
    expect(calls).not.toContain('CreateDeployment');
    expect(await scenario.liveVersion()).toBe(1);
  });

  test('and that CodeDeploy keeps refusing while traffic moves ends with the deadline of the operation', async () => {
    scenario = await startWithResource({ group: LINEAR });
    const cancelled = scenario.begin(scenario.version(2));
    await cancelled.runUntil(hasSeenRunning);
    scenario.aws.codeDeploy.faults.refuseStop = true;
    const { answer } = await scenario.operations.update(
      scenario.version(2),
      scenario.version(1, { TimeoutInMinutes: 10 }),
    );
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'ResourceConflict' });
    expect(answer.message).toContain('of an earlier operation of this resource, holds deployment group');
  });
});

test('a timeout that cannot fit is refused before anything starts', async () => {
  scenario = await startWithResource({ waits: { termination: 60 } });
  const { answer } = await scenario.update(scenario.version(2, { TimeoutInMinutes: 30 }));
  expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'InvalidRequest' });
  expect(answer.message).toMatch(
    /^TimeoutInMinutes is 30 minutes, but the termination wait takes 60 minutes/,
  );
  expect(await scenario.deployments()).toEqual([]);
});
