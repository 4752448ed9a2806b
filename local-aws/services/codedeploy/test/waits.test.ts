import { setStage, type Stage } from './deployment-scenario';

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
});

afterEach(() => stage.close());

const readyWait = {
  autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_STOP_ON_REQUEST' as const] },
  blueGreenDeploymentConfiguration: {
    deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT' as const, waitTimeInMinutes: 60 },
    terminateBlueInstancesOnDeploymentSuccess: {
      action: 'TERMINATE' as const,
      terminationWaitTimeInMinutes: 60,
    },
  },
};

test('is Ready after test traffic and before BeforeAllowTraffic, and goes on when it is told to', async () => {
  await stage.createGroup(readyWait);
  const deploymentId = await stage.deploy(2);
  await stage.until(deploymentId, 'Ready');
  expect((await stage.events(deploymentId)).slice(4, 6)).toEqual([
    'AfterAllowTestTraffic Succeeded',
    'BeforeAllowTraffic Pending',
  ]);
  expect(await stage.target(deploymentId)).toMatchObject({ status: 'Ready' });
  expect(await stage.weights(stage.testListener)).toBe('one:0 two:100');

  await stage.codedeploy.continueDeployment({ deploymentId, deploymentWaitType: 'READY_WAIT' });
  expect(await stage.read(deploymentId)).toMatchObject({ status: 'InProgress' });
  await stage.clock.advance(10);
  expect(await stage.weights(stage.prodListener)).toBe('one:0 two:100');
});

test('takes READY_WAIT for meant when the wait type is left out', async () => {
  await stage.createGroup(readyWait);
  const deploymentId = await stage.deploy(2);
  await stage.until(deploymentId, 'Ready');
  await stage.codedeploy.continueDeployment({ deploymentId });
  expect(await stage.read(deploymentId)).toMatchObject({ status: 'InProgress' });
});

test('stops when nobody continues it in time, and rolls back with DEPLOYMENT_STOP_ON_REQUEST', async () => {
  await stage.createGroup(readyWait);
  const deploymentId = await stage.deploy(2);
  await stage.until(deploymentId, 'Ready');
  await stage.clock.advance(3600);
  const info = await stage.read(deploymentId);
  expect(info).toMatchObject({
    status: 'Stopped',
    errorInformation: {
      code: 'TIMEOUT',
      message:
        'The deployment timed out while waiting for a notification to continue. This time out period is 60 minutes.',
    },
  });
  expect(info.rollbackInfo?.rollbackDeploymentId).toBeDefined();
  await stage.clock.advance(5);
  expect(await stage.weights(stage.testListener)).toBe('one:100 two:0');
});

test('has traffic shifted, target Succeeded and its flag up while blue stands by', async () => {
  await stage.createGroup();
  const deploymentId = await stage.deploy(2);
  await stage.clock.advance(20);
  expect(await stage.read(deploymentId)).toMatchObject({ instanceTerminationWaitTimeStarted: false });
  await stage.clock.advance(100);
  expect(await stage.read(deploymentId)).toMatchObject({
    status: 'InProgress',
    instanceTerminationWaitTimeStarted: true,
  });
  expect(await stage.target(deploymentId)).toMatchObject({
    status: 'Succeeded',
    taskSetsInfo: [
      { taskSetLabel: 'Blue', status: 'ACTIVE', trafficWeight: 0, targetGroup: { name: 'web-blue' } },
      { taskSetLabel: 'Green', status: 'PRIMARY', trafficWeight: 100, targetGroup: { name: 'web-green' } },
    ],
  });
});

test.each(['continueDeployment', 'skipWaitTimeForInstanceTermination'] as const)(
  '%s ends the termination wait at once',
  async (operation) => {
    await stage.createGroup();
    const deploymentId = await stage.deploy(2);
    await stage.clock.advance(120);
    await stage.codedeploy[operation]({ deploymentId, deploymentWaitType: 'TERMINATION_WAIT' });
    await stage.clock.advance(2);
    expect(await stage.read(deploymentId)).toMatchObject({ status: 'Succeeded' });
    expect(await stage.taskSets()).toEqual(['DRAINING web:1 one', 'PRIMARY web:2 two']);
  },
);

test('an alarm in the termination wait takes the traffic back to blue', async () => {
  await stage.createGroup({ alarmConfiguration: { enabled: true, alarms: [{ name: 'errors' }] } });
  const deploymentId = await stage.deploy(2);
  await stage.clock.advance(120);
  await stage.raise('errors');
  await stage.clock.advance(15);
  expect(await stage.read(deploymentId)).toMatchObject({
    status: 'Stopped',
    errorInformation: { code: 'ALARM_ACTIVE' },
  });
  expect(await stage.weights(stage.prodListener)).toBe('one:100 two:0');
  expect(await stage.taskSets()).toEqual(['DRAINING web:2 two', 'PRIMARY web:1 one']);
});

test('without a termination wait blue goes right after the shift', async () => {
  await stage.createGroup({
    blueGreenDeploymentConfiguration: {
      terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 0 },
    },
  });
  const deploymentId = await stage.deploy(2);
  await stage.clock.advance(60);
  expect(await stage.read(deploymentId)).toMatchObject({ status: 'Succeeded' });
});

test('cannot be continued too early, in another way, or after its end', async () => {
  await stage.createGroup();
  const deploymentId = await stage.deploy(2);
  const { codedeploy } = stage;
  await stage.clock.advance(15);
  await expect(codedeploy.continueDeployment({ deploymentId })).rejects.toMatchObject({
    name: 'DeploymentIsNotInReadyStateException',
  });
  await expect(
    codedeploy.continueDeployment({ deploymentId, deploymentWaitType: 'TERMINATION_WAIT' }),
  ).rejects.toMatchObject({ name: 'InvalidDeploymentStatusException' });
  await expect(
    codedeploy.continueDeployment({ deploymentId, deploymentWaitType: 'LUNCH' as 'READY_WAIT' }),
  ).rejects.toMatchObject({ name: 'InvalidDeploymentWaitTypeException' });
  await stage.until(deploymentId, 'Succeeded');
  await expect(codedeploy.continueDeployment({ deploymentId })).rejects.toMatchObject({
    name: 'DeploymentAlreadyCompletedException',
  });
  await expect(codedeploy.continueDeployment({})).rejects.toMatchObject({
    name: 'DeploymentIdRequiredException',
  });
});
