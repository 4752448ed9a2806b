import { ServiceError } from '#local-aws';
import { created, says, withReadyWait, type Updating } from './updating';

// An hour of CodeDeploy's is some hundred calls over HTTP.
jest.setTimeout(60_000);

let scene: Updating;
afterEach(() => scene.aws.close());

const LINEAR = { deploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery3Minutes' };
const stops = (calls: string[]): number => calls.filter((call) => call === 'StopDeployment').length;

describe('the time is over', () => {
  test('while the new tasks start: the deployment is stopped with rollback', async () => {
    scene = await created();
    scene.aws.ecs.neverHealthy(scene.service.taskDefinitions[1]);
    const { answer, calls, seconds } = await scene.update(scene.version(2, { TimeoutInMinutes: 10 }));
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
    expect(answer.message).toContain(
      'was stopped because it had not finished after 10 minutes (TimeoutInMinutes)',
    );
    expect(stops(calls)).toBe(1);
    expect(seconds).toBeLessThan(11 * 60);
    expect(await scene.live()).toBe(1);
  });

  test('in the ready wait: nobody let it go on', async () => {
    scene = await created({ group: withReadyWait(60) });
    const { answer, calls } = await scene.update(scene.version(2, { TimeoutInMinutes: 20 }));
    expect(answer.message).toContain(
      'was stopped because it had not finished after 20 minutes (TimeoutInMinutes)',
    );
    expect(answer.message).toContain('the service runs web:1 again');
    expect(stops(calls)).toBe(1);
  });

  test('while traffic moves: all of it returns', async () => {
    scene = await created({ group: LINEAR });
    const chain = scene.begin(scene.version(2, { TimeoutInMinutes: 28 }));
    const { answer, calls } = await chain.run();
    expect(answer.message).toContain('It ended at AllowTraffic.');
    expect(answer.message).toContain('the service runs web:1 again');
    expect(stops(calls)).toBe(1);
    expect(await scene.live()).toBe(1);
  });

  test('in a hook: it is not waited for any longer', async () => {
    scene = await created();
    await scene.makeHook('silent', 'nothing');
    const { answer, seconds } = await scene.update(
      scene.version(2, { Hooks: { BeforeAllowTraffic: 'silent' }, TimeoutInMinutes: 15 }),
    );
    expect(answer.message).toContain('It ended at BeforeAllowTraffic (hook silent).');
    expect(seconds).toBeLessThan(16 * 60);
    expect(await scene.live()).toBe(1);
  });

  test('in the termination wait: traffic returns to the original task set, which still stands', async () => {
    scene = await created({ terminationWait: 10 });
    const { answer, calls } = await scene.update(scene.version(2, { TimeoutInMinutes: 11 }));
    expect(answer.message).toContain(
      'was stopped because it had not finished after 11 minutes (TimeoutInMinutes)',
    );
    expect(answer.message).toContain('the service runs web:1 again');
    expect(stops(calls)).toBe(1);
    expect(await scene.live()).toBe(1);
  });

  test('while all calls are throttled, for long: it is stopped then, and its rollback waited for', async () => {
    scene = await created();
    scene.aws.ecs.neverHealthy(scene.service.taskDefinitions[1]);
    const chain = scene.begin(scene.version(2, { TimeoutInMinutes: 10 }));
    await chain.runUntil(says(/is InProgress/));
    const end = scene.aws.clock.now() + 26 * 60_000;
    scene.aws.faults.throttle({ service: 'codedeploy', when: () => scene.aws.clock.now() < end });
    const { answer, calls } = await chain.run();
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
    expect(answer.message).toContain('was stopped because it had not finished after 10 minutes');
    expect(answer.message).toContain('the service runs web:1 again');
    expect(stops(calls)).toBe(1);
    expect((await scene.deployment()).status).toBe('Stopped');
  });

  test('while the stop is throttled, for longer than it is waited for: it is asked for before the end', async () => {
    scene = await created();
    scene.aws.ecs.neverHealthy(scene.service.taskDefinitions[1]);
    const chain = scene.begin(scene.version(2, { TimeoutInMinutes: 10 }));
    const end = scene.aws.clock.now() + 40 * 60_000;
    scene.aws.faults.throttle({
      service: 'codedeploy',
      operation: 'StopDeployment',
      when: () => scene.aws.clock.now() < end,
    });
    const { answer } = await chain.run();
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
    await scene.aws.clock.advance(60);
    expect((await scene.deployment()).status).toBe('Stopped');
    expect(await scene.live()).toBe(1);
  });

  test('while the rollback that is waited for went with its group: it does not wait for it any longer', async () => {
    scene = await created();
    scene.aws.ecs.neverHealthy(scene.service.taskDefinitions[1]);
    const chain = scene.begin(scene.version(2));
    await chain.runUntil(says(/is InProgress/));
    await scene.stopByHand((await scene.deployment()).deploymentId);
    await chain.runUntil(says(/waiting for its rollback/));
    await chain.wait();
    const { seconds } = chain.ended();
    scene.aws.faults.fail(
      { service: 'codedeploy', operation: 'GetDeployment' },
      new ServiceError('DeploymentDoesNotExistException', 'The deployment could not be found.'),
    );
    const { answer, seconds: after } = await chain.run();
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
    expect(answer.message).toMatch(/Its rollback d-\w+ could not be read/);
    expect(after - seconds).toBeLessThan(120);
  });

  test('while a rollback is on its way: that is waited for, and nothing is stopped', async () => {
    scene = await created();
    scene.aws.ecs.neverHealthy(scene.service.taskDefinitions[1]);
    scene.aws.codeDeploy.faults.rollbackIdLateSeconds = 50;
    const chain = scene.begin(scene.version(2, { TimeoutInMinutes: 10 }));
    await chain.runUntil(() => chain.ended().seconds > 580);
    await scene.stopByHand((await scene.deployment()).deploymentId);
    const { answer, calls, seconds } = await chain.run();
    expect(seconds).toBeGreaterThan(600);
    expect(stops(calls)).toBe(0);
    expect(answer.message).toMatch(/was stopped: MANUAL_STOP: .* CodeDeploy rolled back/);
  });

  test('of a deployment of somebody else that brings the same: theirs goes on', async () => {
    scene = await created({ group: withReadyWait(60) });
    const deploymentId = await scene.deployByHand(2);
    await scene.aws.clock.advance(10);
    const { answer, calls } = await scene.update(scene.version(2, { TimeoutInMinutes: 20 }));
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
    expect(answer.message).toContain(
      `Deployment ${deploymentId}, which another operation started, is Ready and continues`,
    );
    expect(stops(calls)).toBe(0);
    expect((await scene.deployment()).status).toBe('Ready');
  });

  test('of one of somebody else, and WhenBusy is STOP: it is stopped', async () => {
    scene = await created({ group: withReadyWait(60) });
    await scene.deployByHand(2);
    await scene.aws.clock.advance(10);
    const { calls } = await scene.update(scene.version(2, { TimeoutInMinutes: 20, WhenBusy: 'STOP' }));
    expect(stops(calls)).toBe(1);
    expect((await scene.deployment()).status).toBe('Stopped');
  });

  test('of an operation that CodeDeploy has let start nothing: what holds the group is named', async () => {
    scene = await created({ terminationWait: 120 });
    const theirs = await scene.deployByHand(3);
    await scene.aws.clock.advance(10);
    const { answer, seconds } = await scene.update(scene.version(2, { TimeoutInMinutes: 30 }));
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'ResourceConflict' });
    expect(answer.message).toContain(`Deployment ${theirs}, which does not belong to this resource, holds`);
    expect(answer.message).toContain('It did not end within 30 minutes');
    expect(seconds).toBeLessThan(32 * 60);
  });
});

