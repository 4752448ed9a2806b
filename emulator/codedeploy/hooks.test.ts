import { setStage, type Stage } from './stage';

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
  await stage.createGroup();
});

afterEach(() => stage.close());

interface HookEvent {
  DeploymentId: string;
  LifecycleEventHookExecutionId: string;
}

/** A function that reports this status. */
const report = (status: 'Succeeded' | 'Failed') => async (event: unknown) => {
  const { DeploymentId, LifecycleEventHookExecutionId } = event as HookEvent;
  await stage.codedeploy.putLifecycleEventHookExecutionStatus({
    deploymentId: DeploymentId,
    lifecycleEventHookExecutionId: LifecycleEventHookExecutionId,
    status,
  });
};

test('each hook is called once, in the order of the events, with its deployment id', async () => {
  const called: string[] = [];
  const hooks = [
    'BeforeInstall',
    'AfterInstall',
    'AfterAllowTestTraffic',
    'BeforeAllowTraffic',
    'AfterAllowTraffic',
  ];
  for (const hook of hooks)
    stage.functions.set(hook, async (event) => {
      called.push(`${hook} ${(event as HookEvent).DeploymentId}`);
      await report('Succeeded')(event);
    });
  const id = await stage.deploy(2, { hooks: Object.fromEntries(hooks.map((hook) => [hook, hook])) });
  await stage.until(id, 'Succeeded');
  expect(called).toEqual(hooks.map((hook) => `${hook} ${id}`));
});

test('a hook after test traffic sees green behind the test listener and blue behind the production one', async () => {
  let seen: string[] = [];
  stage.functions.set('check', async (event) => {
    seen = [await stage.weights(stage.testListener ?? ''), await stage.weights(stage.prodListener)];
    await report('Succeeded')(event);
  });
  await stage.until(await stage.deploy(2, { hooks: { AfterAllowTestTraffic: 'check' } }), 'Succeeded');
  expect(seen).toEqual(['one:0 two:100', 'one:100 two:0']);
});

test('a hook that reports Failed fails the deployment, which is rolled back', async () => {
  stage.functions.set('check', report('Failed'));
  const id = await stage.deploy(2, { hooks: { AfterAllowTestTraffic: 'check' } });
  await stage.clock.advance(60);
  const info = await stage.read(id);
  expect(info).toMatchObject({
    status: 'Failed',
    errorInformation: {
      code: 'HOOK_EXECUTION_FAILURE',
      message:
        'The deployment failed because one or more of the lifecycle event validation functions failed.',
    },
  });
  expect(info.rollbackInfo?.rollbackDeploymentId).toBeDefined();
  expect((await stage.events(id)).slice(3, 6)).toEqual([
    'AllowTestTraffic Succeeded',
    'AfterAllowTestTraffic Failed',
    'BeforeAllowTraffic Skipped',
  ]);
  expect(await stage.weights(stage.testListener ?? '')).toBe('one:100 two:0');
});

test('a BeforeInstall hook that fails leaves nothing to roll back', async () => {
  stage.functions.set('check', report('Failed'));
  const id = await stage.deploy(2, { hooks: { BeforeInstall: 'check' } });
  await stage.clock.advance(20);
  const info = await stage.read(id);
  expect(info.status).toBe('Failed');
  expect(info.rollbackInfo).toBeUndefined();
  expect(await stage.taskSets()).toEqual(['PRIMARY web:1 one']);
});

test('a hook that never answers times the deployment out after an hour', async () => {
  stage.functions.set('silent', () => Promise.resolve());
  const id = await stage.deploy(2, { hooks: { AfterInstall: 'silent' } });
  await stage.clock.advance(3500);
  expect(await stage.read(id)).toMatchObject({ status: 'InProgress' });
  await stage.clock.advance(200);
  expect(await stage.read(id)).toMatchObject({
    status: 'Failed',
    errorInformation: {
      code: 'TIMEOUT',
      message:
        'The deployment timed out while waiting for a status callback. CodeDeploy expects a status callback within one ' +
        'hour after a deployment hook is invoked.',
    },
  });
});

test('a hook may answer long after it has ended', async () => {
  let event: unknown;
  stage.functions.set('later', (given) => {
    event = given;
    return Promise.resolve();
  });
  const id = await stage.deploy(2, { hooks: { AfterInstall: 'later' } });
  await stage.clock.advance(1800);
  await report('Succeeded')(event);
  await stage.clock.advance(5);
  expect((await stage.events(id))[2]).toBe('AfterInstall Succeeded');
});

test('a hook that stops its own deployment does not take it any further', async () => {
  stage.functions.set('stop', async (event) => {
    await stage.codedeploy.stopDeployment({
      deploymentId: (event as HookEvent).DeploymentId,
      autoRollbackEnabled: true,
    });
    await report('Failed')(event);
  });
  const id = await stage.deploy(2, { hooks: { AfterAllowTestTraffic: 'stop' } });
  await stage.clock.advance(120);
  expect(await stage.read(id)).toMatchObject({
    status: 'Stopped',
    errorInformation: { code: 'MANUAL_STOP' },
  });
  expect(await stage.weights(stage.prodListener)).toBe('one:100 two:0');
});

test('a function that does not exist, or may not be called, fails the deployment', async () => {
  const missing = await stage.deploy(2, { hooks: { BeforeInstall: 'nobody' } });
  await stage.clock.advance(10);
  expect((await stage.read(missing)).errorInformation?.code).toBe('INVALID_LAMBDA_FUNCTION');

  stage.functions.set('check', report('Succeeded'));
  stage.roles.denied.add('lambda:InvokeFunction');
  const denied = await stage.deploy(2, { hooks: { BeforeInstall: 'check' } });
  await stage.clock.advance(10);
  expect((await stage.read(denied)).errorInformation).toEqual({
    code: 'IAM_ROLE_PERMISSIONS',
    message: `The IAM role ${stage.groupInput.serviceRoleArn} does not give you permission to perform operations in the following AWS service: AWSLambda.`,
  });
});

describe('what a function reports', () => {
  let event: HookEvent;

  beforeEach(async () => {
    stage.functions.set('later', (given) => {
      event = given as HookEvent;
      return Promise.resolve();
    });
    await stage.deploy(2, { hooks: { BeforeInstall: 'later' } });
    await stage.clock.advance(10);
  });

  const put = (over: object) =>
    stage.codedeploy.putLifecycleEventHookExecutionStatus({
      deploymentId: event.DeploymentId,
      lifecycleEventHookExecutionId: event.LifecycleEventHookExecutionId,
      status: 'Succeeded',
      ...over,
    });

  test('is taken once', async () => {
    expect(await put({})).toMatchObject({
      lifecycleEventHookExecutionId: event.LifecycleEventHookExecutionId,
    });
    await expect(put({})).rejects.toMatchObject({ name: 'LifecycleEventAlreadyCompletedException' });
  });

  test.each([
    [
      'another status than Succeeded or Failed',
      { status: 'Skipped' },
      'InvalidLifecycleEventHookExecutionStatusException',
    ],
    [
      'an id of nobody',
      { lifecycleEventHookExecutionId: 'bm9ib2R5' },
      'InvalidLifecycleEventHookExecutionIdException',
    ],
    ['no deployment', { deploymentId: undefined }, 'DeploymentIdRequiredException'],
    ['a deployment that is not', { deploymentId: 'd-AAAAAAAAA' }, 'DeploymentDoesNotExistException'],
  ])('is refused with %s', async (_, over, name) => {
    await expect(put(over)).rejects.toMatchObject({ name });
  });
});
