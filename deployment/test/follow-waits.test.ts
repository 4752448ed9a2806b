import { created, says, WITH_ALARM, withReadyWait, WITHOUT_ROLLBACK, type Updating } from './updating';

// An hour of CodeDeploy's is some hundred calls over HTTP.
jest.setTimeout(30_000);

let scene: Updating;
afterEach(() => scene.aws.close());

const failed = { status: 'FAILED', errorCode: 'NotStabilized' };

describe('a status', () => {
  test.each(['Created', 'Queued', 'Baking', 'Ready', 'Rehearsing'])('%s is waited out', async (status) => {
    scene = await created();
    scene.overrideStatus(status, 6);
    const { answer, answers } = await scene.update(scene.version(2));
    expect(answer.status).toBe('SUCCESS');
    expect(answers.filter(says(new RegExp(`is ${status}[.,]`)))).toHaveLength(6);
  });

  test.each(['Failed', 'Stopped'])('%s ends the operation', async (status) => {
    scene = await created();
    scene.overrideStatus(status, 1_000);
    const { answer } = await scene.update(scene.version(2));
    expect(answer).toMatchObject(failed);
  });
});

describe('the ready wait', () => {
  test('of the way back is left to a person where it may not be ended', async () => {
    scene = await created({ group: withReadyWait(60) });
    scene.aws.faults.deny({ service: 'codedeploy', operation: 'ContinueDeployment', count: 1_000 });
    const chain = scene.begin(scene.version(2), { rollback: true });
    await chain.runUntil(({ message }) => message.includes('Ready'));
    await chain.wait();
    expect(await chain.step()).toMatchObject({ status: 'IN_PROGRESS' });
    expect(chain.calls()).not.toContain('StopDeployment');
  });

  test('of a group that continues on time-out is none', async () => {
    scene = await created();
    const { answer, answers } = await scene.update(scene.version(2));
    expect(answer.status).toBe('SUCCESS');
    expect(answers.some(says(/is Ready/))).toBe(false);
  });

  test('ends when somebody lets the deployment go on, and then the rest of it is followed', async () => {
    scene = await created({ group: withReadyWait(60, 10) });
    const chain = scene.begin(scene.version(2));
    await chain.runUntil(says(/is Ready/));
    await scene.aws.clock.advance(1_200);
    await scene.continueByHand((await scene.deployment()).deploymentId);
    const { answer, answers } = await chain.run();
    expect(answer.status).toBe('SUCCESS');
    expect(answers.some(says(/all traffic is shifted/))).toBe(true);
    expect((await scene.deployment()).status).toBe('Succeeded');
  });

  test('that nobody ends makes CodeDeploy stop the deployment, and the service runs what it ran', async () => {
    scene = await created({ group: withReadyWait(30) });
    const { answer, calls } = await scene.update(scene.version(2));
    expect(answer).toMatchObject(failed);
    expect(answer.message).toContain(
      'was stopped: TIMEOUT: The deployment timed out while waiting for a notification',
    );
    expect(calls).not.toContain('StopDeployment');
    expect(await scene.live()).toBe(1);
  });

  test('that is longer than an operation may take is begun nevertheless: somebody may end it', async () => {
    scene = await created({ group: withReadyWait(2_880) });
    const chain = scene.begin(scene.version(2));
    await chain.runUntil(says(/is Ready/));
    await scene.continueByHand((await scene.deployment()).deploymentId);
    expect((await chain.run()).answer.status).toBe('SUCCESS');
  });
});

describe('CompleteWhen', () => {
  const GROUP = { group: withReadyWait(60, 30) };

  test.each([
    ['SUCCEEDED', 'Succeeded', 30 * 60],
    ['TRAFFIC_SHIFTED', 'InProgress', 0],
  ])('%s: the update ends while its deployment is %s', async (completeWhen, status, atLeast) => {
    scene = await created(GROUP);
    const chain = scene.begin(scene.version(2, { CompleteWhen: completeWhen }));
    await chain.runUntil(says(/is Ready/));
    const { deploymentId } = await scene.deployment();
    await scene.continueByHand(deploymentId);
    const before = scene.aws.clock.now();
    const { answer } = await chain.run();
    expect(answer).toMatchObject({ status: 'SUCCESS', resourceModel: { DeploymentId: deploymentId } });
    expect((await scene.deployment()).status).toBe(status);
    const seconds = (scene.aws.clock.now() - before) / 1000;
    expect(seconds).toBeGreaterThanOrEqual(atLeast);
    expect(seconds).toBeLessThan(atLeast + 180);
    expect(await scene.live()).toBe(2);
  });

  test('TRAFFIC_SHIFTED waits for the hook after the traffic, which may still fail', async () => {
    scene = await created({ terminationWait: 30 });
    await scene.makeHook('refuses', 'Failed');
    const { answer } = await scene.update(
      scene.version(2, { CompleteWhen: 'TRAFFIC_SHIFTED', Hooks: { AfterAllowTraffic: 'refuses' } }),
    );
    expect(answer).toMatchObject(failed);
    expect(await scene.live()).toBe(1);
  });
});

