import { given, type Given, type GivenOptions } from './given';
import type { Answer, Operation, Ended, Properties } from '#test-kit';

let scene: Given;
afterEach(() => scene.aws.close());

async function created(options: GivenOptions = {}): Promise<Given> {
  scene = await given(options);
  await scene.operations.create(scene.version(1));
  return scene;
}

const update = (to: Properties): Promise<Ended> => scene.operations.update(scene.version(1), to);

function begin(to: Properties): Operation {
  return scene.operations.begin('UPDATE', { properties: to, previousProperties: scene.version(1) });
}

const says =
  (pattern: RegExp) =>
  ({ message }: Answer) =>
    pattern.test(message);

describe('F2 the end', () => {
  test('by default is the end of the deployment, the old task set is terminated', async () => {
    await created({ terminationWait: 10 });
    const { answer, seconds } = await update(scene.version(2));
    expect(answer.status).toBe('SUCCESS');
    expect(seconds).toBeGreaterThan(600);
    expect((await scene.deployments())[0]!.status).toBe('Succeeded');
  });

  test('with TRAFFIC_SHIFTED is the shift, the old task set still stands by', async () => {
    await created({ terminationWait: 10 });
    const { answer, seconds } = await update(scene.version(2, { CompleteWhen: 'TRAFFIC_SHIFTED' }));
    expect(answer.status).toBe('SUCCESS');
    expect(seconds).toBeLessThan(600);
    const [deployment] = await scene.deployments();
    expect(deployment).toMatchObject({ status: 'InProgress' });
    expect(answer.resourceModel).toMatchObject({
      TaskDefinition: scene.service.taskDefinitions[1],
      DeploymentId: deployment!.deploymentId,
    });
  });

  test('comes with TRAFFIC_SHIFTED at the latest with the deployment, should its flag never be raised', async () => {
    await created({ terminationWait: 1 });
    scene.aws.codeDeploy.faults.hideTerminationWait = true;
    const { answer } = await update(scene.version(2, { CompleteWhen: 'TRAFFIC_SHIFTED' }));
    expect(answer.status).toBe('SUCCESS');
  });
});

describe('F3 a deployment that does not succeed', () => {
  test('is reported once its rollback has ended, with what runs now', async () => {
    await created();
    scene.aws.codeDeploy.faults.rollbackIdLateSeconds = 20;
    const chain = begin(scene.version(2));
    await chain.runUntil(says(/is InProgress/));
    const [deployment] = await scene.deployments();
    await scene.stopByHand(deployment!.deploymentId!);
    const { answer } = await chain.run();
    const [, rollback] = await scene.deployments();
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

  test('names the hook that failed', async () => {
    await created();
    const { answer } = await update(scene.version(2, { Hooks: { AfterInstall: 'no-such-function' } }));
    expect(answer.status).toBe('FAILED');
    expect(answer.message).toContain('It ended at AfterInstall (hook no-such-function).');
    expect(await scene.live()).toBe(1);
  });

  test('names the alarm that stopped it', async () => {
    await created({
      group: { alarmConfiguration: { enabled: true, alarms: [{ name: 'errors' }] } },
    });
    await scene.setAlarm('errors', 'OK');
    const chain = begin(scene.version(2));
    await chain.runUntil(says(/is InProgress/));
    await scene.setAlarm('errors', 'ALARM');
    const { answer } = await chain.run();
    expect(answer.status).toBe('FAILED');
    expect(answer.message).toContain('was stopped: ALARM_ACTIVE: One or more alarms');
    expect(answer.message).toContain('Activated alarms: <errors>');
  });

  test('without rollback says that nothing was rolled back', async () => {
    await created({ group: { autoRollbackConfiguration: { enabled: false, events: [] } } });
    const { answer } = await update(scene.version(2, { Hooks: { AfterInstall: 'no-such-function' } }));
    expect(answer.status).toBe('FAILED');
    expect(answer.message).toContain(
      'It was not rolled back: the service runs web:1, and the task set of web:2 was left',
    );
  });

  test('says that its rollback failed too', async () => {
    await created();
    scene.aws.codeDeploy.faults.failRollback = true;
    const { answer } = await update(scene.version(2, { Hooks: { AfterInstall: 'no-such-function' } }));
    expect(answer.status).toBe('FAILED');
    expect(answer.message).toMatch(/Its rollback d-\w+ did not succeed either \(Failed/);
  });

  test('is reported even if nothing more can be read of it', async () => {
    await created();
    const chain = begin(scene.version(2, { Hooks: { AfterInstall: 'no-such-function' } }));
    await chain.runUntil(says(/waiting for its rollback/));
    for (const operation of ['ListDeploymentTargets', 'GetDeploymentGroup'])
      scene.aws.faults.serverError({ service: 'codedeploy', operation });
    const { answer } = await chain.run();
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
    expect(answer.message).toContain('what the service runs now could not be read');
  });
});

describe('F4 every status is handled', () => {
  test('a deployment that is Ready waits for a person, who lets it go on', async () => {
    await created({
      group: {
        blueGreenDeploymentConfiguration: {
          deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: 60 },
          terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 0 },
        },
      },
    });
    const chain = begin(scene.version(2));
    await chain.runUntil(says(/is Ready/));
    const [deployment] = await scene.deployments();
    await scene.continueByHand(deployment!.deploymentId!);
    expect((await chain.run()).answer.status).toBe('SUCCESS');
  });

  test('a deployment whose ready wait expires is stopped by CodeDeploy and reported', async () => {
    await created({
      group: {
        blueGreenDeploymentConfiguration: {
          deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: 30 },
          terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 0 },
        },
      },
    });
    const { answer } = await update(scene.version(2));
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
    expect(answer.message).toContain('timed out while waiting for a notification to continue');
  });
});