test('a target whose calls are throttled holds up neither the end of a deployment nor that of its time', async () => {
  scene = await created({ group: LINEAR });
  scene.aws.faults.throttle({ service: 'codedeploy', operation: 'GetDeploymentTarget' });
  const { answer, seconds } = await scene.update(scene.version(2));
  expect(answer.status).toBe('SUCCESS');
  expect(seconds).toBeLessThan(40 * 60);

  scene.aws.ecs.neverHealthy(scene.service.taskDefinitions[2]);
  const chain = scene.operations.begin('UPDATE', {
    properties: scene.version(3, { TimeoutInMinutes: 40 }),
    previousProperties: scene.version(2),
  });
  const late = await chain.run();
  expect(late.answer.message).toContain('was stopped because it had not finished after 40 minutes');
  expect(late.seconds).toBeLessThan(50 * 60);
});

describe('the stop', () => {
  const slow = async (): Promise<Updating> => {
    scene = await created();
    scene.aws.ecs.neverHealthy(scene.service.taskDefinitions[1]);
    return scene;
  };

  test('that is Pending at first is asked for again until the deployment has ended', async () => {
    await slow();
    scene.aws.codeDeploy.faults.stopPendingSeconds = 40;
    const { answer } = await scene.update(scene.version(2, { TimeoutInMinutes: 10 }));
    expect(answer.message).toContain('was stopped because it had not finished after 10 minutes');
    expect(answer.message).toContain('the service runs web:1 again');
  });

  test('whose answer is lost is still known to be ours', async () => {
    await slow();
    scene.aws.faults.loseResponse({ service: 'codedeploy', operation: 'StopDeployment', count: 1 });
    const { answer } = await scene.update(scene.version(2, { TimeoutInMinutes: 10 }));
    expect(answer.message).toContain('was stopped because it had not finished after 10 minutes');
  });

  test('that is refused at one point is tried again', async () => {
    await slow();
    scene.aws.codeDeploy.faults.refuseStop = true;
    const chain = scene.begin(scene.version(2, { TimeoutInMinutes: 10 }));
    await chain.runUntil(says(/CodeDeploy does not stop it at this point/));
    scene.aws.codeDeploy.faults.refuseStop = false;
    const { answer } = await chain.run();
    expect(answer.message).toContain('was stopped because it had not finished after 10 minutes');
    expect(answer.message).toContain('the service runs web:1 again');
  });

  test('that is refused for good fails after a quarter of an hour, and says that the deployment goes on', async () => {
    await slow();
    scene.aws.codeDeploy.faults.refuseStop = true;
    const { answer, seconds } = await scene.update(scene.version(2, { TimeoutInMinutes: 10 }));
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
    expect(answer.message).toContain('is InProgress and continues. It had not finished after 10 minutes');
    expect(seconds).toBeGreaterThan(25 * 60);
    expect(seconds).toBeLessThan(27 * 60);
  });

  test('that is refused because the deployment is nearly done: it succeeds, and so does the update', async () => {
    scene = await created({ terminationWait: 10 });
    scene.aws.codeDeploy.faults.refuseStop = true;
    const { answer } = await scene.update(scene.version(2, { TimeoutInMinutes: 11 }));
    expect(answer).toMatchObject({
      status: 'SUCCESS',
      resourceModel: { TaskDefinition: scene.service.taskDefinitions[1] },
    });
  });

  test('that comes too late: what has ended meanwhile is looked at', async () => {
    await slow();
    scene.aws.faults.fail(
      { service: 'codedeploy', operation: 'StopDeployment', count: 1 },
      new ServiceError('DeploymentAlreadyCompletedException', 'The deployment has already completed.'),
    );
    const { answer } = await scene.update(scene.version(2, { TimeoutInMinutes: 10 }));
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
  });

  test('is left to a newer operation that has taken over', async () => {
    await slow();
    const older = scene.begin(scene.version(2, { TimeoutInMinutes: 10 }));
    await older.runUntil(says(/is InProgress/));
    const newer = scene.begin(scene.version(2));
    await newer.step();
    const { answer, calls } = await older.run();
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'ResourceConflict' });
    expect(stops(calls)).toBe(0);
    expect((await scene.deployment()).status).toBe('InProgress');
  });

  test('that the role may not do is named, and that the deployment may go on', async () => {
    await slow();
    scene.aws.faults.deny({ service: 'codedeploy', operation: 'StopDeployment' });
    const { answer } = await scene.update(scene.version(2, { TimeoutInMinutes: 10 }));
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'AccessDenied' });
    expect(answer.message).toMatch(
      /^Deployment d-\w+ reached its timeout, but could not be stopped and may continue\. .* does not allow codedeploy:StopDeployment/,
    );
  });
});

