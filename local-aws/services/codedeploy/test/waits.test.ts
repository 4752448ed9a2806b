import { startDeploymentScenario, type DeploymentScenario } from './deployment-scenario';

let scenario: DeploymentScenario;

beforeEach(async () => {
  scenario = await startDeploymentScenario();
});

afterEach(() => scenario.close());

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

test('is Ready after test traffic and before BeforeAllowTraffic, until a caller continues it', async () => {
  await scenario.createGroup(readyWait);
  const deploymentId = await scenario.deploy(2);
  await scenario.until(deploymentId, 'Ready');
  expect((await scenario.events(deploymentId)).slice(4, 6)).toEqual([
    'AfterAllowTestTraffic Succeeded',
    'BeforeAllowTraffic Pending',
  ]);
  expect(await scenario.target(deploymentId)).toMatchObject({ status: 'Ready' });
  expect(await scenario.weights(scenario.testListener)).toBe('one:0 two:100');

  await scenario.codedeploy.continueDeployment({ deploymentId, deploymentWaitType: 'READY_WAIT' });
  expect(await scenario.read(deploymentId)).toMatchObject({ status: 'InProgress' });
  await scenario.clock.advance(10);
  expect(await scenario.weights(scenario.prodListener)).toBe('one:0 two:100');
});

test('assumes READY_WAIT when the wait type is left out', async () => {
  await scenario.createGroup(readyWait);
  const deploymentId = await scenario.deploy(2);
  await scenario.until(deploymentId, 'Ready');
  await scenario.codedeploy.continueDeployment({ deploymentId });
  expect(await scenario.read(deploymentId)).toMatchObject({ status: 'InProgress' });
});

test('stops when no caller continues it in time, and rolls back with DEPLOYMENT_STOP_ON_REQUEST', async () => {
  await scenario.createGroup(readyWait);
  const deploymentId = await scenario.deploy(2);
  await scenario.until(deploymentId, 'Ready');
  await scenario.clock.advance(3600);
  const info = await scenario.read(deploymentId);
  expect(info).toMatchObject({
    status: 'Stopped',
    errorInformation: {
      code: 'TIMEOUT',
      message:
        'The deployment timed out while waiting for a notification to continue. This time out period is 60 minutes.',
    },
  });
  expect(info.rollbackInfo?.rollbackDeploymentId).toBeDefined();
  await scenario.clock.advance(5);
  expect(await scenario.weights(scenario.testListener)).toBe('one:100 two:0');
});

test('has all traffic on green, its target Succeeded and its flag set during the termination wait', async () => {
  await scenario.createGroup();
  const deploymentId = await scenario.deploy(2);
  await scenario.clock.advance(20);
  expect(await scenario.read(deploymentId)).toMatchObject({ instanceTerminationWaitTimeStarted: false });
  await scenario.clock.advance(100);
  expect(await scenario.read(deploymentId)).toMatchObject({
    status: 'InProgress',
    instanceTerminationWaitTimeStarted: true,
  });
  expect(await scenario.target(deploymentId)).toMatchObject({
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
    await scenario.createGroup();
    const deploymentId = await scenario.deploy(2);
    await scenario.clock.advance(120);
    await scenario.codedeploy[operation]({ deploymentId, deploymentWaitType: 'TERMINATION_WAIT' });
    await scenario.clock.advance(2);
    expect(await scenario.read(deploymentId)).toMatchObject({ status: 'Succeeded' });
    expect(await scenario.taskSets()).toEqual(['DRAINING web:1 one', 'PRIMARY web:2 two']);
  },
);

test('an alarm in the termination wait returns the traffic to blue', async () => {
  await scenario.createGroup({ alarmConfiguration: { enabled: true, alarms: [{ name: 'errors' }] } });
  const deploymentId = await scenario.deploy(2);
  await scenario.clock.advance(120);
  await scenario.raise('errors');
  await scenario.clock.advance(15);
  expect(await scenario.read(deploymentId)).toMatchObject({
    status: 'Stopped',
    errorInformation: { code: 'ALARM_ACTIVE' },
  });
  expect(await scenario.weights(scenario.prodListener)).toBe('one:100 two:0');
  expect(await scenario.taskSets()).toEqual(['DRAINING web:2 two', 'PRIMARY web:1 one']);
});

test('without a termination wait CodeDeploy terminates blue right after the shift', async () => {
  await scenario.createGroup({
    blueGreenDeploymentConfiguration: {
      terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 0 },
    },
  });
  const deploymentId = await scenario.deploy(2);
  await scenario.clock.advance(60);
  expect(await scenario.read(deploymentId)).toMatchObject({ status: 'Succeeded' });
});

test('cannot be continued too early, with an unknown wait type, or after its end', async () => {
  await scenario.createGroup();
  const deploymentId = await scenario.deploy(2);
  const { codedeploy } = scenario;
  await scenario.clock.advance(15);
  await expect(codedeploy.continueDeployment({ deploymentId })).rejects.toMatchObject({
    name: 'DeploymentIsNotInReadyStateException',
  });
  await expect(
    codedeploy.continueDeployment({ deploymentId, deploymentWaitType: 'TERMINATION_WAIT' }),
  ).rejects.toMatchObject({ name: 'InvalidDeploymentStatusException' });
  await expect(
    codedeploy.continueDeployment({ deploymentId, deploymentWaitType: 'LUNCH' as 'READY_WAIT' }),
  ).rejects.toMatchObject({ name: 'InvalidDeploymentWaitTypeException' });
  await scenario.until(deploymentId, 'Succeeded');
  await expect(codedeploy.continueDeployment({ deploymentId })).rejects.toMatchObject({
    name: 'DeploymentAlreadyCompletedException',
  });
  await expect(codedeploy.continueDeployment({})).rejects.toMatchObject({
    name: 'DeploymentIdRequiredException',
  });
});