describe('F5 trouble that passes', () => {
  test.each(['throttle', 'serverError'] as const)('%s of polls does not fail a deployment', async (fault) => {
    await created();
    const chain = begin(scene.version(2));
    await chain.runUntil(says(/is InProgress/));
    scene.aws.faults[fault]({ service: 'codedeploy', operation: 'GetDeployment', count: 4 });
    const { answer, answers } = await chain.run();
    expect(answer.status).toBe('SUCCESS');
    const paces = answers
      .filter(says(/^AWS says/))
      .map(({ callbackContext }) => callbackContext?.backoffSeconds);
    expect(paces).toEqual([5, 10, 20, 40]);
  });

  test('a deployment that cannot be seen yet is waited for', async () => {
    await created();
    scene.aws.codeDeploy.faults.readLateSeconds = 30;
    const { answer, answers } = await update(scene.version(2));
    expect(answer.status).toBe('SUCCESS');
    expect(answers.some(says(/is not visible yet/))).toBe(true);
  });

  test('the answer of CreateDeployment is lost: the deployment is found again by its mark', async () => {
    await created();
    scene.aws.faults.loseResponse({ service: 'codedeploy', operation: 'CreateDeployment', count: 1 });
    const { answer, calls } = await update(scene.version(2));
    expect(answer.status).toBe('SUCCESS');
    expect(calls.filter((call) => call === 'CreateDeployment')).toHaveLength(1);
    expect(await scene.deployments()).toHaveLength(1);
  });

  test('a missing permission fails and is named', async () => {
    await created();
    scene.aws.faults.deny({ service: 'codedeploy', operation: 'CreateDeployment' });
    const { answer } = await update(scene.version(2));
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'AccessDenied' });
    expect(answer.message).toMatch(
      /^The execution role of this resource type does not allow codedeploy:CreateDeployment\. .* AWS says: /,
    );
  });
});

describe('F6 the deadline', () => {
  test('stops the deployment with rollback and says how long it had', async () => {
    await created();
    scene.aws.ecs.neverHealthy(scene.service.taskDefinitions[1]);
    const { answer, seconds } = await update(scene.version(2, { TimeoutInMinutes: 10 }));
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
    expect(answer.message).toContain(
      'was stopped because it had not finished after 10 minutes (TimeoutInMinutes)',
    );
    expect(answer.message).toContain('the service runs web:1 again');
    expect(seconds).toBeLessThan(12 * 60);
    expect(await scene.live()).toBe(1);
  });

  test('while somebody else holds the group fails and leaves theirs alone', async () => {
    await created({ terminationWait: 120 });
    const theirs = await scene.deployByHand(3);
    await scene.aws.clock.advance(60);
    const { answer, calls } = await update(scene.version(2, { TimeoutInMinutes: 60 }));
    expect(answer.status).toBe('FAILED');
    expect(answer.message).toContain(theirs);
    expect(calls).not.toContain('StopDeployment');
  });

  test('a time-out that cannot fit is refused before anything starts', async () => {
    await created({ terminationWait: 60 });
    const { answer } = await update(scene.version(2, { TimeoutInMinutes: 30 }));
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'InvalidRequest' });
    expect(answer.message).toMatch(
      /^TimeoutInMinutes is 30 minutes, but the termination wait takes 60 minutes/,
    );
    expect(await scene.deployments()).toEqual([]);
  });
});

describe('hooks', () => {
  test('are left out until the group has seen a deployment succeed, if the policy says so', async () => {
    await created();
    const hooks = { Hooks: { AfterInstall: 'no-such-function' }, HookPolicy: 'AFTER_FIRST_SUCCESS' };
    expect((await update(scene.version(2, hooks))).answer.status).toBe('SUCCESS');
    const second = await scene.operations.update(scene.version(2, hooks), scene.version(3, hooks));
    expect(second.answer.status).toBe('FAILED');
  });
});