describe('targets', () => {
  test.each([10, 600])(
    'that cannot be read for the first %i seconds (DeploymentNotStartedException) disturb nothing',
    async (seconds) => {
      scene = await created({ terminationWait: 20 });
      scene.aws.codeDeploy.faults.targetsLateSeconds = seconds;
      scene.aws.codeDeploy.faults.hideTerminationWait = true;
      const { answer } = await scene.update(scene.version(2, { CompleteWhen: 'TRAFFIC_SHIFTED' }));
      expect(answer.status).toBe('SUCCESS');
    },
  );

  test('of a deployment that failed before it started are left out of the message', async () => {
    scene = await created();
    scene.aws.codeDeploy.faults.targetsLateSeconds = 10_000;
    const { answer } = await scene.update(scene.version(2, { Hooks: { AfterInstall: 'no-such-function' } }));
    expect(answer).toMatchObject(failed);
    expect(answer.message).not.toContain('It ended at');
  });
});

describe('a hook', () => {
  const events = [
    'BeforeInstall',
    'AfterInstall',
    'AfterAllowTestTraffic',
    'BeforeAllowTraffic',
    'AfterAllowTraffic',
  ];

  test('at each event is called once and lets the deployment through', async () => {
    scene = await created();
    await scene.makeHook('agrees', 'Succeeded');
    const Hooks = Object.fromEntries(events.map((event) => [event, 'agrees']));
    const { answer } = await scene.update(scene.version(2, { Hooks }));
    expect(answer.status).toBe('SUCCESS');
    const reports = scene.aws.calls.filter(
      ({ operation }) => operation === 'PutLifecycleEventHookExecutionStatus',
    );
    expect(reports).toHaveLength(5);
  });

  test('that never answers is waited for as long as CodeDeploy does, an hour', async () => {
    scene = await created();
    await scene.makeHook('silent', 'nothing');
    const { answer, calls, seconds } = await scene.update(
      scene.version(2, { Hooks: { AfterAllowTestTraffic: 'silent' } }),
    );
    expect(answer).toMatchObject(failed);
    expect(seconds).toBeGreaterThan(3_600);
    expect(seconds).toBeLessThan(3_600 + 300);
    expect(calls).not.toContain('StopDeployment');
    expect(await scene.live()).toBe(1);
  });

  test('is called for the first deployment of a group too, unless HookPolicy says otherwise', async () => {
    scene = await created();
    const Hooks = { AfterInstall: 'no-such-function' };
    const always = await scene.update(scene.version(2, { Hooks }));
    expect(always.answer).toMatchObject(failed);
    const later = await scene.update(scene.version(3, { Hooks, HookPolicy: 'AFTER_FIRST_SUCCESS' }));
    expect(later.answer.status).toBe('SUCCESS');
  });

  test('counts from the first deployment that succeeded, whoever started it', async () => {
    scene = await created();
    await scene.deployByHand(2);
    await scene.aws.clock.advance(600);
    const { answer } = await scene.operations.update(
      scene.version(2),
      scene.version(3, { Hooks: { AfterInstall: 'no-such-function' }, HookPolicy: 'AFTER_FIRST_SUCCESS' }),
    );
    expect(answer).toMatchObject(failed);
  });
});

describe('a deployment that somebody stops', () => {
  test.each([
    ['with rollback', true, /CodeDeploy rolled back \(d-\w+\): the service runs web:1 again/],
    [
      'without rollback',
      false,
      /It was not rolled back: the service runs web:1, and the task set of web:2 was left/,
    ],
  ])('%s fails the operation', async (_how, rollback, pattern) => {
    scene = await created();
    const chain = scene.begin(scene.version(2));
    await chain.runUntil(says(/is InProgress/));
    await scene.aws.clock.advance(20);
    await scene.stopByHand((await scene.deployment()).deploymentId, rollback);
    const { answer } = await chain.run();
    expect(answer).toMatchObject(failed);
    expect(answer.message).toMatch(pattern);
  });

  test('in its termination wait without rollback has brought what was asked for, but fails: it was stopped', async () => {
    scene = await created({ terminationWait: 30 });
    const chain = scene.begin(scene.version(2));
    await chain.runUntil(says(/all traffic is shifted/));
    await scene.stopByHand((await scene.deployment()).deploymentId, false);
    const { answer } = await chain.run();
    expect(answer).toMatchObject(failed);
    expect(answer.message).toContain(
      'the service runs web:2, and the task set of web:1 was left with 0 % of the production traffic',
    );
  });
});