describe('a stop that makes way for another version', () => {
  test('and is refused is tried again, while the deployment goes on', async () => {
    scene = await created({ terminationWait: 60 });
    const cancelled = scene.begin(scene.version(2));
    await cancelled.runUntil(says(/all traffic is shifted/));
    scene.aws.codeDeploy.faults.refuseStop = true;
    const back = scene.operations.begin('UPDATE', {
      properties: scene.version(1),
      previousProperties: scene.version(2),
      rollback: true,
    });
    await back.runUntil(says(/CodeDeploy does not stop it at this point/));
    scene.aws.codeDeploy.faults.refuseStop = false;
    const { answer, calls } = await back.run();
    expect(answer.status).toBe('SUCCESS');
    expect(calls).not.toContain('CreateDeployment');
    expect(await scene.live()).toBe(1);
  });

  test('and is refused for good ends with the time of the operation', async () => {
    scene = await created({ terminationWait: 120 });
    const cancelled = scene.begin(scene.version(2));
    await cancelled.runUntil(says(/all traffic is shifted/));
    scene.aws.codeDeploy.faults.refuseStop = true;
    const { answer } = await scene.operations.update(
      scene.version(2),
      scene.version(1, { TimeoutInMinutes: 30 }),
    );
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'ResourceConflict' });
    expect(answer.message).toContain('of an earlier operation of this resource, holds deployment group');
  });
});

test('before a deployment can start: none is started', async () => {
  scene = await created();
  const other = await scene.deployByHand(3);
  const chain = scene.begin(scene.version(2, { TimeoutInMinutes: 2, WhenBusy: 'STOP' }));
  // Somebody else's deployment ends only after the time is over.
  scene.aws.codeDeploy.faults.stopPendingSeconds = 180;
  const { answer, calls } = await chain.run();
  expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'NotStabilized' });
  expect(answer.message).toBe(
    'The operation reached its timeout of 2 minutes before its deployment could start. Nothing was deployed. Allow more time, or find out what held the deployment group. [TimeoutBeforeStart]',
  );
  expect(calls).not.toContain('CreateDeployment');
  expect((await scene.deployments()).map(({ deploymentId }) => deploymentId)).toEqual([other]);
});