describe('a rollback', () => {
  test.each([0, 20, 45])('whose id shows %i seconds late is found and waited for', async (seconds) => {
    scene = await created();
    scene.aws.codeDeploy.faults.rollbackIdLateSeconds = seconds;
    const { answer } = await scene.update(scene.version(2, { Hooks: { AfterInstall: 'no-such-function' } }));
    expect(answer).toMatchObject(failed);
    expect(answer.message).toContain('CodeDeploy rolled back');
  });

  test('that fails itself is reported, and never stopped', async () => {
    scene = await created();
    scene.aws.codeDeploy.faults.failRollback = true;
    const { answer, calls } = await scene.update(
      scene.version(2, { Hooks: { AfterInstall: 'no-such-function' } }),
    );
    expect(answer).toMatchObject(failed);
    expect(answer.message).toMatch(/Its rollback d-\w+ did not succeed either \(Failed/);
    expect(calls).not.toContain('StopDeployment');
  });

  test('that is switched off is not waited for', async () => {
    scene = await created({ group: WITHOUT_ROLLBACK });
    const { answer, answers } = await scene.update(
      scene.version(2, { Hooks: { AfterInstall: 'no-such-function' } }),
    );
    expect(answer).toMatchObject(failed);
    expect(answers.some(says(/waiting for its rollback/))).toBe(false);
  });

  test('after an alarm is waited for', async () => {
    scene = await created({ group: WITH_ALARM });
    await scene.setAlarm('errors', 'OK');
    const chain = scene.begin(scene.version(2));
    await chain.runUntil(says(/is InProgress/));
    await scene.setAlarm('errors', 'ALARM');
    const { answer } = await chain.run();
    expect(answer).toMatchObject(failed);
    expect(answer.message).toContain('CodeDeploy rolled back');
  });
});

describe('a deployment that was found running', () => {
  test('is followed by its own traffic plan, with fewer looks than one every 15 seconds', async () => {
    scene = await created({
      group: { deploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery3Minutes' },
    });
    await scene.deployByHand(2);
    await scene.aws.clock.advance(10);
    const { answer, calls, seconds } = await scene.update(scene.version(2));
    expect(answer.status).toBe('SUCCESS');
    expect(seconds).toBeGreaterThan(27 * 60);
    expect(calls.filter((call) => call === 'GetDeploymentConfig')).toHaveLength(1);
    expect(calls.filter((call) => call === 'GetDeployment').length).toBeLessThan(seconds / 15);
  });

  test('but not yet visible is looked at again until it can be seen what it brings', async () => {
    scene = await created();
    scene.aws.codeDeploy.faults.readLateSeconds = 30;
    const theirs = await scene.deployByHand(2);
    const { answer, calls } = await scene.update(scene.version(2, { WhenBusy: 'FAIL' }));
    expect(answer).toMatchObject({ status: 'SUCCESS', resourceModel: { DeploymentId: theirs } });
    expect(calls).not.toContain('CreateDeployment');
  });

  test('but not yet visible is refused once it shows that it brings something else, if WhenBusy says so', async () => {
    scene = await created();
    scene.aws.codeDeploy.faults.readLateSeconds = 30;
    const theirs = await scene.deployByHand(3);
    const { answer, calls } = await scene.update(scene.version(2, { WhenBusy: 'FAIL' }));
    expect(answer).toMatchObject({ status: 'FAILED', errorCode: 'ResourceConflict' });
    expect(answer.message).toContain(theirs);
    expect(calls).not.toContain('CreateDeployment');
  });

  test('neither listed nor visible is asked about every few seconds, not in a loop', async () => {
    scene = await created();
    scene.aws.codeDeploy.faults.readLateSeconds = 60;
    scene.aws.codeDeploy.faults.listedLateSeconds = 60;
    await scene.deployByHand(3);
    const { answer, calls } = await scene.update(scene.version(2));
    expect(answer.status).toBe('SUCCESS');
    expect(calls.filter((call) => call === 'CreateDeployment').length).toBeLessThanOrEqual(3);
    expect(await scene.live()).toBe(2);
  });
});
